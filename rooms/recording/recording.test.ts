import assert from "node:assert/strict";
import fc from "fast-check";
import { type EntityId, indexOf } from "#shared/primitives/entity-id.ts";
import { ActionKind } from "#shared/protocol/codes.ts";
import { COMMANDS } from "#rooms/simulation/commands.ts";
import { Simulation } from "#rooms/simulation/simulation.ts";
import { silentLog } from "#test/rooms/support/memory-services.ts";
import { MemoryRecordings } from "#test/support/recordings.ts";
import { testZone } from "#test/support/test-zone.ts";
import { decodeHeader, encodeHeader, Entry, RecordingError } from "./format.ts";
import { Narrator } from "./narrator.ts";
import { Recorder } from "./recorder.ts";
import { Replay } from "./replay.ts";
import { sightOf } from "./sight.ts";

const zone = testZone({
  walls: [[40, 40, 20, 1]],
  npcs: [
    { npc: "wolf", at: [50, 50], group: 1, respawnMs: 2000 },
    { npc: "spitter", at: [60, 50] },
  ],
});
const HASH = zone.content.hash;

/** A zone that is recorded while players come, fight and go by a seed. */
class Recorded {
  readonly store = new MemoryRecordings();
  readonly recorder: Recorder;
  readonly simulation: Simulation;
  readonly #players: EntityId[] = [];
  #dice: number;

  constructor(seed: number, everything: boolean) {
    this.#dice = seed;
    this.recorder = new Recorder({
      zone: { zoneId: zone.zone.id, layer: 0, seed, contentHash: HASH },
      store: this.store,
      everything,
      log: silentLog,
      now: () => 0,
    });
    this.simulation = new Simulation(zone, { seed, capacity: 64, commands: this.recorder.commands });
    this.recorder.begin(this.simulation);
  }

  run(ticks: number): void {
    for (let n = 0; n < ticks; n++) {
      this.#act(n);
      this.simulation.step();
      this.recorder.ticked();
    }
  }

  file(n = 0): Buffer {
    return [...this.store.files.values()][n];
  }

  #act(n: number): void {
    const sim = this.simulation;
    const players = this.#players;
    if (players.length < 3) {
      players.push(sim.addPlayer({ name: `Mîra ${n}`, classId: n % 2 ? "witch" : "fighter", level: 2, experience: 100, x: 45.25, y: 48 }));
    }
    for (const id of players) {
      const dice = this.#roll();
      sim.input(id, {
        seq: n + 1,
        moveX: (dice & 255) - 127,
        moveY: ((dice >> 8) & 255) - 127,
        facing: dice & 0xffff,
        buttons: 0,
        viewDelay: 3,
      });
      const target = sim.world.id[1 + ((dice >> 16) % 2)];
      if (dice % 5 === 0) sim.action(id, { kind: ActionKind.USE_ABILITY, slot: dice % 4, target, aimX: 3000, aimY: 3200 });
      if (dice % 31 === 0) sim.action(id, { kind: ActionKind.RELEASE });
      if (dice % 97 === 0) sim.award(id, 200, 3);
      if (dice % 61 === 0) sim.setAiDetail(dice % 3);
    }
    if (this.#roll() % 151 === 0) sim.removePlayer(players.pop() as EntityId);
  }

  #roll(): number {
    this.#dice = (Math.imul(this.#dice, 1103515245) + 12345) >>> 0;
    return this.#dice >>> 8;
  }
}

function replayAll(bytes: Uint8Array): Replay {
  const replay = new Replay(bytes, HASH, () => zone);
  while (replay.next());
  return replay;
}

