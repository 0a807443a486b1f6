import { type Route, route } from "#server/http/route.ts";
import { Accepted, EmailRequest } from "./auth.schema.ts";
import { PasswordChange, PasswordReset, PasswordResetAnswer } from "./passwords.schema.ts";
import type { PasswordsService } from "./passwords.service.ts";

const tag = "auth";

export function passwordsRoutes(passwords: PasswordsService): Route[] {
  return [
    route({
      method: "post",
      path: "/api/v1/auth/password",
      access: "account",
      tag,
      summary: "Change the password",
      description: "Needs the present one. All other sessions end; the owner is told by mail.",
      body: PasswordChange,
      responses: { 204: { description: "Changed." } },
      problems: ["invalid_credentials", "too_many_attempts", "busy"],
      handler: async ({ identity, body, ip, userAgent }) => {
        await passwords.change(identity, body.currentPassword, body.newPassword, { ip, userAgent });
        return { status: 204 };
      },
    }),
    route({
      method: "post",
      path: "/api/v1/auth/recover",
      access: "public",
      tag,
      summary: "Ask for a new password",
      description: "Mails a link to the address if it has an account. The answer is the same for every address.",
      body: EmailRequest,
      responses: { 202: { description: "Accepted.", schema: Accepted } },
      limits: [{ points: 10, perS: 60, by: "ip" }],
      handler: async ({ body, ip, userAgent }) => {
        await passwords.recover(body.email, { ip, userAgent });
        return { status: 202, body: { status: "accepted" as const } };
      },
    }),
    route({
      method: "post",
      path: "/api/v1/auth/recover/confirm",
      access: "public",
      tag,
      summary: "Choose a new password",
      description: "With the token of the mailed link. All sessions of the account end.",
      body: PasswordReset,
      responses: { 200: { description: "The new password is good.", schema: PasswordResetAnswer } },
      problems: ["link_invalid", "busy"],
      limits: [{ points: 30, perS: 60, by: "ip" }],
      handler: async ({ body, ip, userAgent }) => ({
        status: 200,
        body: { deviceToken: await passwords.reset(body.token, body.password, { ip, userAgent }) },
      }),
    }),
  ];
}
