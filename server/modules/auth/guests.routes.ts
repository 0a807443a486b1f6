import { type Route, route } from "#server/http/route.ts";
import { Accepted, Credentials, LoginAnswer } from "./auth.schema.ts";
import { GuestAnswer, GuestLoginRequest } from "./guests.schema.ts";
import type { GuestsService } from "./guests.service.ts";

const tag = "auth";

export function guestsRoutes(guests: GuestsService): Route[] {
  return [
    route({
      method: "post",
      path: "/api/v1/auth/guest",
      access: "public",
      tag,
      summary: "Play without an account",
      description: "Makes a guest and logs it in.",
      responses: { 201: { description: "Tokens of a session, and the guest's own.", schema: GuestAnswer } },
      problems: ["guests_off", "unauthenticated"],
      limits: [
        { points: 10, perS: 60, by: "ip" },
        { points: 100, perS: 86_400, by: "ip" },
      ],
      handler: async ({ ip, userAgent }) => ({ status: 201, body: await guests.create({ ip, userAgent }) }),
    }),
    route({
      method: "post",
      path: "/api/v1/auth/guest/login",
      access: "public",
      tag,
      summary: "Come back as a guest",
      body: GuestLoginRequest,
      responses: { 200: { description: "Tokens of a new session.", schema: LoginAnswer } },
      problems: ["guest_invalid", "guests_off", "account_banned", "account_suspended", "unauthenticated"],
      limits: [{ points: 60, perS: 60, by: "ip" }],
      handler: async ({ body, ip, userAgent }) => ({ status: 200, body: await guests.login(body.guestToken, { ip, userAgent }) }),
    }),
    route({
      method: "post",
      path: "/api/v1/auth/guest/upgrade",
      access: "account",
      tag,
      summary: "Turn a guest into a full account",
      description:
        "Mails a link; when it is followed the guest has e-mail and password, and keeps its characters. The answer is the same whether or not the " +
        "address has an account.",
      body: Credentials,
      responses: { 202: { description: "Accepted.", schema: Accepted } },
      problems: ["full_account", "busy"],
      limits: [{ points: 10, perS: 3600, by: "account" }],
      handler: async ({ identity, body, ip, userAgent }) => {
        await guests.upgrade(identity, body, { ip, userAgent });
        return { status: 202, body: { status: "accepted" as const } };
      },
    }),
  ];
}
