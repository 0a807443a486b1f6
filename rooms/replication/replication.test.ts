import assert from "node:assert/strict";
import fc from "fast-check";
import { indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { Rng } from "#shared/primitives/rng.ts";
import { CombatEventKind, EntityFlag, EntityKind, SelfField } from "#shared/protocol/codes.ts";
import { positionToWire } from "#shared/protocol/quantize.ts";
import { UNSEEN } from "#shared/protocol/snapshot.ts";
import { STEALTH_DETECTION_M, STEALTH_LOSE_M } from "#shared/rules/stealth.ts";
import { MAX_SLOTS, MAX_STATUSES } from "#rooms/simulation/world.ts";
import { distance, HYSTERESIS_M, Picture, RADIUS_M, type Seen, SIZE_M, Stage } from "#test/support/stage.ts";
import type { ClientView } from "./client-view.ts";
import { Packet } from "./packet.ts";
import { NEAR_PART, SEARCH_PERIOD } from "./tiers.ts";

/** A quarter of a second: the age nothing in a picture exceeds. */
const FAR_PERIOD = 5;
const OUT_M = RADIUS_M + HYSTERESIS_M;
/** Distances are compared in steps of 1/16 m. */
const ROUNDING_M = 0.15;

describe("replication", () => {
  it("1.4 whatever happens, a client's picture is what the rules say it may know", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seed) => livelyWorld(new Rng(seed))),
      { numRuns: 25, examples: [[17179339]] },
    );
  });

  function livelyWorld(rng: Rng): void {
    const stage = new Stage();
    const { world } = stage;
    const somewhere = () => rng.range(1, SIZE_M - 1);
    const pictures: Picture[] = [];
    for (let n = 0; n < 6; n++) pictures.push(new Picture(stage, stage.add(somewhere(), somewhere())));
    const players = new Set(pictures.map((p) => p.view.self));
    for (let n = 0; n < 250; n++) stage.add(somewhere(), somewhere(), EntityKind.NPC);
    // two bosses, and the first three players are a party
    stage.important.ids = [world.id[20], world.id[21]];
    stage.important.count = 2;
    const party = pictures.slice(0, 3).map((p) => p.view.self);
    for (const picture of pictures.slice(0, 3)) picture.view.setAlways(party);
    const allies = (n: number) => (n < 3 ? party : [pictures[n].view.self]);
    /** May the client know of this one at this distance? The whole rule, in other words than the code's. */
    const known = (n: number, id: number, d: number, reachM: number, noticeM: number): boolean => {
      if (world.flags[indexOf(id)] & EntityFlag.STEALTHED && !allies(n).includes(id) && d > noticeM) return false;
      return d <= reachM || allies(n).includes(id) || stage.important.ids.includes(id);
    };
    /** Per picture: its snapshots, which of them was the last with an id within reach, and since which tick the id is to be known, or near. */
    const snapshots = pictures.map(() => 0);
    const reach = pictures.map(() => new Map<number, number>());
    const inside = pictures.map(() => new Map<number, number>());
    const near = pictures.map(() => new Map<number, number>());
    const history: Map<number, Seen>[] = [];

    for (let t = 0; t < 120; t++) {
      stage.tick(() => {
        for (let i = 1; i < world.end; i++) {
          if (world.id[i] === NOBODY) continue;
          disturb(stage, rng, i, players);
        }
      });
      const now = new Map<number, Seen>();
      for (let i = 1; i < world.end; i++) if (world.id[i] !== NOBODY) now.set(world.id[i], stage.seen(i));
      history.unshift(now);
      history.length = Math.min(history.length, FAR_PERIOD);
      for (const [n, picture] of pictures.entries()) {
        if (rng.chance(0.05)) {
          picture.view.skip();
          for (const since of [inside[n], near[n]]) since.clear();
          continue;
        }
        const s = picture.receive();
        snapshots[n]++;
        const me = indexOf(picture.view.self);
        const target = world.target[me];
        for (const id of now.keys()) {
          const d = distance(world, me, indexOf(id));
          if (known(n, id, d - ROUNDING_M, OUT_M, STEALTH_LOSE_M) || id === target) reach[n].set(id, snapshots[n]);
          track(inside[n], id, known(n, id, d, RADIUS_M - ROUNDING_M, STEALTH_DETECTION_M - ROUNDING_M), world.tick);
          track(near[n], id, d <= RADIUS_M * NEAR_PART - ROUNDING_M, world.tick);
        }
        for (const e of s.enters) {
          const d = distance(world, me, indexOf(e.id)) - ROUNDING_M;
          assert.ok(known(n, e.id, d, RADIUS_M, STEALTH_DETECTION_M), `entered from ${d} m`);
        }
        for (const u of s.updates) {
          const d = distance(world, me, u.index) - ROUNDING_M;
          const id = world.id[u.index];
          assert.ok(known(n, id, d, OUT_M, STEALTH_LOSE_M) || id === target, `update from ${d} m`);
        }
        for (const [index, e] of picture.known) {
          assert.equal(world.id[index], e.id, "the dead stay in the picture");
          const d = distance(world, me, index) - ROUNDING_M;
          assert.ok(known(n, e.id, d, Number.POSITIVE_INFINITY, STEALTH_LOSE_M), "the stealthed stay in the picture");
          // who gets no snapshots is told with the second one after
          const age = snapshots[n] - (reach[n].get(e.id) ?? 0);
          assert.ok(age <= FAR_PERIOD + 2 || e.id === target, `${age} snapshots out of reach and still in the picture`);
          const { id, ...told } = e;
          if (id === picture.view.self) {
            const truth = now.get(id) as Seen;
            assert.ok(same({ ...truth, x: told.x, y: told.y, facing: told.facing }, told), "one's own character is as it is now");
          } else if (known(n, id, d + 2 * ROUNDING_M, OUT_M, STEALTH_LOSE_M)) {
            const ages = history.findIndex((h) => same(h.get(id), told));
            assert.ok(ages >= 0, "what the client sees was never so in the last ticks");
            const steadilyNear = world.tick - (near[n].get(id) ?? world.tick) > FAR_PERIOD;
            assert.ok(ages === 0 || !steadilyNear, "near entities are as they are now");
          }
        }
        for (const [id, since] of inside[n]) {
          if (!now.has(id)) continue;
          if (world.tick - since > SEARCH_PERIOD) assert.equal(picture.known.get(indexOf(id))?.id, id, "to be known and unknown");
        }
        assert.deepEqual([s.owner.x, s.owner.y], [world.x[me], world.y[me]]);
      }
    }
    // when the world stands still everybody knows it exactly
    for (let t = 0; t < 2 * FAR_PERIOD + 2; t++) {
      stage.tick();
      for (const picture of pictures) picture.receive();
    }
    for (const [n, picture] of pictures.entries()) {
      const me = indexOf(picture.view.self);
      for (const [index, e] of picture.known) {
        if (index !== me) assert.ok(same(stage.seen(index), e));
        const target = world.target[index];
        const named = target === NOBODY || picture.known.get(indexOf(target))?.id === target;
        // who left after he was named stays named
        if (named) assert.equal(e.target, target, "a target that is in the picture is named");
      }
      for (let i = 1; i < world.end; i++) {
        if (world.id[i] === NOBODY || i === me) continue;
        const d = distance(world, me, i);
        if (known(n, world.id[i], d + ROUNDING_M, RADIUS_M, STEALTH_DETECTION_M)) assert.ok(picture.known.has(i));
        const gone = !known(n, world.id[i], d - ROUNDING_M, OUT_M, STEALTH_LOSE_M);
        if (gone && world.id[i] !== world.target[me]) assert.ok(!picture.known.has(i));
      }
    }
  }

  function track(since: Map<number, number>, id: number, yes: boolean, tick: number): void {
    if (!yes) since.delete(id);
    else if (!since.has(id)) since.set(id, tick);
  }

  /** Is what was told (b) what was so (a)? */
  function same(a: Seen | undefined, b: Seen): boolean {
    return (
      a !== undefined &&
      a.x === b.x &&
      a.y === b.y &&
      a.facing === b.facing &&
      a.health === b.health &&
      a.flags === b.flags &&
      (a.target === b.target || b.target === UNSEEN) &&
      a.level === b.level &&
      a.shield === b.shield &&
      a.castAbility === b.castAbility &&
      a.phase === b.phase
    );
  }

  /** Something may happen to entity `i`: steps, jumps, changes, stealth, death and rebirth at the same index, combat. */
  function disturb(stage: Stage, rng: Rng, i: number, players: Set<number>): void {
    const { world, combat } = stage;
    const id = world.id[i];
    const dice = rng.unit();
    if (dice < 0.5) {
      world.facing[i] = rng.int(0, 65535);
      stage.move(id, clampM(world.x[i] + rng.range(-0.4, 0.4)), clampM(world.y[i] + rng.range(-0.4, 0.4)));
    } else if (dice < 0.505) {
      stage.move(id, rng.range(1, SIZE_M - 1), rng.range(1, SIZE_M - 1));
    } else if (dice < 0.52 && !players.has(id)) {
      world.despawn(id);
      if (rng.chance(0.7)) stage.add(rng.range(1, SIZE_M - 1), rng.range(1, SIZE_M - 1), EntityKind.NPC);
    } else if (dice < 0.6) {
      world.health[i] = rng.int(0, 100);
      world.shield[i] = rng.int(0, 50);
      world.flags[i] = rng.int(0, 511) | (rng.chance(0.2) ? EntityFlag.STEALTHED : 0);
      world.extraTick[i] = world.tick;
    } else if (dice < 0.62) {
      world.castAbility[i] = rng.int(0, 3);
      world.castEndTick[i] = world.tick + 30;
      world.phase[i] = rng.int(0, 3);
      world.extraTick[i] = world.tick;
    } else if (dice < 0.64) {
      const other = world.id[rng.int(1, world.end - 1)];
      world.target[i] = other;
      world.extraTick[i] = world.tick;
      combat.add(CombatEventKind.DAMAGE, i, indexOf(other), 1, 5, 0);
    }
  }

  function clampM(v: number): number {
    return v < 0 ? 0 : v > SIZE_M - 1 ? SIZE_M - 1 : v;
  }

  it("1.4 an index that dies and is used again leaves and enters in one packet", () => {
    const stage = new Stage();
    const picture = new Picture(stage, stage.add(100, 100));
    const old = stage.add(105, 100, EntityKind.NPC);
    stage.tick();
    picture.receive();
    stage.tick(() => {
      stage.world.despawn(old);
      stage.add(106, 100, EntityKind.NPC);
    });
    picture.view.searchNow = true;
    const s = picture.receive();
    assert.deepEqual(s.leaves, [indexOf(old)]);
    assert.equal(s.enters.length, 1);
    assert.equal(indexOf(s.enters[0].id), indexOf(old));
    assert.notEqual(s.enters[0].id, old);
  });

  it("1.4 hysteresis: in at the radius, out beyond radius + hysteresis", () => {
    const stage = new Stage();
    const picture = new Picture(stage, stage.add(100, 100));
    const other = stage.add(100 + RADIUS_M + 1, 100, EntityKind.NPC);
    const settle = (x: number) => {
      for (let t = 0; t < FAR_PERIOD + 2; t++) {
        stage.tick(() => stage.move(other, x, 100));
        picture.receive();
      }
      return picture.known.has(indexOf(other));
    };
    assert.equal(settle(100 + RADIUS_M + 1), false);
    assert.equal(settle(100 + RADIUS_M - 1), true);
    assert.equal(settle(100 + RADIUS_M + HYSTERESIS_M - 1), true);
    assert.equal(settle(100 + RADIUS_M + HYSTERESIS_M + 1), false);
    assert.equal(settle(100 + RADIUS_M + HYSTERESIS_M - 1), false);
  });

  it("1.4 one's own target stays in the picture at any distance, but is never revealed by targeting it", () => {
    const stage = new Stage();
    const self = stage.add(100, 100);
    const picture = new Picture(stage, self);
    const friend = stage.add(110, 100, EntityKind.NPC);
    const stranger = stage.add(390, 390, EntityKind.NPC);
    const settle = () => {
      for (let t = 0; t < 8; t++) {
        stage.tick();
        picture.receive();
      }
    };
    stage.world.target[indexOf(self)] = friend;
    settle();
    stage.move(friend, 380, 380);
    settle();
    assert.deepEqual(
      picture.ids(),
      [self, friend].sort((a, b) => a - b),
    );
    assert.equal(picture.known.get(indexOf(friend))?.x, positionToWire(380));
    stage.world.target[indexOf(self)] = stranger;
    settle();
    assert.deepEqual(picture.ids(), [self]);
  });

  it("1.4 more than 255 records of a kind come over several snapshots, nobody is left out", () => {
    const stage = new Stage();
    const self = stage.add(100, 100);
    const picture = new Picture(stage, self);
    for (let n = 0; n < 500; n++) stage.add(100 + (n % 30), 100 + Math.floor(n / 30), EntityKind.NPC);
    const counts: number[] = [];
    for (let t = 0; t < 4; t++) {
      stage.tick();
      counts.push(picture.receive().enters.length);
    }
    assert.equal(picture.known.size, 501);
    assert.ok(counts.every((n) => n <= 255));
    stage.tick(() => stage.move(self, 390, 390));
    for (let t = 0; t < 5; t++) {
      assert.ok(picture.receive().leaves.length <= 255);
      stage.tick();
    }
    assert.deepEqual(picture.ids(), [self]);
  });

  it("1.4 a projectile that follows a target is told once, as an event; one that flies straight on is an entity", () => {
    const stage = new Stage();
    const { world, combat } = stage;
    const self = stage.add(100, 100);
    const picture = new Picture(stage, self);
    const caster = indexOf(stage.add(110, 100, EntityKind.NPC));
    stage.tick();
    picture.receive();
    const bolt = stage.add(110, 100, EntityKind.PROJECTILE);
    world.target[indexOf(bolt)] = self;
    const arrow = stage.add(110, 100, EntityKind.PROJECTILE);
    const launch = { kind: CombatEventKind.LAUNCH, source: caster, target: indexOf(self), ability: 7, amount: 0, flags: 0 };
    stage.tick(() => combat.add(launch.kind, launch.source, launch.target, launch.ability, 0, 0));
    assert.deepEqual(picture.receive().events, [launch]);
    for (let t = 0; t < SEARCH_PERIOD; t++) {
      stage.tick();
      picture.receive();
    }
    assert.ok(picture.known.has(indexOf(arrow)));
    assert.ok(!picture.known.has(indexOf(bolt)));
  });

  it("1.5 SELF says everything at first, then only what changed", () => {
    const stage = new Stage();
    const { world } = stage;
    const self = stage.add(100, 100);
    const i = indexOf(self);
    world.experience[i] = 50;
    world.resource[i] = 12.7;
    world.maxResource[i] = 100;
    world.statusCode[i * MAX_STATUSES + 3] = 9;
    world.statusStacks[i * MAX_STATUSES + 3] = 2;
    world.statusEndTick[i * MAX_STATUSES + 3] = 77;
    world.readyTick[i * MAX_SLOTS + 1] = 40;
    world.spentCharges[i * MAX_SLOTS + 2] = 1;
    world.rechargeTick[i * MAX_SLOTS + 2] = 60;
    world.shield[i] = 25;
    const picture = new Picture(stage, self);
    stage.tick();
    assert.deepEqual(picture.receive().self, {
      vitals: { health: 100, maxHealth: 100, resource: 12, maxResource: 100 },
      movement: { speedMmps: 0, flags: 0 },
      progress: { level: 1, experience: 50, nextLevelAt: 100 },
      cooldowns: { globalReadyTick: 0, readyTicks: [0, 40, 0, 0] },
      cast: { ability: 0, startTick: 0, endTick: 0 },
      target: 0,
      statuses: [{ status: 9, stacks: 2, endTick: 77 }],
      impulse: 0,
      height: { lift: 0, rise: 0 },
      charges: [{ slot: 2, spent: 1, rechargeTick: 60 }],
      shield: 25,
      offers: { duel: { state: 0, opponent: 0, tick: 0 }, resurrection: { by: 0, untilTick: 0 } },
    });
    stage.tick();
    assert.equal(picture.receive().self, null);
    world.selfDirty[i] = SelfField.TARGET;
    stage.tick();
    assert.deepEqual(picture.receive().self, { target: 0 });
    picture.known.clear();
    picture.view.restart();
    stage.tick();
    assert.ok(picture.receive().self?.vitals, "a resumed client is told everything");
  });

  it("1.5 who enters in the middle of a cast is told with the cast", () => {
    const stage = new Stage();
    const picture = new Picture(stage, stage.add(100, 100));
    const caster = indexOf(stage.add(110, 100, EntityKind.NPC));
    stage.world.castAbility[caster] = 5;
    stage.world.castEndTick[caster] = 31;
    stage.tick();
    const s = picture.receive();
    assert.deepEqual(s.updates, [{ index: caster, cast: { ability: 5, ticks: 30 } }]);
  });

  it("1.4 combat is told to those who know one of the two, the stranger stays unnamed", () => {
    const stage = new Stage();
    const self = stage.add(100, 100);
    const picture = new Picture(stage, self);
    const friend = indexOf(stage.add(130, 100, EntityKind.NPC));
    const edge = indexOf(stage.add(100 + RADIUS_M + 5, 100, EntityKind.NPC));
    const far = indexOf(stage.add(390, 390, EntityKind.NPC));
    stage.tick();
    picture.receive();
    stage.tick(() => {
      stage.combat.add(CombatEventKind.DAMAGE, edge, friend, 3, 70_000, 1);
      stage.combat.add(CombatEventKind.DAMAGE, far, far, 3, 1, 0);
      stage.combat.add(CombatEventKind.HEAL, 0, indexOf(self), 4, 9, 0);
    });
    assert.deepEqual(picture.receive().events, [
      { kind: CombatEventKind.HEAL, source: 0, target: indexOf(self), ability: 4, amount: 9, flags: 0 },
      { kind: CombatEventKind.DAMAGE, source: 0, target: friend, ability: 3, amount: 65535, flags: 1 },
    ]);
  });

  it("1.5 a steady tick allocates nothing", async () => {
    const { setFlagsFromString } = await import("node:v8");
    const { runInNewContext } = await import("node:vm");
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const stage = new Stage();
    const { world } = stage;
    const rng = new Rng(5);
    const views: ClientView[] = [];
    const packet = new Packet();
    for (let n = 0; n < 300; n++) {
      const id = stage.add(rng.range(150, 250), rng.range(150, 250));
      if (n < 100) views.push(stage.replication.open(id));
    }
    let t = 0;
    const step = () => {
      t++;
      stage.combat.clear();
      world.tick++;
      for (let i = 1; i < world.end; i++) {
        world.x[i] += t % 40 < 20 ? 0.2 : -0.2;
        world.moveTick[i] = world.tick;
      }
      stage.combat.add(CombatEventKind.DAMAGE, 1, 2, 1, 1, 0);
      stage.grid.rebuild(world);
      stage.replication.encode();
      for (let n = 0; n < views.length; n++) stage.replication.write(views[n], packet);
    };
    for (let n = 0; n < 200; n++) step();
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let n = 0; n < 100; n++) step();
    const grown = process.memoryUsage().heapUsed - before;
    // 100 ticks × 100 clients: one object of 16 bytes per client and tick would be 160 KB
    assert.ok(grown < 100_000, `${grown} bytes for 10000 snapshots`);
  });
});
