import assert from "node:assert/strict";
import fc from "fast-check";
import { ConfigError, parseConfig } from "./config.ts";

const problemsOf = (env: Record<string, string>): string => {
  try {
    parseConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  return "";
};

describe("9.7 settings", () => {
  it("9.7 nothing set: loopback, 2567 and the next port", () => {
    const config = parseConfig({});
    assert.deepEqual(
      [config.host, config.port, config.gamePort, config.databaseUrl, config.redisUrl],
      ["127.0.0.1", 2567, 2568, null, null],
    );
    assert.equal(parseConfig({ PORT: "4000" }).gamePort, 4001);
    assert.equal(parseConfig({ PORT: "0" }).gamePort, 0);
    assert.equal(parseConfig({ PORT: "" }).port, 2567);
  });

  it("9.7 every wrong value is listed at once, with what is expected", () => {
    const text = problemsOf({
      PORT: "eighty",
      SAVE_INTERVAL_S: "11",
      DATABASE_URL: "mysql://x",
      TOKEN_SECRET: "short",
      ORIGINS: "example.com",
      LOG_LEVEL: "loud",
    });
    assert.match(text, /^6 settings are wrong:/);
    for (const part of [
      /PORT: a port, 0 to 65535 expected \(is "eighty"\)/,
      /SAVE_INTERVAL_S: whole seconds, 1 to 10/,
      /DATABASE_URL: postgresql:/,
      /TOKEN_SECRET: at least 32/,
      /ORIGINS: origins/,
      /LOG_LEVEL: fatal/,
    ])
      assert.match(text, part);
    assert.ok(!text.includes("mysql") && !text.includes("short"), "secrets are not repeated");
  });

  it("9.7 settings that contradict each other are refused", () => {
    assert.match(problemsOf({ PORT: "3000", GAME_PORT: "3000" }), /GAME_PORT/);
    assert.match(problemsOf({ PORT: "65535" }), /GAME_PORT/);
    assert.match(problemsOf({ RATE_LIMITS: "off", HOST: "0.0.0.0" }), /RATE_LIMITS/);
    assert.equal(parseConfig({ RATE_LIMITS: "off" }).rateLimits, false);
    assert.match(problemsOf({ SMTP_URL: "smtp://mail.example.com" }), /^one setting is wrong:\n {2}MAIL_FROM/);
    assert.match(problemsOf({ OIDC_ISSUER: "https://id.example.com" }), /OIDC_CLIENT_ID/);
    assert.match(problemsOf({ OIDC_CLIENT_ID: "game" }), /OIDC_ISSUER/);
    assert.match(problemsOf({ OIDC_ISSUER: "http://id.example.com", OIDC_CLIENT_ID: "game" }), /OIDC_ISSUER/);
  });

  it("2.1 who may come in", () => {
    assert.deepEqual(parseConfig({}).auth, { requireVerifiedEmail: false, guests: true });
    assert.deepEqual(parseConfig({ REQUIRE_VERIFIED_EMAIL: "1" }).auth, { requireVerifiedEmail: true, guests: false });
    assert.equal(parseConfig({ REQUIRE_VERIFIED_EMAIL: "1", GUESTS: "on" }).auth.guests, true);
    assert.deepEqual(parseConfig({ OIDC_ISSUER: "https://id.example.com/realm", OIDC_CLIENT_ID: "game" }).oidc, {
      issuer: "https://id.example.com/realm",
      clientId: "game",
      clientSecret: null,
      name: "id.example.com",
    });
  });

  it("9.7 whatever stands in a setting, it is used as stated or refused", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          const { saveIntervalMs } = parseConfig({ SAVE_INTERVAL_S: text });
          assert.ok(text === "" ? saveIntervalMs === 5000 : saveIntervalMs >= 1000 && saveIntervalMs <= 10_000);
        } catch (error) {
          assert.ok(error instanceof ConfigError);
        }
      }),
    );
  });
});
