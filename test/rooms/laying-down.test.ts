import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { EntityKind } from "#shared/protocol/codes.ts";
import { wireToPosition } from "#shared/protocol/quantize.ts";
import { killOne, Player, takeOne } from "./support/player.ts";
import { type ServerProcess, World } from "./support/server-process.ts";
import type { TestClient } from "./support/test-client.ts";

interface Carried {
  itemId: string;
  templateId: string;
  quantity: number;
  version: number;
}

describe("4.1 laying things down", () => {
  let world: World;
  let server: ServerProcess;
  const clients: TestClient[] = [];
  before(async () => {
    world = await World.make();
    server = await world.start();
  });
  after(async () => {
    for (const client of clients) client.destroy();
    await world.end();
  });

  async function enters(): Promise<[Player, TestClient]> {
    const player = await Player.create(world, server);
    await player.train(world);
    const client = await player.enter(server);
    clients.push(client);
    return [player, client];
  }

  it("4.1 what one has looted and lays down, another sees and takes; nobody takes it twice", async () => {
    const [ann, annsPage] = await enters();
    do await killOne(annsPage);
    while (!(await takeOne(annsPage)));
    const carried = async () => ((await ann.call(server, "GET", `/inventory/${ann.characterId}`)) as { items: Carried[] }).items;
    const [{ itemId, version, templateId, quantity }] = await carried();
    const had = await ann.bag(server);
    const [bob, bobsPage] = await enters();
    const free = (client: TestClient) => [...client.entities.values()].find((e) => e.kind === EntityKind.DROP && e.target === 0);
    assert.equal(free(bobsPage), undefined);

    const body = { itemId, version, quantity };
    await ann.call(server, "POST", `/inventory/${ann.characterId}/drop`, body, { "idempotency-key": randomUUID() });
    await Promise.all([annsPage, bobsPage].map((client) => client.until(() => free(client) !== undefined, "it lies there")));
    const lying = free(bobsPage);
    assert.ok(lying);
    await bobsPage.walkTo(() => ({ x: wireToPosition(lying.x), y: wireToPosition(lying.y) }), 1.5);
    const looted = (client: TestClient) => client.messages.filter(({ type }) => type === "loot").length;
    const before = looted(annsPage);
    for (const client of [bobsPage, annsPage]) client.act({ kind: 3, target: lying.id });
    await bobsPage.until(() => looted(bobsPage) + looted(annsPage) > before, "somebody has it");
    await Promise.all([annsPage, bobsPage].map((client) => client.until(() => free(client) === undefined, "it is gone")));
    assert.equal(looted(bobsPage) + looted(annsPage), before + 1);
    const [anns, bobs] = await Promise.all([ann, bob].map((player) => player.bag(server)));
    assert.equal((anns[templateId] ?? 0) + (bobs[templateId] ?? 0), had[templateId]);
  });
});