describe("1.1 recordings", () => {
  it("1.1 what was recorded from the beginning replays to the same state, whatever was done", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), fc.integer({ min: 1, max: 300 }), (seed, ticks) => {
        const recorded = new Recorded(seed, true);
        recorded.run(ticks);
        recorded.recorder.close();
        const replay = replayAll(recorded.file());
        assert.equal(replay.divergedAt, null);
        assert.equal(replay.hashes, Math.floor(ticks / 20));
        assert.equal(replay.simulation.world.tick, ticks);
        assert.equal(replay.simulation.world.hash(), recorded.simulation.world.hash());
      }),
      { numRuns: 20 },
    );
  });

  it("1.1 a tick that throws leaves its last minute, which replays to the same state", () => {
    const recorded = new Recorded(11, false);
    recorded.run(20 * 130);
    recorded.recorder.crashed(new Error("out of cheese"));
    recorded.recorder.crashed(new Error("a second file in the same minute"));
    assert.equal(recorded.store.files.size, 1);
    assert.ok([...recorded.store.files.keys()][0].startsWith("crash-testland-0-1970"));
    const replay = replayAll(recorded.file());
    assert.match(replay.header.error ?? "", /out of cheese/);
    assert.equal(replay.header.startTick, 20 * 60, "two whole stretches of 30 s and the one that grows");
    assert.equal(replay.hashes, 2);
    assert.equal(replay.divergedAt, null);
    assert.equal(replay.simulation.world.hash(), recorded.simulation.world.hash());
    const { world } = replay.simulation;
    const names = Array.from(world.name.entries()).filter(([i, name]) => name && world.kind[i] === 1);
    assert.ok(names.every(([, name]) => new TextDecoder().decode(name as Uint8Array).startsWith("Mîra ")));
  });

  it("1.1 a recording that was changed is found out", () => {
    const recorded = new Recorded(5, true);
    recorded.run(100);
    recorded.recorder.close();
    const bytes = Buffer.from(recorded.file());
    const { end } = decodeHeader(bytes);
    const at = bytes.indexOf(Entry.INPUT, end + 200);
    bytes[at + 9] ^= 0x40; // where somebody wanted to walk
    const replay = replayAll(bytes);
    assert.ok(replay.divergedAt !== null && replay.divergedAt <= 20, `diverged at ${replay.divergedAt}`);
  });

  it("1.1 a file that ends in the middle of an entry is good up to there; what is no recording is refused", () => {
    const recorded = new Recorded(5, true);
    recorded.run(50);
    recorded.recorder.close();
    const bytes = recorded.file();
    const cut = replayAll(bytes.subarray(0, -3));
    assert.equal(cut.cutShort, true);
    assert.equal(cut.divergedAt, null);
    const refused = (file: Uint8Array, message: RegExp, hash = HASH) =>
      assert.throws(
        () => new Replay(file, hash, () => zone),
        (error: Error) => error instanceof RecordingError && message.test(error.message),
      );
    refused(Buffer.from("NECPREC"), /no recording/);
    refused(Buffer.alloc(100), /no recording/);
    refused(bytes.subarray(0, 30), /header/);
    refused(bytes, /recorded with content/, "another");
    const { header } = decodeHeader(bytes);
    refused(encodeHeader({ ...header, layout: 1 }), /another version/);
    refused(encodeHeader({ ...header, stateBytes: 1000 }), /header/);
    assert.throws(() => replayAll(Buffer.concat([encodeHeader(header), Buffer.from([99])])), RecordingError);
    assert.throws(
      () => replayAll(Buffer.concat([encodeHeader(header), Buffer.from([Entry.CALL, 8, 0]), Buffer.from('["step"]')])),
      RecordingError,
    );
  });

  it("1.1 any tick can be told in words, and what anybody saw in it", () => {
    const recorded = new Recorded(5, true);
    recorded.run(200);
    recorded.recorder.close();
    const replay = new Replay(recorded.file(), HASH, () => zone);
    const narrator = new Narrator(replay.simulation, zone);
    const lines: string[] = [];
    for (let tick = replay.next(); tick && tick.tick < 150; tick = replay.next()) {
      for (const deed of tick.deeds) lines.push(narrator.deed(deed));
      lines.push(...narrator.events());
    }
    const { world } = replay.simulation;
    const me = world.id.findIndex((_, i) => world.kind[i] === 1);
    const sight = sightOf(replay.simulation, zone, world.id[me]);
    assert.ok(sight);
    assert.deepEqual([sight.owner.x, sight.owner.y], [world.x[me], world.y[me]]);
    const seen = sight.entities.map((e) => indexOf(e.id)).sort((a, b) => a - b);
    assert.deepEqual(
      seen,
      [...world.id.keys()].filter((i) => world.id[i] !== 0),
      "the test zone is smaller than the view",
    );
    lines.push(...narrator.sight(sight));
    const all = lines.join("\n");
    for (const words of [
      /^addPlayer \{"name":"Mîra 0"/m,
      /Mîra \d+#\d+ input \d+: move/,
      /USE_ABILITY slot/,
      /DAMAGE .* → wolf#1 by/,
      /wolf#1 \(NPC/,
      /sees \d+ entities/,
    ]) {
      assert.match(all, words);
    }
    assert.equal(sightOf(replay.simulation, zone, 0xfffff), null);
  });

  it("1.1 every call that changes a zone is on the list of commands", () => {
    const all = Object.getOwnPropertyDescriptors(Simulation.prototype);
    const own = Object.keys(all).filter((name) => typeof all[name as keyof typeof all].value === "function");
    const others = ["constructor", "step", "input", "action", "restore", "objectsNear"];
    assert.deepEqual(own.filter((name) => !others.includes(name)).sort(), [...COMMANDS].sort());
  });
});
