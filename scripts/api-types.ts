/** `node scripts/api-types.ts`: writes the types of the API's client (shared/api/generated.ts) from the routes. Part of `npm run prepare` and of the check. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { writeTypes } from "#server/http/client-types.ts";
import { describeRoutes } from "#server/http/openapi.ts";
import { createApi } from "#server/modules/api.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { loadContent } from "#shared/content/load.ts";

/** Routes are only described here: nothing is asked of a database. */
const prisma = {} as PrismaClient;
const { routes } = createApi({
  prisma,
  content: loadContent(),
  tokenSecret: "not used",
  sessionLifetime: { idleMs: 0, maxMs: 0 },
  webUrl: () => "",
  settings: { requireVerifiedEmail: false, guests: true, oidc: null },
});
writeFileSync(path.join(import.meta.dirname, "../shared/api/generated.ts"), writeTypes(describeRoutes(routes, "")));
