import { type Route, route } from "#server/http/route.ts";
import {
  Accepted,
  Challenge,
  Credentials,
  EmailRequest,
  LoginAnswer,
  LoginRequest,
  Providers,
  RefreshRequest,
  TokenPair,
  TokenRequest,
} from "./auth.schema.ts";
import type { AuthService } from "./auth.service.ts";

const tag = "auth";
const accepted = { status: 202, body: { status: "accepted" } } as const;

export interface WaysIn {
  guests: boolean;
  emailRequired: boolean;
  providers: { name: string; startUrl: string }[];
}

export function authRoutes(auth: AuthService, ways: WaysIn): Route[] {
  return [
    route({
      method: "get",
      path: "/api/v1/auth/providers",
      access: "public",
      tag,
      summary: "How one can log in here",
      responses: { 200: { description: "Besides e-mail and password.", schema: Providers } },
      handler: async () => ({ status: 200, body: ways }),
    }),
    route({
      method: "post",
      path: "/api/v1/auth/register",
      access: "public",
      tag,
      summary: "Make an account",
      description:
        "Mails a link that confirms the address. The answer is the same whether or not the address was free: log in to see, or read the mail.",
      body: Credentials,
      responses: { 202: { description: "Accepted.", schema: Accepted } },
      problems: ["busy"],
      limits: [{ points: 30, perS: 60, by: "ip" }],
      handler: async ({ body, ip, userAgent }) => {
        await auth.register(body, { ip, userAgent });
        return accepted;
      },
    }),
    route({
      method: "post",
      path: "/api/v1/auth/verify",
      access: "public",
      tag,
      summary: "Confirm an e-mail address",
      description: "With the token of the mailed link. A guest who asked for a full account has one now.",
      body: TokenRequest,
      responses: { 204: { description: "The address is confirmed. Tokens say so after the next refresh." } },
      problems: ["link_invalid"],
      limits: [{ points: 30, perS: 60, by: "ip" }],
      handler: async ({ body, ip, userAgent }) => {
        await auth.verifyEmail(body.token, { ip, userAgent });
        return { status: 204 };
      },
    }),
    route({
      method: "post",
      path: "/api/v1/auth/verify/resend",
      access: "public",
      tag,
      summary: "Mail the confirming link again",
      description: "At most five letters an hour go to one address. The answer is the same for every address.",
      body: EmailRequest,
      responses: { 202: { description: "Accepted.", schema: Accepted } },
      limits: [{ points: 10, perS: 60, by: "ip" }],
      handler: async ({ body }) => {
        await auth.resendVerification(body.email);
        return accepted;
      },
    }),
    route({
      method: "post",
      path: "/api/v1/auth/login",
      access: "public",
      tag,
      summary: "Log in",
      description:
        "Repeated failures make the next attempts wait, at last a quarter of an hour: `too_many_attempts` with Retry-After, the same for accounts " +
        "that do not exist. Where the account has logged in before (address, or device token) only failures made there count.",
      body: LoginRequest,
      responses: {
        200: { description: "Tokens of a new session.", schema: LoginAnswer },
        202: { description: "The password is right; a code of the second factor has to follow.", schema: Challenge },
      },
      problems: [
        "invalid_credentials",
        "account_banned",
        "account_suspended",
        "email_unverified",
        "too_many_attempts",
        "unauthenticated",
        "busy",
      ],
      limits: [{ points: 60, perS: 60, by: "ip" }],
      handler: async ({ body, ip, userAgent }) => {
        const answer = await auth.login(body, { ip, userAgent });
        return "challenge" in answer ? { status: 202, body: answer } : { status: 200, body: answer };
      },
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
