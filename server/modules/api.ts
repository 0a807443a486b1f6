import { type RunOnce, runOnceIn } from "#server/http/idempotency.ts";
import type { Identity, Route } from "#server/http/route.ts";
import type { Compose } from "#server/outbox/mail-delivery.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import type { Content } from "#shared/content/schema.ts";
import { accountsRoutes } from "./accounts/accounts.routes.ts";
import { AccountsService } from "./accounts/accounts.service.ts";
import { AuditService } from "./admin/audit.service.ts";
import { auditRoutes } from "./admin/audit.routes.ts";
import { moderationRoutes } from "./admin/moderation.routes.ts";
import { ModerationService } from "./admin/moderation.service.ts";
import { type AuthSettings, createAuth } from "./auth/auth.module.ts";
import { charactersRoutes } from "./characters/characters.routes.ts";
import { CharactersService } from "./characters/characters.service.ts";
import { contentRoutes } from "./content/content.routes.ts";
import { ContentService } from "./content/content.service.ts";
import { inventoryRoutes } from "./inventory/inventory.routes.ts";
import { InventoryService } from "./inventory/inventory.service.ts";
import { loginsRoutes } from "./logins/logins.routes.ts";
import { LoginsService } from "./logins/logins.service.ts";
import type { Lifetime } from "./sessions/sessions.repository.ts";
import { sessionsRoutes } from "./sessions/sessions.routes.ts";
import { progressionRoutes } from "./progression/progression.routes.ts";
import { ProgressionService } from "./progression/progression.service.ts";
import { SessionsService } from "./sessions/sessions.service.ts";
import { operationsRoutes } from "./operations/operations.routes.ts";
import { OperationsService, type RunningZones } from "./operations/operations.service.ts";
import { zonesRoutes } from "./zones/zones.routes.ts";
import { ZonesService } from "./zones/zones.service.ts";

export interface ApiDeps {
  prisma: PrismaClient;
  content: Content;
  /** At least 32 characters; the same in all processes. */
  tokenSecret: string;
  sessionLifetime: Lifetime;
  /** Absent: no zone is reached from here. */
  runningZones?: RunningZones;
  /** Address of this server, as players reach it; known once its port is. */
  webUrl: () => string;
  settings: AuthSettings;
  /** Characters of an account. */
  characterSlots?: number;
  /** Epoch ms; the system's clock unless told otherwise. */
  now?: () => number;
}

export interface Api {
  routes: Route[];
  authenticate(token: string): Promise<Identity>;
  once: RunOnce;
  /** What writes ordered mail, by kind. */
  letters: Record<string, Compose>;
}

const DEFAULT_SLOTS = 8;
const NO_ZONES: RunningZones = { flights: async () => [] };

/** All modules with their routes: what the HTTP app is given. */
export function createApi({
  prisma,
  content,
  tokenSecret,
  sessionLifetime,
  webUrl,
  settings,
  characterSlots = DEFAULT_SLOTS,
  runningZones = NO_ZONES,
  now = Date.now,
}: ApiDeps): Api {
  const sessions = new SessionsService({ prisma, lifetime: sessionLifetime, now });
  const auth = createAuth({ prisma, sessions, tokenSecret, now, webUrl, settings });
  return {
    routes: [
      ...auth.routes,
      ...loginsRoutes(new LoginsService({ prisma })),
      ...sessionsRoutes(sessions),
      ...accountsRoutes(new AccountsService({ prisma, sessions, confirmPassword: auth.confirmPassword, now })),
      ...charactersRoutes(new CharactersService({ prisma, content, slots: characterSlots, now })),
      ...progressionRoutes(new ProgressionService({ prisma, content, now })),
      ...inventoryRoutes(new InventoryService({ prisma })),
      ...zonesRoutes(new ZonesService({ prisma, content })),
      ...moderationRoutes(new ModerationService({ prisma, sessions, now })),
      ...auditRoutes(new AuditService({ prisma })),
      ...contentRoutes(new ContentService({ content })),
      ...operationsRoutes(new OperationsService({ zones: runningZones })),
    ],
    authenticate: (token) => auth.authenticate(token),
    once: runOnceIn(prisma),
    letters: auth.letters,
  };
}
