import assert from "node:assert/strict";
import { findBreaches } from "./layers.ts";

const told = (path: string, ...lines: string[]) => findBreaches([{ path, text: lines.join("\n") }]).map((b) => `${b.line}: ${b.text}`);

describe("layers", () => {
  it("names the line of an import against the arrows", () => {
    assert.deepEqual(told("rooms/zone/a.ts", "", 'import { x } from "#server/game.ts";'), ["2: rooms may not import server/game.ts"]);
    assert.deepEqual(told("rooms/replication/a.ts", 'import { x } from "../zone/zone-room.ts";'), [
      "1: replication may not import rooms/zone/zone-room.ts",
    ]);
    assert.deepEqual(told("shared/primitives/a.ts", 'export * from "#shared/rules/stats.ts";'), [
      "1: primitives may not import shared/rules/stats.ts",
    ]);
    assert.deepEqual(told("server/modules/x/x.routes.ts", 'const r = await import("#rooms/zone/zone-room.ts");'), [
      "1: modules may not import rooms/zone/zone-room.ts",
    ]);
    assert.deepEqual(told("clients/web/src/a.ts", 'import type { C } from "#server/config/config.ts";'), [
      "1: clients may not import server/config/config.ts",
    ]);
    assert.deepEqual(told("loadtest/bots/a.ts", 'import "#rooms/ports/hub.ts";'), ["1: bots may not import rooms/ports/hub.ts"]);
  });

  it("names packages a layer must not know", () => {
    assert.deepEqual(told("server/modules/x/x.service.ts", 'import express from "express";'), ["1: services may not import express"]);
    assert.deepEqual(told("server/modules/x/x.service.ts", 'import { P } from "#prisma/generated/client.ts";'), [
      "1: server without repositories may not import prisma/generated/client.ts",
    ]);
    assert.deepEqual(told("server/modules/x/x.repository.ts", 'import { P } from "#prisma/generated/client.ts";'), []);
    assert.deepEqual(told("rooms/simulation/a.ts", 'import { Room } from "@colyseus/core";').length, 1);
  });

  it("finds clocks, chance and waiting in the simulation, but not in comments and strings", () => {
    assert.deepEqual(told("rooms/simulation/a.ts", "// Date", 'const text = "await";', "const t = Date.now();"), [
      "3: simulation reads the clock: Date",
    ]);
    assert.equal(told("rooms/simulation/a.ts", "export async function f() { await 1; }").length, 1);
    assert.equal(told("shared/rules/a.ts", "const r = Math.random();").length, 1);
    assert.equal(told("rooms/zone/a.ts", "const t = Date.now();").length, 0);
  });

  it("finds the environment where it must not be read", () => {
    assert.equal(told("server/http/a.ts", "const h = process.env.HOST;").length, 1);
    assert.equal(told("server/config/a.ts", "const h = process.env.HOST;").length, 0);
  });

  it("lets the arrows' own way pass, and tests know everybody", () => {
    assert.deepEqual(told("rooms/zone/a.ts", 'import { Simulation } from "#rooms/simulation/simulation.ts";'), []);
    assert.deepEqual(told("rooms/simulation/a.ts", 'import { x } from "#shared/rules/stats.ts";', 'import { y } from "./b.ts";'), []);
    assert.deepEqual(told("rooms/simulation/a.test.ts", 'import assert from "node:assert";'), []);
  });
});
