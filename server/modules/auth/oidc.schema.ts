import { z } from "zod";
import { OneTimeToken } from "./auth.schema.ts";

/** SHA-256, base64url. */
const Sha256 = z
  .string()
  .max(43)
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .meta({ example: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" });

export const StartQuery = z.strictObject({
  challenge: Sha256.meta({ description: "SHA-256 (base64url) of a verifier that the page keeps to itself, and sends at the end." }),
});

/** What providers put into the address. */
const put = z.string().max(4096).optional();
export const CallbackQuery = z.strictObject({
  code: put,
  state: put,
  iss: put,
  error: put,
  error_description: put,
  error_uri: put,
  session_state: put,
  scope: put,
  authuser: put,
  hd: put,
  prompt: put,
});
export type CallbackQuery = z.output<typeof CallbackQuery>;

export const HandoffRequest = z
  .strictObject({
    code: OneTimeToken.meta({ description: "From the address of the page: `#oidc=…`. Works once, for a minute." }),
    verifier: z.string().min(1).max(200).meta({ example: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" }),
  })
  .meta({ id: "OidcLogin" });
