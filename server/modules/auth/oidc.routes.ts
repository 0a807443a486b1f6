import { type Route, route } from "#server/http/route.ts";
import { Challenge, LoginAnswer } from "./auth.schema.ts";
import { CallbackQuery, HandoffRequest, StartQuery } from "./oidc.schema.ts";
import { COOKIE_S, OIDC_PATH, type OidcService } from "./oidc.service.ts";

const tag = "auth";
const COOKIE = "necp_oidc";
const location = { Location: "Where to go.", "Set-Cookie": "Kept for the way there and back." };

export function oidcRoutes(oidc: OidcService, webUrl: () => string): Route[] {
  const cookie = (value: string, seconds: number) =>
    `${COOKIE}=${value}; Path=${OIDC_PATH}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${webUrl().startsWith("https:") ? "; Secure" : ""}`;
  return [
    route({
      method: "get",
      path: `${OIDC_PATH}/start`,
      access: "public",
      tag,
      summary: "Log in by an identity provider",
      description: "For browsers: sends them to the provider. Authorization code with PKCE, state and nonce.",
      query: StartQuery,
      responses: { 302: { description: "To the provider.", headers: location } },
      problems: ["no_provider", "remote_unavailable"],
      limits: [{ points: 30, perS: 60, by: "ip" }],
      handler: async ({ query }) => {
        const begun = await oidc.start(query.challenge);
        return { status: 302, headers: { Location: begun.url, "Set-Cookie": cookie(begun.cookie, COOKIE_S) } };
      },
    }),
    route({
      method: "get",
      path: `${OIDC_PATH}/callback`,
      access: "public",
      tag,
      summary: "Come back from the identity provider",
      description:
        "Sends the browser to the page with `#oidc=CODE`, or with `#oidc_error=` and `refused`, `expired` or `unavailable`. " +
        "An identity that comes for the first time makes an account; it belongs to an existing one only when both have proved the same address.",
      query: CallbackQuery,
      responses: { 302: { description: "To the page.", headers: location } },
      problems: ["no_provider"],
      limits: [{ points: 30, perS: 60, by: "ip" }],
      handler: async ({ query, header, ip, userAgent }) => {
        const page = await oidc.callback(query, cookieOf(header("cookie")), { ip, userAgent });
        return { status: 302, headers: { Location: page, "Set-Cookie": cookie("", 0) } };
      },
    }),
    route({
      method: "post",
      path: `${OIDC_PATH}/login`,
      access: "public",
      tag,
      summary: "Finish a log-in by an identity provider",
      body: HandoffRequest,
      responses: {
        200: { description: "Tokens of a new session.", schema: LoginAnswer },
        202: { description: "A code of the second factor has to follow.", schema: Challenge },
      },
      problems: ["link_invalid", "account_banned", "account_suspended", "unauthenticated"],
      limits: [{ points: 30, perS: 60, by: "ip" }],
      handler: async ({ body, ip, userAgent }) => {
        const answer = await oidc.login(body.code, body.verifier, { ip, userAgent });
        return "challenge" in answer ? { status: 202, body: answer } : { status: 200, body: answer };
      },
    }),
  ];
}

function cookieOf(header: string | undefined): string | undefined {
  const mine = header?.split(";").find((part) => part.trim().startsWith(`${COOKIE}=`));
  return mine?.trim().slice(COOKIE.length + 1);
}
