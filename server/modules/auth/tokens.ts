import { errors, jwtVerify, SignJWT } from "jose";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";

export const ACCESS_TOKEN_S = 600;
export const ISSUER = "necpgame";
export const AUDIENCE = "necpgame-api";
const DEVICE_AUDIENCE = "necpgame-device";
const DEVICE_TOKEN_S = 180 * 24 * 3600;
const ALGORITHM = "HS256";
/** Tokens that need not be verified again; all are forgotten when there are more. */
const MAX_REMEMBERED = 10_000;

const Claims = z.object({ sub: z.uuid(), sid: z.uuid(), roles: z.array(z.string()), verified: z.boolean(), exp: z.number() });
const DeviceClaims = z.object({ sub: z.uuid(), jti: z.uuid(), exp: z.number() });

/** Signs and reads access tokens and device tokens. */
export class Tokens {
  readonly #key: Uint8Array;
  readonly #now: () => number;
  /** Access tokens whose signature was found good: that does not change. Whether their sessions still live is asked each time. */
  readonly #read = new Map<string, { identity: Identity; expiresAt: number }>();

  /** `secret`: at least 32 characters. `now`: epoch ms. */
  constructor(secret: string, now: () => number) {
    this.#key = new TextEncoder().encode(secret);
    this.#now = now;
  }

  sign({ accountId, sessionId, roles, verified }: Identity): Promise<string> {
    return this.#sign(new SignJWT({ sid: sessionId, roles: [...roles], verified }), accountId, AUDIENCE, ACCESS_TOKEN_S);
  }

  /** @throws Problem unauthenticated, token_expired */
  async read(token: string): Promise<Identity> {
    const known = this.#read.get(token);
    if (known && known.expiresAt > this.#now()) return known.identity;
    try {
      const { sub, sid, roles, verified, exp } = Claims.parse(await this.#verify(token, AUDIENCE));
      const identity = { accountId: sub, sessionId: sid, roles, verified };
      if (this.#read.size >= MAX_REMEMBERED) this.#read.clear();
      this.#read.set(token, { identity, expiresAt: exp * 1000 });
      return identity;
    } catch (cause) {
      throw new Problem(cause instanceof errors.JWTExpired ? "token_expired" : "unauthenticated", { cause });
    }
  }

  /** Says that somebody has logged in to the account on this device. It opens nothing. `deviceId`: of its former token. */
  signDevice(accountId: string, deviceId: string = uuidv7()): Promise<string> {
    return this.#sign(new SignJWT().setJti(deviceId), accountId, DEVICE_AUDIENCE, DEVICE_TOKEN_S);
  }

  /** Null: not signed here, or too old. */
  async readDevice(token: string): Promise<{ accountId: string; deviceId: string } | null> {
    try {
      const { sub, jti } = DeviceClaims.parse(await this.#verify(token, DEVICE_AUDIENCE));
      return { accountId: sub, deviceId: jti };
    } catch {
      return null;
    }
  }

  #sign(jwt: SignJWT, subject: string, audience: string, livesS: number): Promise<string> {
    const issuedAt = Math.floor(this.#now() / 1000);
    return jwt
      .setProtectedHeader({ alg: ALGORITHM, typ: "JWT" })
      .setSubject(subject)
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + livesS)
      .sign(this.#key);
  }

  async #verify(token: string, audience: string): Promise<unknown> {
    const { payload } = await jwtVerify(token, this.#key, {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience,
      currentDate: new Date(this.#now()),
    });
    return payload;
  }
}
