import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteReader, ByteWriter } from "#shared/primitives/bytes.ts";
import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { Rng } from "#shared/primitives/rng.ts";
import { CombatEventKind, EntityKind, SelfField } from "#shared/protocol/codes.ts";
import { healthToWire, positionToWire } from "#shared/protocol/quantize.ts";
import { encodeName, readSnapshot, type Snapshot, writeSnapshot } from "#shared/protocol/snapshot.ts";
import { CombatEvents } from "#rooms/simulation/events.ts";
import { SpatialGrid } from "#rooms/simulation/grid.ts";
import { World } from "#rooms/simulation/world.ts";
import type { ClientView } from "./client-view.ts";
import { FRAME_HEADER_SIZE, Packet } from "./packet.ts";
import { Replication } from "./replication.ts";
import { FAR_PERIOD, NEAR_PART, SEARCH_PERIOD } from "./tiers.ts";

const SIZE_M = 400;
const RADIUS_M = 60;
const HYSTERESIS_M = 10;
const CAPACITY = 2048;

/** What the wire would say about an entity. */
interface Seen {
  x: number;
  y: number;
  facing: number;
  health: number;
  flags: number;
  target: number;
  level: number;
  castAbility: number;
}

/** A zone without rules: the tests move things about. */
class Stage {
  readonly world = new World(CAPACITY, 1);
  readonly grid = new SpatialGrid(SIZE_M, SIZE_M, CAPACITY);
  readonly combat = new CombatEvents();
  readonly replication = new Replication(this.world, this.grid, this.combat, {
    widthM: SIZE_M,
    heightM: SIZE_M,
    radiusM: RADIUS_M,
    hysteresisM: HYSTERESIS_M,
    nextLevelAt: (level) => level * 100,
    slotCount: () => 4,
  });

  add(x: number, y: number, kind: EntityKind = EntityKind.PLAYER): EntityId {
    const { world } = this;
    const id = world.spawn(kind);
    assert.notEqual(id, NOBODY);
    const i = indexOf(id);
    world.x[i] = x;
    world.y[i] = y;
    world.health[i] = world.maxHealth[i] = 100;
    world.level[i] = 1;
    world.template[i] = 7;
    world.name[i] = kind === EntityKind.PLAYER ? encodeName(`P${i}`) : null;
    return id;
  }

  move(id: EntityId, x: number, y: number): void {
    const i = indexOf(id);
    this.world.x[i] = x;
    this.world.y[i] = y;
    this.world.moveTick[i] = this.world.tick;
  }

  /** One tick: `change` alters the world inside of it. */
  tick(change: () => void = () => {}): void {
    this.combat.clear();
    this.world.tick++;
    change();
    this.grid.rebuild(this.world);
    this.replication.encode();
  }

  seen(i: number): Seen {
    const w = this.world;
    return {
      x: positionToWire(w.x[i]),
      y: positionToWire(w.y[i]),
      facing: Math.round(w.facing[i] / 256) & 0xff,
      health: healthToWire(w.health[i], w.maxHealth[i]),
      flags: w.flags[i],
      target: w.target[i],
      level: w.level[i],
      castAbility: w.castAbility[i],
    };
  }
}

/** A client that believes every packet and refuses contradictions. */
class Picture {
  readonly view: ClientView;
  readonly #stage: Stage;
  readonly #packet = new Packet();
  readonly known = new Map<number, { id: number } & Seen>();
  last: Snapshot | null = null;
  bytes = 0;

  constructor(stage: Stage, self: EntityId) {
    this.#stage = stage;
    this.view = stage.replication.open(self);
  }

