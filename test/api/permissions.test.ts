import assert from "node:assert/strict";
import express from "express";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { problemAnswers } from "#server/http/errors.ts";
import { healthRoutes } from "#server/http/health.ts";
import { NO_LIMITS } from "#server/http/limits.ts";
import { mountRoutes } from "#server/http/mount.ts";
import { describeRoutes } from "#server/http/openapi.ts";
import { type Permission, permits } from "#server/http/permissions.ts";
import { type Route, route } from "#server/http/route.ts";
import { TestApi } from "./support/api.ts";

const ALL: Permission[] = ["accounts.read", "accounts.suspend", "accounts.ban", "chat.moderate", "audit.read", "operate"];
const secured = (permission: Permission, answered: string[]): Route =>
  route({
    method: "get",
    path: `/api/v1/admin/${permission}`,
    access: { permission },
    tag: "admin",
    summary: "For those who may",
    responses: { 204: { description: "Done." } },
    handler: async ({ identity }) => {
      answered.push(`${permission} by ${identity.accountId}`);
      return { status: 204 };
    },
  });

describe("2.1 roles and permissions", () => {
  it("2.1 a player may nothing of the operators, a moderator the daily work, an admin everything", () => {
    const of = (...roles: string[]) => ALL.filter((permission) => permits(roles, permission));
    assert.deepEqual(of("player"), []);
    assert.deepEqual(of("player", "moderator"), ["accounts.read", "accounts.suspend", "chat.moderate"]);
    assert.deepEqual(of("admin"), ALL);
    for (const none of [[], [""], ["Admin"], ["root", "constructor", "__proto__", "toString"]]) assert.deepEqual(of(...none), []);
  });

  it("R28 only who has the permission gets through; the handler of a refused request never runs", async () => {
    const answered: string[] = [];
    const app = express();
    const authenticate = async (token: string) => ({
      accountId: token,
      sessionId: "s",
      roles: token === "nobody" ? [] : [token],
      verified: true,
    });
    mountRoutes(
      app,
      ALL.map((permission) => secured(permission, answered)),
      { authenticate, limits: NO_LIMITS, once: () => assert.fail("none of these is idempotent"), holdAnswers: true },
    );
    app.use(problemAnswers({ error: () => {}, warn: () => {} }));
    const server = app.listen(0, "127.0.0.1");
    await new Promise<void>((resolve) => server.once("listening", resolve));
    try {
      const ask = async (permission: string, token: string | null) => {
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/admin/${permission}`;
        const reply = await fetch(url, token === null ? {} : { headers: { authorization: `Bearer ${token}` } });
        return reply.status === 204 ? 204 : `${reply.status} ${((await reply.json()) as { code: string }).code}`;
      };
      for (const permission of ALL) {
        assert.equal(await ask(permission, null), "401 unauthenticated");
        for (const role of ["nobody", "player", "moderator", "admin"]) {
          assert.equal(await ask(permission, role), permits([role], permission) ? 204 : "403 forbidden", `${role}, ${permission}`);
        }
      }
      const due = ALL.flatMap((permission) => ["moderator", "admin"].map((role) => [permission, role] as const)).filter(
        ([permission, role]) => permits([role], permission),
      );
      assert.deepEqual(
        answered,
        due.map(([permission, role]) => `${permission} by ${role}`),
      );
    } finally {
      server.close();
    }
  });

  it("2.1 a role that is taken away is gone with the next request, whatever the token says", async () => {
    const api = await TestApi.start();
    try {
      const player = await api.player();
      const { prisma } = api.database;
      const rolesNow = async () => (await api.authenticate(player.accessToken)).roles;
      assert.deepEqual(await rolesNow(), ["player"]);
      await prisma.accountRole.create({ data: { accountId: player.accountId, role: "admin" } });
      assert.deepEqual(await rolesNow(), ["admin", "player"]);
      await prisma.accountRole.deleteMany({ where: { accountId: player.accountId } });
      assert.deepEqual(await rolesNow(), []);
    } finally {
      await api.stop();
    }
  });

  it("R28 every route says who may call it: types insist, and everything under /admin asks for a permission", async () => {
    const rest = { method: "get", path: "/x", tag: "t", summary: "s", responses: { 204: { description: "d" } } } as const;
    const handler = async () => ({ status: 204 as const });
    // @ts-expect-error access is missing
    route({ ...rest, handler });
    // @ts-expect-error no such access
    route({ ...rest, handler, access: "everybody" });
    // @ts-expect-error no such permission
    route({ ...rest, handler, access: { permission: "fly" } });
    const api = await TestApi.start();
    try {
      const routes = [...api.routes, ...healthRoutes({ checks: async () => ({}), remotes: () => ({}) })];
      assert.ok(routes.length > 10);
      for (const { path, access } of routes) {
        const known = access === "public" || access === "account" || ALL.includes(access.permission);
        assert.ok(known, `${path} says ${JSON.stringify(access)}`);
        if (path.startsWith("/api/v1/admin")) assert.equal(typeof access, "object", path);
      }
    } finally {
      await api.stop();
    }
  });

  it("9.1 OpenAPI tells the permission and its refusal", () => {
    const described = z
      .object({ paths: z.record(z.string(), z.record(z.string(), z.looseObject({ responses: z.record(z.string(), z.looseObject({})) }))) })
      .parse(describeRoutes([secured("operate", [])], "0.0.0"));
    const { get } = described.paths["/api/v1/admin/operate"];
    assert.equal(get["x-permission"], "operate");
    assert.match(String(get.responses[403].description), /`forbidden`/);
  });
});
