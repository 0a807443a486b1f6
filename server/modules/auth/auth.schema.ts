import { z } from "zod";

const MAX_EMAIL = 254;

/** Written in any case and with blanks around: one address is one account. */
const Email = z
  .string()
  .max(MAX_EMAIL)
  .transform((text) => text.trim().toLowerCase())
  .pipe(z.email("This is not an e-mail address."))
  .meta({ description: "Upper and lower case mean the same.", example: "mira@example.com" });

const Password = z
  .string()
  .min(8, "A password has at least 8 characters.")
  .max(128, "A password has at most 128 characters.")
  .meta({ example: "correct horse battery" });

export const Credentials = z.strictObject({ email: Email, password: Password }).meta({ id: "Credentials" });
export type Credentials = z.output<typeof Credentials>;

/** `<session>.<secret>` */
const RefreshToken = z.string().min(1).max(200).meta({
  description: "Works once: each use answers with the next one.",
  example: "019a4f2e-7c31-7d40-9b1e-3f6a5c2d8e70.pY8nB1v0w2s3x4y5z6A7B8C9D0E1F2G3H4I5J6K7L8M",
});
export const RefreshRequest = z.strictObject({ refreshToken: RefreshToken }).meta({ id: "RefreshRequest" });

export const Accepted = z.strictObject({ status: z.enum(["accepted"]) }).meta({ id: "Accepted" });

export const AccountView = z
  .strictObject({
    id: z.uuid(),
    email: z.string().meta({ example: "mira@example.com" }),
    roles: z.array(z.string().meta({ example: "player" })),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "Account" });
export type AccountView = z.output<typeof AccountView>;

const tokens = {
  accessToken: z
    .string()
    .meta({ description: "Send it as `Authorization: Bearer …`.", example: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTlhIn0.c2lnbmF0dXJl" }),
  refreshToken: RefreshToken,
  expiresIn: z.int().positive().meta({ description: "Seconds the access token lives.", example: 600 }),
};
export const TokenPair = z.strictObject(tokens).meta({ id: "TokenPair" });
export type TokenPair = z.output<typeof TokenPair>;
export const LoginAnswer = z.strictObject({ ...tokens, account: AccountView }).meta({ id: "LoginAnswer" });
export type LoginAnswer = z.output<typeof LoginAnswer>;
