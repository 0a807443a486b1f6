import { errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";

export const ACCESS_TOKEN_S = 600;
export const ISSUER = "necpgame";
export const AUDIENCE = "necpgame-api";
const ALGORITHM = "HS256";

const Claims = z.object({ sub: z.uuid(), sid: z.uuid(), roles: z.array(z.string()), exp: z.number() });

/** Signs and reads access tokens. */
export class AccessTokens {
  readonly #key: Uint8Array;
  readonly #now: () => number;

  /** `secret`: at least 32 characters. `now`: epoch ms. */
  constructor(secret: string, now: () => number) {
    this.#key = new TextEncoder().encode(secret);
    this.#now = now;
  }

  sign({ accountId, sessionId, roles }: Identity): Promise<string> {
    const issuedAt = Math.floor(this.#now() / 1000);
    return new SignJWT({ sid: sessionId, roles: [...roles] })
      .setProtectedHeader({ alg: ALGORITHM, typ: "JWT" })
      .setSubject(accountId)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + ACCESS_TOKEN_S)
      .sign(this.#key);
  }

  /** @throws Problem unauthenticated, token_expired */
  async read(token: string): Promise<Identity> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        currentDate: new Date(this.#now()),
      });
      const { sub, sid, roles } = Claims.parse(payload);
      return { accountId: sub, sessionId: sid, roles };
    } catch (cause) {
      throw new Problem(cause instanceof errors.JWTExpired ? "token_expired" : "unauthenticated", { cause });
    }
  }
}