  receive(): Snapshot {
    const frame = this.#stage.replication.write(this.view, this.#packet);
    assert.ok(frame);
    assert.deepEqual([frame[0], frame[1]], [17, 1]);
    const payload = frame.slice(FRAME_HEADER_SIZE);
    this.bytes += frame.length;
    const s = readSnapshot(new ByteReader(payload));
    const w = new ByteWriter(65536);
    writeSnapshot(w, s);
    assert.deepEqual(Buffer.from(w.written()), Buffer.from(payload), "the reference encoder writes other bytes");
    for (const index of s.leaves) assert.ok(this.known.delete(index), `leave of ${index}, which is not in the picture`);
    for (const e of s.enters) {
      const index = indexOf(e.id);
      assert.ok(!this.known.has(index), `enter of ${index}, which is in the picture`);
      const { x, y, facing, health, flags, target, level } = e;
      this.known.set(index, { id: e.id, x, y, facing, health, flags, target, level, castAbility: 0 });
    }
    for (const u of s.updates) {
      const e = this.known.get(u.index);
      assert.ok(e, `update of ${u.index}, which is not in the picture`);
      Object.assign(e, u.move);
      if (u.health !== undefined) e.health = u.health;
      if (u.flags !== undefined) e.flags = u.flags;
      if (u.target !== undefined) e.target = u.target;
      if (u.level !== undefined) e.level = u.level;
      if (u.cast !== undefined) e.castAbility = u.cast.ability;
    }
    for (const event of s.events) {
      assert.ok(event.source === 0 || this.known.has(event.source));
      assert.ok(event.target === 0 || this.known.has(event.target));
    }
    this.last = s;
    return s;
  }

  ids(): number[] {
    return [...this.known.values()].map((e) => e.id).sort((a, b) => a - b);
  }
}

function distance(world: World, a: number, b: number): number {
  return Math.hypot(world.x[a] - world.x[b], world.y[a] - world.y[b]);
}

