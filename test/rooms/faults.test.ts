import assert from "node:assert/strict";
import { ActionKind, EntityKind } from "#shared/protocol/codes.ts";
import { LEAVE_FRAME } from "#shared/protocol/wire.ts";
import { BaseRoom } from "#rooms/base-room.ts";
import type { ZoneHouse, ZoneRoom } from "#rooms/zone/zone-room.ts";
import { zoneRoomClass } from "#rooms/zone/zone-room.ts";
import { PUP, ZoneServer } from "./support/zone-server.ts";

describe("faults in a zone room", () => {
  let server: ZoneServer;
  let restore = () => {};
  afterEach(() => server.stop());

  /** A room whose hook fails for clients named in `victims`. */
  function faulty(hook: "onJoin" | "onDrop" | "onLeave" | "onReconnect", victims: Set<string>) {
    return (house: ZoneHouse) => {
      const Base = zoneRoomClass(house) as new () => ZoneRoom;
      class Faulty extends Base {}
      const original = Base.prototype[hook] as (...args: unknown[]) => unknown;
      Object.defineProperty(Faulty.prototype, hook, {
        writable: true,
        value(this: ZoneRoom, client: { userData?: { name: string }; auth?: { characterId: string } }, ...rest: unknown[]) {
          if (victims.has(client.userData?.name ?? client.auth?.characterId ?? "")) throw new Error(`${hook} fails`);
          return original.call(this, client, ...rest);
        },
      });
      Object.setPrototypeOf(Faulty, Base);
      return Faulty;
    };
  }

  for (const hook of ["onJoin", "onDrop", "onLeave", "onReconnect"] as const) {
    it(`R17 a throw in ${hook} touches nobody else`, async () => {
      const victims = new Set<string>();
      server = await ZoneServer.start({ roomClass: faulty(hook, victims), reconnectGraceS: 0.3 });
      const honest = await server.player("Honest");
      const id = server.office.addCharacter("Victim");
      if (hook === "onJoin") {
        victims.add(id);
        await assert.rejects(server.join(id));
      } else {
        const victim = await server.join(id);
        victims.add("Victim");
        if (hook === "onLeave") await victim.leave();
        else {
          await victim.drop();
          await honest.until(() => server.room().clients.length === 1, "the victim is dropped");
          if (hook === "onReconnect") await assert.rejects(victim.resume());
        }
      }
      await honest.snapshotsMore(5);
      assert.equal(honest.closed, null);
      assert.ok(server.metrics.errors >= 1);
    });
  }

  for (const method of ["onBytes", "broadcastPatch"] as const) {
    it(`R17 a throw in ${method === "onBytes" ? "the handler of a message" : "the timer that sends the slow state"} touches nobody`, async () => {
      let left = 8; // two more would be the ten at which the room gives up
      server = await ZoneServer.start({
        roomClass: (house) => {
          const Base = zoneRoomClass(house) as new () => ZoneRoom;
          class Faulty extends Base {}
          const Colyseus = Object.getPrototypeOf(BaseRoom.prototype);
          const owner = method === "onBytes" ? Base.prototype : Colyseus;
          const original = owner[method];
          // what Colyseus' own method throws is what our room has to catch
          const target = method === "onBytes" ? Faulty.prototype : Colyseus;
          Object.defineProperty(target, method, {
            configurable: true,
            writable: true,
            value(this: ZoneRoom, ...args: unknown[]) {
              if (left > 0) {
                left--;
                throw new Error(`${method} fails`);
              }
              return original.apply(this, args);
            },
          });
          if (target === Colyseus) restore = () => Object.defineProperty(Colyseus, method, { value: original });
          Object.setPrototypeOf(Faulty, Base);
          return Faulty;
        },
      });
      try {
        server.room()?.setPatchRate(50);
        const honest = await server.player("Honest");
        const victim = await server.player("Victim");
        for (let n = 0; n < 20; n++) victim.input({ moveX: 127 });
        await honest.until(() => left === 0, "all failures");
        await honest.snapshotsMore(5);
        assert.deepEqual([honest.closed, victim.closed], [null, null]);
        assert.equal(server.metrics.errors, 8);
        victim.input({ moveX: 127, seq: 100 });
        await victim.until(() => victim.last?.ackSeq === 100, "an input that is taken");
      } finally {
        restore();
      }
    });
  }

  for (const call of ["claim", "release", "save", "settle", "pickUp", "redeem"] as const) {
    it(`R17 the office failing at ${call} touches nobody else`, async () => {
      server = await ZoneServer.start({ npcs: [{ npc: "pup", at: [52, 50] }], extraNpcs: [PUP], saveIntervalS: 0.1 });
      const honest = await server.player("Honest");
      const id = server.office.addCharacter("Victim");
      let failures = 0;
      const fail = () => {
        server.office.before = (name) => {
          if (name !== call) return;
          failures++;
          throw new Error(`${call} fails`);
        };
      };
      server.office.lootItem = 9;
      if (call === "claim" || call === "redeem") {
        fail();
        await assert.rejects(server.join(id));
      } else {
        const victim = await server.join(id);
        const wolf = () => [...victim.entities.values()].find((e) => e.kind === EntityKind.NPC);
        const drop = () => [...victim.entities.values()].find((e) => e.kind === EntityKind.DROP);
        fail();
        if (call === "settle" || call === "pickUp") {
          await victim.until(() => wolf() !== undefined, "a wolf");
          await victim.walkTo(() => ({ x: (wolf()?.x ?? 0) / 64, y: (wolf()?.y ?? 0) / 64 }), 2);
          // a blow may miss
          const over = () => (call === "settle" ? failures > 0 : drop() !== undefined);
          while (!over()) {
            victim.act({ kind: ActionKind.USE_ABILITY, slot: 0, target: wolf()?.id ?? 0, aimX: 0, aimY: 0 });
            await victim.snapshotsMore(25);
          }
          if (call === "pickUp") {
            victim.act({ kind: ActionKind.INTERACT, target: drop()?.id ?? 0 });
            await victim.message("error", ({ code }) => code === "busy");
          }
        } else if (call === "save") {
          victim.input({ moveX: 127 });
        } else victim.sendRaw(LEAVE_FRAME);
      }
      await honest.until(() => failures > 0, `${call} failed`);
      await honest.snapshotsMore(5);
      assert.equal(honest.closed, null);
      // and when the office is back, nothing is missing
      server.office.before = () => {};
      if (call === "settle") await honest.until(() => server.office.row(id).experience === 100, "the reward came after all");
      if (call === "save") await honest.until(() => server.office.row(id).place !== null, "the place was saved after all");
      if (call === "release") await honest.until(() => server.office.row(id).owner === null, "the lease was given back after all");
    });
  }

  it("R17 ticks that throw: after ten of them everybody is saved and told, the process lives and a new room can be opened", async () => {
    server = await ZoneServer.start();
    const id = server.office.addCharacter("Ada");
    const ada = await server.join(id);
    for (let n = 0; n < 5; n++) {
      ada.input({ moveX: 127 });
      await ada.snapshotsMore(1);
    }
    let throws = 0;
    server.metrics.onPhase = (phase) => {
      if (phase !== "events") return;
      throws++;
      throw new Error("a tick fails");
    };
    const { message } = await ada.goodbye();
    assert.equal(message.code, "zone_closing");
    assert.equal(throws, 10);
    assert.equal(server.office.row(id).owner, null);
    assert.ok(Math.abs((server.office.row(id).place?.x ?? 0) - ada.x) < 0.5);
    server.metrics.onPhase = () => {};
    await server.openRoom();
    const again = await server.join(id);
    await again.snapshotsMore(1);
    assert.ok(Math.abs(again.x - ada.x) < 0.5);
  });

  it("R19 closing the room saves everybody and tells them, also who is in his grace time", async () => {
    server = await ZoneServer.start({ saveIntervalS: 10 });
    const ids = Array.from({ length: 20 }, (_, n) => server.office.addCharacter(`Player${String.fromCharCode(97 + n)}`));
    const players = await Promise.all(ids.map((id) => server.join(id)));
    for (const p of players) p.input({ moveX: 127 });
    await players[0].snapshotsMore(5);
    await players[0].drop();
    await players[1].until(() => server.room().clients.length === 19, "one is dropped");
    const room = server.room();
    await Promise.all([room.close("server_shutdown"), room.close("server_shutdown")]);
    for (const [n, p] of players.entries()) {
      if (n > 0) {
        const { message, code } = await p.goodbye();
        assert.deepEqual([message.code, code], ["server_shutdown", 4001]);
      }
      const row = server.office.row(ids[n]);
      assert.equal(row.owner, null);
      if (n > 0) assert.ok(Math.abs((row.place?.x ?? 0) - p.x) < 0.5);
    }
  });
});
