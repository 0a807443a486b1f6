import assert from "node:assert/strict";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { ActionKind, CombatEventKind, EntityKind } from "#shared/protocol/codes.ts";
import { killOne, Player } from "./support/player.ts";
import { World } from "./support/server-process.ts";
import type { TestClient } from "./support/test-client.ts";
import { ZoneServer } from "./support/zone-server.ts";

describe("characters in a zone room", () => {
  let server: ZoneServer;
  afterEach(() => server.stop());

  it("3.1 another character of the account comes in: the first leaves, saved and told, and the switch is an event", async () => {
    server = await ZoneServer.start();
    const accountId = "0190a000-0000-7000-8000-000000000001";
    const [first, second] = ["Ona", "Tva"].map((name) => server.office.addCharacter(name, { accountId }));
    const ona = await server.join(first);
    await ona.snapshotsMore(2);
    const tva = await server.join(second);
    const { message } = await ona.goodbye();
    assert.equal(message.code, "switched");
    await tva.snapshotsMore(2);
    assert.equal(server.office.row(first).owner, null, "its lease is given back");
    assert.ok(server.office.row(first).place, "its place is saved");
    const switched = server.office.events.filter((event) => event.name === "CHARACTER_SWITCHED");
    assert.deepEqual(switched, [{ name: "CHARACTER_SWITCHED", characterId: second, payload: { from: first, accountId } }]);
    const back = await server.join(first);
    assert.equal((await tva.goodbye()).message.code, "switched");
    await back.snapshotsMore(1);
  });

  it("3.2 origin, points and skills make the stats; points spent elsewhere take effect in the running fight", async () => {
    server = await ZoneServer.start({ npcs: [{ npc: "dummy", at: [52, 50] }] });
    // brawn gives 10 health a point: 2 by origin, 3 spent
    const id = server.office.addCharacter("Una", {
      originId: "nowhere",
      points: { version: 1, attributes: { brawn: 3 }, trained: {}, worn: [] },
    });
    const una = await server.join(id);
    await una.until(() => una.self.vitals?.maxHealth === 150, "100 + 5 × 10");
    const dummy = () => [...una.entities.values()].find((e) => e.kind === EntityKind.NPC);
    await una.until(() => dummy() !== undefined, "a dummy");
    una.act({ kind: ActionKind.USE_ABILITY, slot: 0, target: dummy()?.id ?? 0, aimX: 0, aimY: 0 });
    server.office.builders.get(id)?.({ version: 2, attributes: { brawn: 5 }, trained: {}, worn: [] });
    await una.until(() => una.self.vitals?.maxHealth === 170, "100 + 7 × 10");
    await una.leave();
    assert.equal(server.office.builders.has(id), false, "nobody watches what has left");
  });

  it("3.2 skills grow by blows that land; what was practised is written when it leaves, and told after that", async () => {
    server = await ZoneServer.start({ npcs: [{ npc: "dummy", at: [51, 50] }], saveIntervalS: 1 });
    const id = server.office.addCharacter("Vik");
    const vik = await server.join(id);
    await strike(vik, 7);
    const told = () => vik.messages.find((message) => message.type === "skill")?.payload;
    await vik.until(() => told() !== undefined, "the skill grew");
    assert.deepEqual({ ...told() }, { skillId: "blows", rank: 1 });
    assert.ok(server.office.row(id).skillUses.blows >= 6);
    server.office.before = (call) => {
      if (call === "practise") throw new Error("the office is closed");
    };
    await strike(vik, 2);
    server.office.before = () => {};
    await vik.leave();
    const written = server.office.row(id).skillUses.blows;
    assert.ok(written >= 9, `${written} uses: a report that failed is part of the next`);
    const again = await server.join(id);
    await strike(again, 1);
    await again.leave();
    assert.ok(server.office.row(id).skillUses.blows > written, "it goes on from there");
  });
});

/** Strikes the dummy so often that at least so many blows land. */
async function strike(client: TestClient, blows: number): Promise<void> {
  const landed = () => client.events.filter((event) => event.kind === CombatEventKind.DAMAGE && event.source === indexOf(client.id)).length;
  const enough = landed() + blows;
  const dummy = () => [...client.entities.values()].find((e) => e.kind === EntityKind.NPC);
  await client.until(() => dummy() !== undefined, "a dummy");
  while (landed() < enough) {
    const target = dummy();
    if (target && client.distanceTo(target) > 2) await client.walkTo(() => ({ x: target.x / 64, y: target.y / 64 }), 1.5);
    client.act({ kind: ActionKind.USE_ABILITY, slot: 0, target: target?.id ?? 0, aimX: 0, aimY: 0 });
    await client.snapshotsMore(5);
  }
}

describe("characters and a process", () => {
  let world: World;
  beforeEach(async () => {
    world = await World.make();
  });
  afterEach(() => world.end());

  it("3.2 R20 a level gained in a fight shows on the API at once, points spent take effect in it, and all of it survives SIGKILL", async () => {
    let process = await world.start();
    const player = await Player.create(world, process);
    // one boar below level 7
    await world.sql.query("UPDATE characters SET level = 6, experience = 6690 WHERE id = $1", [player.characterId]);
    let client = await player.enterSoon(process);
    await client.snapshotsMore(2);
    const progress = await killOne(client);
    assert.equal(progress.level, 7);
    const sheet = `/progression/${player.characterId}`;
    const view = (await player.call(process, "GET", sheet)) as { level: number; experience: number; attributePoints: { free: number } };
    assert.deepEqual([view.level, view.experience, view.attributePoints.free], [7, progress.experience, 12], "what is told is written");

    await client.until(() => client.self.progress?.level === 7, "level 7 in the snapshot");
    const before = client.self.vitals?.maxHealth ?? 0;
    const spent = (await player.call(process, "POST", `${sheet}/attributes`, { points: { vitality: 10 } })) as {
      stats: { maxHealth: number };
    };
    await client.until(() => client.self.vitals?.maxHealth === before + 40, "ten points of vitality in the running game");
    assert.equal(spent.stats.maxHealth, before + 40, "the API and the simulation derive the same");

    process.signal("SIGKILL");
    await process.exit();
    process = await world.start();
    client = await player.enterSoon(process);
    await client.snapshotsMore(1);
    assert.deepEqual([client.self.progress?.level, client.self.vitals?.maxHealth], [7, before + 40]);
    client.destroy();
  });
});