describe("replication", () => {
  it("1.4 whatever happens, a client's picture is what the rules say it may know", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seed) => livelyWorld(new Rng(seed))),
      { numRuns: 25 },
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
    /** Per picture: tick at which an id was last within reach, and since when it is within the radius. */
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
        const me = indexOf(picture.view.self);
        const target = world.target[me];
        for (const id of now.keys()) {
          const d = distance(world, me, indexOf(id));
          if (d <= RADIUS_M + HYSTERESIS_M || id === target) reach[n].set(id, world.tick);
          track(inside[n], id, d <= RADIUS_M, world.tick);
          track(near[n], id, d <= RADIUS_M * NEAR_PART, world.tick);
        }
        for (const e of s.enters) assert.ok(distance(world, me, indexOf(e.id)) <= RADIUS_M, "entered from outside the radius");
        for (const u of s.updates) {
          const d = distance(world, me, u.index);
          assert.ok(d <= RADIUS_M + HYSTERESIS_M || world.id[u.index] === target, `update from ${d} m`);
        }
        for (const [index, e] of picture.known) {
          assert.equal(world.id[index], e.id, "the dead stay in the picture");
          const age = world.tick - (reach[n].get(e.id) ?? 0);
          assert.ok(age <= FAR_PERIOD + 2 || e.id === target, `${age} ticks out of reach and still in the picture`);
          const { id, ...told } = e;
          if (id === picture.view.self) {
            const truth = now.get(id) as Seen;
            assert.deepEqual({ ...told, x: 0, y: 0, facing: 0 }, { ...truth, x: 0, y: 0, facing: 0 });
          } else if (reach[n].get(id) === world.tick) {
            const ages = history.findIndex((h) => same(h.get(id), told));
            assert.ok(ages >= 0, "what the client sees was never so in the last ticks");
            const steadilyNear = world.tick - (near[n].get(id) ?? world.tick) > FAR_PERIOD;
            assert.ok(ages === 0 || !steadilyNear, "near entities are as they are now");
          }
        }
        for (const [id, since] of inside[n]) {
          if (!now.has(id)) continue;
          if (world.tick - since > SEARCH_PERIOD) assert.equal(picture.known.get(indexOf(id))?.id, id, "inside the radius and unknown");
        }
        assert.deepEqual([s.owner.x, s.owner.y], [world.x[me], world.y[me]]);
      }
    }
    // when the world stands still everybody knows it exactly
    const still = () => stage.tick();
    for (let t = 0; t < 2 * FAR_PERIOD + 2; t++) {
      still();
      for (const picture of pictures) picture.receive();
    }
    for (const picture of pictures) {
      const me = indexOf(picture.view.self);
      for (const [index, e] of picture.known) {
        if (index !== me) assert.ok(same({ ...stage.seen(index) }, e));
      }
      for (let i = 1; i < world.end; i++) {
        if (world.id[i] === NOBODY || i === me) continue;
        const d = distance(world, me, i);
        if (d <= RADIUS_M) assert.ok(picture.known.has(i));
        if (d > RADIUS_M + HYSTERESIS_M && world.id[i] !== world.target[me]) assert.ok(!picture.known.has(i));
      }
    }
  }

  function track(since: Map<number, number>, id: number, yes: boolean, tick: number): void {
    if (!yes) since.delete(id);
    else if (!since.has(id)) since.set(id, tick);
  }

  function same(a: Seen | undefined, b: Omit<Seen, never>): boolean {
    return (
      a !== undefined &&
      a.x === b.x &&
      a.y === b.y &&
      a.facing === b.facing &&
      a.health === b.health &&
      a.flags === b.flags &&
      a.target === b.target &&
      a.level === b.level &&
      a.castAbility === b.castAbility
    );
  }

  /** Something may happen to entity `i`: steps, jumps, changes, death and rebirth at the same index, combat. */
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
      world.flags[i] = rng.int(0, 511);
      world.extraTick[i] = world.tick;
    } else if (dice < 0.62) {
      world.castAbility[i] = rng.int(0, 3);
      world.castEndTick[i] = world.tick + 30;
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
    for (let n = 0; n < 700; n++) stage.add(100 + (n % 30), 100 + Math.floor(n / 30), EntityKind.NPC);
    const counts: number[] = [];
    for (let t = 0; t < 4; t++) {
      stage.tick();
      counts.push(picture.receive().enters.length);
    }
    assert.equal(picture.known.size, 701);
    assert.ok(counts.every((n) => n <= 255));
    stage.tick(() => stage.move(self, 390, 390));
    for (let t = 0; t < 5; t++) {
      assert.ok(picture.receive().leaves.length <= 255);
      stage.tick();
    }
    assert.deepEqual(picture.ids(), [self]);
  });

  it("1.4 in a crowd that all moves, everybody is updated within the stated bound and near ones more often", () => {
    const stage = new Stage();
    const { world } = stage;
    const self = stage.add(200, 200);
    const picture = new Picture(stage, self);
    const others: EntityId[] = [];
    for (let n = 0; n < 900; n++) others.push(stage.add(160 + (n % 30) * 2.6, 160 + Math.floor(n / 30) * 2.6, EntityKind.NPC));
    const near = new Set(others.filter((id) => distance(world, indexOf(self), indexOf(id)) < 10));
    const lastTold = new Map<number, number>();
    const gaps = new Map<number, number>();
    let told = 0;
    let nearTold = 0;
    for (let t = 0; t < 200; t++) {
      stage.tick(() => {
        for (const id of others) {
          const i = indexOf(id);
          stage.move(id, world.x[i] + (t % 2 ? 0.3 : -0.3), world.y[i]);
        }
      });
      const s = picture.receive();
      if (t < 20) continue;
      assert.ok(s.updates.length > 0 && picture.view.count > 700);
      for (const u of s.updates) {
        const gap = t - (lastTold.get(u.index) ?? t);
        gaps.set(u.index, Math.max(gaps.get(u.index) ?? 0, gap));
        lastTold.set(u.index, t);
        told++;
        if (near.has(world.id[u.index])) nearTold++;
      }
    }
    const bound = FAR_PERIOD + Math.ceil(picture.view.count / 100);
    for (const [index, gap] of gaps) assert.ok(gap <= bound, `entity ${index} waited ${gap} ticks, bound ${bound}`);
    assert.ok(gaps.size >= picture.view.count - 1);
    const perNear = nearTold / near.size;
    const perOther = (told - nearTold) / (picture.view.count - near.size);
    assert.ok(perNear > 2 * perOther, `near ${perNear}, others ${perOther}`);
  });

  it("1.5 SELF says everything at first, then only what changed", () => {
    const stage = new Stage();
    const { world } = stage;
    const self = stage.add(100, 100);
    const i = indexOf(self);
    world.experience[i] = 50;
    world.resource[i] = 12.7;
    world.maxResource[i] = 100;
    world.statusCode[i * 8 + 3] = 9;
    world.statusStacks[i * 8 + 3] = 2;
    world.statusEndTick[i * 8 + 3] = 77;
    world.readyTick[i * 8 + 1] = 40;
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
