import { type Route, route } from "#server/http/route.ts";
import { Accepted, Credentials, LoginAnswer, RefreshRequest, TokenPair } from "./auth.schema.ts";
import type { AuthService } from "./auth.service.ts";

const tag = "auth";

export function authRoutes(auth: AuthService): Route[] {
  return [
    route({
      method: "post",
      path: "/api/v1/auth/register",
      access: "public",
      tag,
      summary: "Make an account",
      description: "The answer is the same whether or not the address was free: log in to see.",
      body: Credentials,
      responses: { 202: { description: "Accepted.", schema: Accepted } },
      problems: ["busy"],
      limits: [{ points: 30, perS: 60, by: "ip" }],
      handler: async ({ body, ip, userAgent }) => {
        await auth.register(body, { ip, userAgent });
        return { status: 202, body: { status: "accepted" as const } };
      },
    }),
    route({
      method: "post",
      path: "/api/v1/auth/login",
      access: "public",
      tag,
      summary: "Log in",
      body: Credentials,
      responses: { 200: { description: "Tokens of a new session.", schema: LoginAnswer } },
      problems: ["invalid_credentials", "account_banned", "account_suspended", "busy"],
      limits: [
        { points: 60, perS: 60, by: "ip" },
        { points: 10, perS: 60, by: ({ email }) => email },
      ],
      handler: async ({ body, ip, userAgent }) => ({ status: 200, body: await auth.login(body, { ip, userAgent }) }),
    }),
    route({
      method: "post",
      path: "/api/v1/auth/refresh",
      access: "public",
      tag,
      summary: "Get the next pair of tokens",
      description: "A refresh token works once. Using one again ends its session, with all tokens that came from it.",
      body: RefreshRequest,
      responses: { 200: { description: "The next pair.", schema: TokenPair } },
      problems: ["refresh_invalid", "account_banned", "account_suspended"],
      limits: [{ points: 120, perS: 60, by: "ip" }],
      handler: async ({ body, ip, userAgent }) => ({ status: 200, body: await auth.refresh(body.refreshToken, { ip, userAgent }) }),
    }),
    route({
      method: "post",
      path: "/api/v1/auth/logout",
      access: "public",
      tag,
      summary: "End a session",
      description: "The refresh token is the proof, so that it also works when the access token has expired.",
      body: RefreshRequest,
      responses: { 204: { description: "The session has ended; its access tokens are void." } },
      problems: ["refresh_invalid"],
      limits: [{ points: 120, perS: 60, by: "ip" }],
      handler: async ({ body }) => {
        await auth.logout(body.refreshToken);
        return { status: 204 };
      },
    }),
  ];
}
