import type { Identity, Route } from "#server/http/route.ts";
import type { Origin } from "#server/modules/sessions/sessions.repository.ts";
import type { SessionsService } from "#server/modules/sessions/sessions.service.ts";
import type { Compose } from "#server/outbox/mail-delivery.ts";
import type { OidcClient } from "#server/platform/oidc.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { Seal } from "#server/platform/seal.ts";
import { authRoutes } from "./auth.routes.ts";
import { type AuthParts, AuthService } from "./auth.service.ts";
import { Entry } from "./entry.ts";
import { Guard } from "./guard.ts";
import { guestsRoutes } from "./guests.routes.ts";
import { GuestsService } from "./guests.service.ts";
import { authLetters } from "./letters.service.ts";
import { oidcRoutes } from "./oidc.routes.ts";
import { OIDC_PATH, OidcService } from "./oidc.service.ts";
import { Passwords } from "./passwords.ts";
import { passwordsRoutes } from "./passwords.routes.ts";
import { PasswordsService } from "./passwords.service.ts";
import { secondFactorRoutes } from "./second-factor.routes.ts";
import { SecondFactorService } from "./second-factor.service.ts";
import { Tokens } from "./tokens.ts";

export interface AuthSettings {
  /** Nobody logs in by password before the address is confirmed. */
  requireVerifiedEmail: boolean;
  /** One may play without an account. */
  guests: boolean;
  /** Identity provider; null: none. */
  oidc: { name: string; client: OidcClient } | null;
}

export interface AuthModuleDeps {
  prisma: PrismaClient;
  sessions: SessionsService;
  /** At least 32 characters; the same in all processes. */
  tokenSecret: string;
  /** Epoch ms. */
  now: () => number;
  /** Address of this server, as players reach it; known once its port is. */
  webUrl: () => string;
  settings: AuthSettings;
}

export interface AuthModule {
  routes: Route[];
  authenticate(token: string): Promise<Identity>;
  /** Who is logged in shows again that he knows the password. @throws Problem invalid_credentials, too_many_attempts, busy */
  confirmPassword(identity: Identity, password: string, origin: Origin): Promise<void>;
  /** What writes the module's letters, by kind. */
  letters: Record<string, Compose>;
}

/** Authentication, put together. */
export function createAuth({ prisma, sessions, tokenSecret, now, webUrl, settings }: AuthModuleDeps): AuthModule {
  const tokens = new Tokens(tokenSecret, now);
  const parts: AuthParts = {
    prisma,
    tokens,
    passwords: new Passwords(),
    guard: new Guard(prisma),
    sessions,
    entry: new Entry({ prisma, sessions, tokens, now }),
    now,
  };
  const auth = new AuthService(parts, settings);
  const passwords = new PasswordsService(parts);
  const providers = settings.oidc ? [{ name: settings.oidc.name, startUrl: `${OIDC_PATH}/start` }] : [];
  const oidc = new OidcService(parts, { client: settings.oidc?.client ?? null, seal: new Seal(tokenSecret, "oidc"), webUrl });
  const ways = { guests: settings.guests, emailRequired: settings.requireVerifiedEmail, providers };
  return {
    routes: [
      ...authRoutes(auth, ways),
      ...passwordsRoutes(passwords),
      ...guestsRoutes(new GuestsService(parts, settings)),
      ...oidcRoutes(oidc, webUrl),
      ...secondFactorRoutes(new SecondFactorService(parts, new Seal(tokenSecret, "second factor"), passwords)),
    ],
    authenticate: (token) => auth.authenticate(token),
    confirmPassword: async (identity, password, origin) => void (await passwords.confirm(identity, password, origin)),
    letters: authLetters({ prisma, now, webUrl }),
  };
}
