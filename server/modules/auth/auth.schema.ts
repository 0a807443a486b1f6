import { z } from "zod";

const MAX_EMAIL = 254;

/** Written in any case and with blanks around: one address is one account. */
export const Email = z
  .string()
  .max(MAX_EMAIL)
  .transform((text) => text.trim().toLowerCase())
  .pipe(z.email("This is not an e-mail address."))
  .meta({ description: "Upper and lower case mean the same.", example: "mira@example.com" });

export const Password = z
  .string()
  .min(8, "A password has at least 8 characters.")
  .max(128, "A password has at most 128 characters.")
  .meta({ example: "correct horse battery" });

export const Credentials = z.strictObject({ email: Email, password: Password }).meta({ id: "Credentials" });
export type Credentials = z.output<typeof Credentials>;

const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTlhIn0.c2lnbmF0dXJl";
const SECRET = "pY8nB1v0w2s3x4y5z6A7B8C9D0E1F2G3H4I5J6K7L8M";

export const DeviceToken = z
  .string()
  .min(1)
  .max(1000)
  .meta({ description: "Keep it on this device and send it with the next log-in: others' wrong guesses do not hold it up.", example: JWT });
export const LoginRequest = z
  .strictObject({ email: Email, password: Password, deviceToken: DeviceToken.optional() })
  .meta({ id: "LoginRequest" });
export type LoginRequest = z.output<typeof LoginRequest>;

/** `<session>.<secret>` */
const RefreshToken = z
  .string()
  .min(1)
  .max(200)
  .meta({
    description: "Works once: each use answers with the next one.",
    example: `019a4f2e-7c31-7d40-9b1e-3f6a5c2d8e70.${SECRET}`,
  });
export const RefreshRequest = z.strictObject({ refreshToken: RefreshToken }).meta({ id: "RefreshRequest" });

export const EmailRequest = z.strictObject({ email: Email }).meta({ id: "EmailRequest" });

/** Mailed or handed over; 32 random bytes. */
export const OneTimeToken = z.string().min(1).max(200).meta({ example: SECRET });
export const TokenRequest = z.strictObject({ token: OneTimeToken }).meta({ id: "TokenRequest" });

export const Accepted = z.strictObject({ status: z.enum(["accepted"]) }).meta({ id: "Accepted" });

export const AccountView = z
  .strictObject({
    id: z.uuid(),
    email: z
      .string()
      .nullable()
      .meta({ description: "null: a guest, or known only to an identity provider.", example: "mira@example.com" }),
    verified: z.boolean().meta({ description: "The e-mail address is confirmed." }),
    guest: z.boolean().meta({ example: false }),
    roles: z.array(z.string().meta({ example: "player" })),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "Account" });
export type AccountView = z.output<typeof AccountView>;

const tokens = {
  accessToken: z.string().meta({ description: "Send it as `Authorization: Bearer …`.", example: JWT }),
  refreshToken: RefreshToken,
  expiresIn: z.int().positive().meta({ description: "Seconds the access token lives.", example: 600 }),
};
export const TokenPair = z.strictObject(tokens).meta({ id: "TokenPair" });
export type TokenPair = z.output<typeof TokenPair>;

const login = {
  ...tokens,
  account: AccountView,
  deviceToken: DeviceToken,
  welcome: z.string().meta({ example: "Welcome back, Mira!" }),
  lastLogin: z
    .strictObject({ at: z.iso.datetime(), ip: z.string().meta({ example: "203.0.113.7" }) })
    .nullable()
    .meta({ description: "When and from which address this account was logged in to before; null: this is the first time." }),
};
export const LoginAnswer = z.strictObject(login).meta({ id: "LoginAnswer" });
export type LoginAnswer = z.output<typeof LoginAnswer>;

/** The password was right; a code has to follow. */
export const Challenge = z
  .strictObject({
    status: z.enum(["second_factor_required"]),
    challenge: OneTimeToken.meta({ example: SECRET, description: "To be sent to `/api/v1/auth/login/second-factor` with a code." }),
    expiresIn: z.int().positive().meta({ description: "Seconds until it is too late.", example: 300 }),
  })
  .meta({ id: "SecondFactorChallenge" });
export type Challenge = z.output<typeof Challenge>;

export const Providers = z
  .strictObject({
    guests: z.boolean().meta({ description: "Whether one may play without an account." }),
    emailRequired: z.boolean().meta({ description: "Whether the e-mail address has to be confirmed before the first log-in." }),
    providers: z
      .array(
        z.strictObject({
          name: z.string().meta({ example: "Guild Keys" }),
          startUrl: z.string().meta({ example: "/api/v1/auth/oidc/start" }),
        }),
      )
      .meta({ description: "Identity providers." }),
  })
  .meta({ id: "Providers" });
