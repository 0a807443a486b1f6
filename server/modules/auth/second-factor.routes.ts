import { type Route, route } from "#server/http/route.ts";
import { LoginAnswer } from "./auth.schema.ts";
import {
  ChallengeRequest,
  CodeRequest,
  DisableRequest,
  Enrolment,
  EnrolRequest,
  RecoveryCodes,
  SecondFactorState,
} from "./second-factor.schema.ts";
import type { SecondFactorService } from "./second-factor.service.ts";

const tag = "auth";
const PATH = "/api/v1/auth/second-factor";

export function secondFactorRoutes(secondFactor: SecondFactorService): Route[] {
  return [
    route({
      method: "get",
      path: PATH,
      access: "account",
      tag,
      summary: "Whether logging in needs a code",
      responses: { 200: { description: "How it stands.", schema: SecondFactorState } },
      handler: async ({ identity }) => ({ status: 200, body: await secondFactor.state(identity) }),
    }),
    route({
      method: "post",
      path: PATH,
      access: "account",
      tag,
      summary: "Enrol an authenticator",
      description: "Answers with a secret (RFC 6238) that is in use once it is confirmed.",
      body: EnrolRequest,
      responses: { 200: { description: "To be shown to the authenticator, once.", schema: Enrolment } },
      problems: ["invalid_credentials", "second_factor_active", "too_many_attempts", "busy"],
      handler: async ({ identity, body, ip, userAgent }) => ({
        status: 200,
        body: await secondFactor.enrol(identity, body.password, { ip, userAgent }),
      }),
    }),
    route({
      method: "post",
      path: `${PATH}/confirm`,
      access: "account",
      tag,
      summary: "Confirm the authenticator",
      description: "From now on logging in needs a code.",
      body: CodeRequest,
      responses: { 200: { description: "Ten codes for the day the authenticator is lost.", schema: RecoveryCodes } },
      problems: ["second_factor_not_enrolled", "second_factor_active", "second_factor_invalid", "too_many_attempts"],
      handler: async ({ identity, body, ip, userAgent }) => ({
        status: 200,
        body: { recoveryCodes: await secondFactor.confirm(identity, body.code, { ip, userAgent }) },
      }),
    }),
    route({
      method: "post",
      path: `${PATH}/recovery-codes`,
      access: "account",
      tag,
      summary: "Make new recovery codes",
      description: "Those left of the old ones are void.",
      body: CodeRequest,
      responses: { 200: { description: "Ten new ones.", schema: RecoveryCodes } },
      problems: ["second_factor_not_enrolled", "second_factor_invalid", "too_many_attempts"],
      handler: async ({ identity, body, ip, userAgent }) => ({
        status: 200,
        body: { recoveryCodes: await secondFactor.renewRecoveryCodes(identity, body.code, { ip, userAgent }) },
      }),
    }),
    route({
      method: "post",
      path: `${PATH}/disable`,
      access: "account",
      tag,
      summary: "Log in without a code again",
      body: DisableRequest,
      responses: { 204: { description: "Secret and recovery codes are gone." } },
      problems: ["second_factor_not_enrolled", "second_factor_invalid", "invalid_credentials", "too_many_attempts", "busy"],
      handler: async ({ identity, body, ip, userAgent }) => {
        await secondFactor.disable(identity, body.password, body.code, { ip, userAgent });
        return { status: 204 };
      },
    }),
    route({
      method: "post",
      path: "/api/v1/auth/login/second-factor",
      access: "public",
      tag,
      summary: "Finish a log-in with a code",
      description: "A code works once. Ten wrong codes hold up further ones for a quarter of an hour.",
      body: ChallengeRequest,
      responses: { 200: { description: "Tokens of a new session.", schema: LoginAnswer } },
      problems: [
        "challenge_invalid",
        "second_factor_invalid",
        "too_many_attempts",
        "account_banned",
        "account_suspended",
        "unauthenticated",
      ],
      limits: [{ points: 60, perS: 60, by: "ip" }],
      handler: async ({ body, ip, userAgent }) => ({
        status: 200,
        body: await secondFactor.login(body.challenge, body.code, { ip, userAgent }),
      }),
    }),
  ];
}
