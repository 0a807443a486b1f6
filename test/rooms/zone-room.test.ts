import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { ActionKind, EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { PROTOCOL_VERSION } from "#shared/protocol/version.ts";
import { socketUrl } from "#shared/protocol/wire.ts";
import { JoinRefused } from "./support/room-client.ts";
import { PUP, ZoneServer } from "./support/zone-server.ts";

describe("zone room", () => {
  let server: ZoneServer;
  const start = async (...args: Parameters<typeof ZoneServer.start>) => {
    server = await ZoneServer.start(...args);
    return server;
  };
  afterEach(() => server.stop());

  it("1.3 a player joins, moves by inputs and sees another move", async () => {
    await start();
    const ada = await server.player("Ada");
    const ben = await server.player("Ben");
    await ada.until(() => ada.sees(ben.id) !== null, "Ada sees Ben");
    await ben.until(() => ben.sees(ada.id) !== null && ben.sees(ben.id) !== null, "Ben sees Ada and himself");
    assert.equal(ben.sees(ada.id)?.name, "Ada");
    const from = ben.x;
    for (let n = 0; n < 20; n++) {
      ben.input({ moveX: 127 });
      await ben.snapshotsMore(1);
    }
    assert.ok(ben.x > from + 3, `moved ${ben.x - from} m`);
    await ben.until(() => ben.last?.ackSeq === 20, "the last input is acknowledged");
    await ada.until(
      () => ada.distanceTo(ada.sees(ben.id) as never) > 0.5 && Math.abs((ada.sees(ben.id)?.x ?? 0) / 64 - ben.x) < 0.1,
      "Ada sees where Ben is",
    );
  });

  it("1.8 log out and in again: the same place, health and experience; the dead stay dead", async () => {
    await start();
    const id = server.office.addCharacter("Cay", { experience: 42, health: 57, resource: 33 });
    const cay = await server.join(id);
    await cay.snapshotsMore(2);
    assert.equal(cay.self.vitals?.health, 57);
    assert.equal(cay.self.progress?.experience, 42);
    for (let n = 0; n < 10; n++) {
      cay.input({ moveY: 127 });
      await cay.snapshotsMore(1);
    }
    await cay.snapshotsMore(10);
    const at = [cay.x, cay.y];
    await cay.leave();
    assert.equal(cay.closed?.code, 4000);
    assert.equal(server.office.row(id).owner, null);
    const back = await server.join(id);
    await back.snapshotsMore(1);
    assert.deepEqual([back.x, back.y], at);
    assert.ok(back.self.vitals && back.self.vitals.health >= 57);
    await back.leave();
    server.office.row(id).health = 0;
    const dead = await server.join(id);
    await dead.snapshotsMore(1);
    assert.equal(dead.self.vitals?.health, 0);
    assert.ok((dead.self.movement?.flags ?? 0) & EntityFlag.DEAD);
  });

  it("1.7 a boss that comes to life is reported, and everybody in the zone is told of it, however far", async () => {
    await start({
      widthM: 300,
      npcs: [{ npc: "pup", at: [250, 50] }],
      extraNpcs: [PUP],
      encounters: [{ id: "pups", npc: "pup", phases: [{ name: "One" }] }],
    });
    const ada = await server.join(server.office.addCharacter("Ada"));
    await ada.until(() => [...ada.entities.values()].some((e) => e.kind === EntityKind.NPC), "the boss in the picture");
    const reports = server.office.events.filter((event) => event.name === "BOSS_SPAWNED");
    assert.deepEqual(
      reports.map((event) => event.payload),
      [{ zoneId: "testland", layer: 1, npcId: "pup", x: 250, y: 50 }],
    );
  });

  it("2. a kill gives experience and loot after the office said so, a pick-up fills the bag", async () => {
    await start({ npcs: [{ npc: "pup", at: [54, 50] }], extraNpcs: [PUP] });
    server.office.lootItem = 9;
    const id = server.office.addCharacter("Dan");
    const dan = await server.join(id);
    const pup = () => [...dan.entities.values()].find((e) => e.kind === EntityKind.NPC && e.health > 0);
    await dan.until(() => pup() !== undefined, "a pup in sight");
    while (dan.messages.every((m) => m.type !== "progress")) {
      const target = pup();
      if (!target) {
        await dan.message("progress");
        break;
      }
      await dan.walkTo(() => ({ x: target.x / 64, y: target.y / 64 }), 2);
      dan.act({ kind: ActionKind.USE_ABILITY, slot: 0, target: target.id, aimX: 0, aimY: 0 });
      await dan.snapshotsMore(5);
    }
    assert.equal(server.office.row(id).experience, 100);
    await dan.until(() => dan.self.progress?.experience === 100, "experience in the snapshot");
    const drop = () => [...dan.entities.values()].find((e) => e.kind === EntityKind.DROP);
    await dan.until(() => drop() !== undefined, "a drop");
    assert.equal(drop()?.target, dan.id, "reserved for the killer");
    await dan.walkTo(() => ({ x: (drop()?.x ?? 0) / 64, y: (drop()?.y ?? 0) / 64 }), 1.5);
    const loot = dan.message("loot");
    dan.act({ kind: ActionKind.INTERACT, target: drop()?.id ?? 0 });
    assert.equal(((await loot).items as unknown[]).length, 1);
    assert.equal(server.office.row(id).bag.length, 1);
    await dan.until(() => drop() === undefined, "the drop is gone");
  });

  it("4.2 what others lay down in the zone is found within a save interval, once, and can be taken", async () => {
    await start();
    const id = server.office.addCharacter("Dan");
    const dan = await server.join(id);
    await dan.snapshotsMore(1);
    const times = { ownedUntil: 0, expiresAt: Date.now() + 60_000 };
    const late = { dropId: randomUUID(), itemCode: 9, quantity: 1, x: dan.x, y: dan.y, ownerCharacterId: null, ...times };
    server.office.drops.set(late.dropId, late);
    const drops = () => [...dan.entities.values()].filter((e) => e.kind === EntityKind.DROP);
    await dan.until(() => drops().length > 0, "the drop");
    await dan.snapshotsMore(50);
    assert.equal(drops().length, 1, "also after more looks");
    const loot = dan.message("loot");
    dan.act({ kind: ActionKind.INTERACT, target: drops()[0].id });
    await loot;
    await dan.until(() => drops().length === 0, "it is gone");
  });

  it("1.12 a dropped client resumes its seat; the character stood in the world meanwhile", async () => {
    await start();
    const eva = await server.player("Eva");
    const witness = await server.player("Witness");
    await witness.until(() => witness.sees(eva.id) !== null, "the witness sees Eva");
    for (let n = 0; n < 10; n++) {
      eva.input({ moveX: 127 });
      await eva.snapshotsMore(1);
    }
    await eva.drop();
    await witness.until(() => ((witness.sees(eva.id)?.flags ?? 0) & EntityFlag.DISCONNECTED) !== 0, "Eva is shown as disconnected");
    const id = eva.id;
    await eva.resume();
    assert.equal(eva.id, id, "the same entity");
    await eva.until(() => eva.sees(witness.id) !== null, "everything in sight is sent again");
    await witness.until(() => ((witness.sees(id)?.flags ?? 0) & EntityFlag.DISCONNECTED) === 0, "Eva is back");
    const x = eva.x;
    for (let n = 0; n < 5; n++) {
      eva.input({ moveX: -127 });
      await eva.snapshotsMore(2);
    }
    assert.ok(eva.x < x);
  });

  it("1.12 when the grace time is over the character is saved and gone", async () => {
    await start({ reconnectGraceS: 0.3 });
    const id = server.office.addCharacter("Fay");
    const fay = await server.join(id);
    const witness = await server.player("Witness");
    await witness.until(() => witness.sees(fay.id) !== null, "the witness sees Fay");
    await fay.drop();
    await witness.until(() => witness.sees(fay.id) === null, "Fay is gone");
    assert.equal(server.office.row(id).owner, null);
    await assert.rejects(fay.resume(), JoinRefused);
  });

  it("1.12 a second login takes the character over and the first client is told why", async () => {
    await start();
    const id = server.office.addCharacter("Gil");
    const first = await server.join(id);
    for (let n = 0; n < 10; n++) {
      first.input({ moveX: 127 });
      await first.snapshotsMore(1);
    }
    await first.snapshotsMore(12);
    const second = await server.join(id);
    const { message, code } = await first.goodbye();
    assert.equal(message.code, "taken_over");
    assert.equal(code, 4002);
    await second.snapshotsMore(1);
    assert.ok(Math.abs(second.x - first.x) < 0.3, "it stands where the first left it");
    await assert.rejects(first.resume(), JoinRefused);
  });

  it("R12 20 parallel joins of one character: one survives, and it stands in the world once", async () => {
    await start();
    const id = server.office.addCharacter("Hal");
    const witness = await server.player("Witness");
    // answers come in any order
    server.office.before = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => server.join(id)));
    server.office.before = () => {};
    const joined = results.flatMap((r) => (r.status === "fulfilled" ? [r.value] : []));
    await witness.until(() => server.room().clients.length === 2, "one Hal among the clients");
    const alive = joined.filter((c) => c.closed === null);
    assert.equal(alive.length, 1);
    await witness.until(() => witness.sees(alive[0].id) !== null, "the one who is left");
    await witness.snapshotsMore(10);
    assert.equal([...witness.entities.values()].filter((e) => e.name === "Hal").length, 1);
  });

  it("R13 unknown, foreign and used tickets, other protocols: refused with the reason, and nobody enters", async () => {
    await start();
    const id = server.office.addCharacter("Ida");
    const used = server.office.ticket(id);
    const ida = await server.join(id, used);
    const refused = async (options: Record<string, unknown>, code: string) => {
      await assert.rejects(server.client().seat({ protocol: PROTOCOL_VERSION, ...options }), (error: JoinRefused) => {
        assert.equal(error.message.split(":")[0], code);
        return error.status === 525;
      });
    };
    await refused({ ticket: used }, "ticket_invalid");
    await refused({ ticket: "no-such-ticket-at-all" }, "ticket_invalid");
    await refused({ ticket: server.office.ticket(id, "elsewhere") }, "ticket_invalid");
    await refused({ ticket: 5 }, "ticket_invalid");
    await refused({}, "ticket_invalid");
    await refused({ ticket: server.office.ticket(id), protocol: 99 }, "protocol_mismatch");
    await refused({ ticket: server.office.ticket(id), protocol: undefined }, "protocol_mismatch");
    assert.equal(server.room().clients.length, 1);
    assert.equal(ida.closed, null);
  });

  it("R13 used and foreign seats, used and guessed reconnection tokens: refused, and who plays is not disturbed", async () => {
    await start();
    const jo = server.client();
    const seat = await jo.seat({ protocol: PROTOCOL_VERSION, ticket: server.office.ticket(server.office.addCharacter("Jo")) });
    jo.open(socketUrl(server.endpoint, seat));
    await jo.until(() => jo.welcome !== null, "welcome");
    const notSeated = async (url: string) => {
      const thief = server.client();
      thief.open(url);
      await thief.until(() => thief.closed !== null, "close");
      assert.equal(thief.welcome, null);
      assert.equal(thief.snapshots, 0);
    };
    await notSeated(socketUrl(server.endpoint, seat));
    await notSeated(socketUrl(server.endpoint, { ...seat, sessionId: "a-guess" }));
    await notSeated(socketUrl(server.endpoint, seat, "a-guess"));
    assert.equal(jo.closed, null);
    const used = jo.reconnectionToken;
    await jo.drop();
    await jo.until(() => jo.closed !== null, "close");
    await assert.rejects(server.client().seat({ reconnectionToken: "a-guess" }, "reconnect"), JoinRefused);
    await notSeated(socketUrl(server.endpoint, seat, "a-guess"));
    await jo.resume();
    await assert.rejects(server.client().seat({ reconnectionToken: used }, "reconnect"), JoinRefused);
    await notSeated(socketUrl(server.endpoint, seat, used));
    await jo.snapshotsMore(3);
    assert.equal(jo.closed, null);
  });

  it("R13 clients can neither open rooms nor join by name, nor enter a zone that is not there", async () => {
    await start();
    const ask = async (method: string, room: string) => {
      const url = `${server.endpoint.replace("ws", "http")}/matchmake/${method}/${room}`;
      const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
      return [answer.status, ((await answer.json()) as { error: string }).error.split(":")[0]];
    };
    for (const method of ["create", "joinOrCreate", "join", "query", "createRoom"]) {
      assert.deepEqual(await ask(method, "zone"), [520, `invalid method "${method}"`]);
    }
    assert.deepEqual(await ask("joinById", "nowhere"), [522, "zone_closing"]);
    assert.deepEqual(await ask("reconnect", "nowhere"), [522, "zone_closing"]);
  });

  it("1.8 a full zone says so", async () => {
    await start({ zone: (zone) => ({ ...zone, zone: { ...zone.zone, maxPlayers: 1 } }) });
    await server.player("Jo");
    const late = server.client().seat({ protocol: PROTOCOL_VERSION, ticket: server.office.ticket(server.office.addCharacter("Kit")) });
    await assert.rejects(late, (error: JoinRefused) => error.message.startsWith("zone_full"));
  });

  it("1.8 a lease taken elsewhere ends this copy, and it is not saved again", async () => {
    await start({ saveIntervalS: 0.2 });
    const id = server.office.addCharacter("Lu");
    const lu = await server.join(id);
    await lu.snapshotsMore(1);
    await server.office.claim(id, "another room");
    const place = (server.office.row(id).place = { zoneId: "testland", x: 7, y: 7, facing: 0 });
    lu.input({ moveX: 127 });
    assert.equal((await lu.goodbye()).message.code, "lease_lost");
    await new Promise((r) => setTimeout(r, 400));
    assert.deepEqual(server.office.row(id).place, place);
    assert.equal(server.room().clients.length, 0);
  });

  it("1.8 characters are saved while they play", async () => {
    await start({ saveIntervalS: 0.2 });
    const id = server.office.addCharacter("Mo");
    const mo = await server.join(id);
    for (let n = 0; n < 10; n++) {
      mo.input({ moveX: 127 });
      await mo.snapshotsMore(1);
    }
    await mo.until(() => Math.abs((server.office.row(id).place?.x ?? 0) - mo.x) < 0.5, "the place is saved");
  });
});
