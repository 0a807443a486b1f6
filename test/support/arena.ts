import assert from "node:assert/strict";
import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { ActionKind, type CombatEventKind, EntityKind, type ErrorCode } from "#shared/protocol/codes.ts";
import type { CombatEvent } from "#shared/protocol/snapshot.ts";
import { positionToWire } from "#shared/protocol/quantize.ts";
import { type PlayerSpec, Simulation } from "#rooms/simulation/simulation.ts";
import { type TestZoneOptions, testZone } from "./test-zone.ts";

/** A simulation of the test zone with a memory: what every tick reported is kept as plain objects. */
export class Arena {
  readonly simulation: Simulation;
  readonly events: (CombatEvent & { tick: number })[] = [];
  readonly refusals: { tick: number; entity: EntityId; code: ErrorCode }[] = [];
  readonly kills: {
    tick: number;
    npc: EntityId;
    credits: { entity: EntityId; experience: number }[];
    lootOwner: EntityId;
    party: number;
    eligible: EntityId[];
  }[] = [];
  readonly pickUps: { entity: EntityId; drop: EntityId }[] = [];
  readonly finds: { tick: number; entity: EntityId; object: number }[] = [];
  readonly interactions: { entity: EntityId; target: EntityId; kind: string; serviceId: string; text: string }[] = [];
  readonly departures: { entity: EntityId; home: boolean; zoneId: string; x: number; y: number }[] = [];
  readonly deaths: EntityId[] = [];
  readonly expired: EntityId[] = [];
  readonly #seq = new Map<EntityId, number>();

  constructor(options: TestZoneOptions & { seed?: number; capacity?: number } = {}) {
    this.simulation = new Simulation(testZone(options), { seed: options.seed ?? 1, capacity: options.capacity ?? 256 });
  }

  get world() {
    return this.simulation.world;
  }

  /** A level 1 fighter (test-zone.ts), 100 health, 6 m/s. */
  player(x: number, y: number, spec: Partial<PlayerSpec> = {}): EntityId {
    const id = this.simulation.addPlayer({ name: "Tester", classId: "fighter", level: 1, experience: 0, x, y, ...spec });
    assert.notEqual(id, NOBODY);
    return id;
  }

  /** The NPC of the n-th spawn point: they are the first entities of a zone. */
  npc(n = 0): EntityId {
    return this.world.id[n + 1];
  }

  walk(id: EntityId, moveX: number, moveY: number, facing = 0, buttons = 0, viewDelay = 0): void {
    const seq = (this.#seq.get(id) ?? 0) + 1;
    this.#seq.set(id, seq);
    this.simulation.input(id, { seq, moveX, moveY, facing, buttons, viewDelay });
  }

  use(id: EntityId, slot: number, target: EntityId = NOBODY, aim: [number, number] = [0, 0]): void {
    this.simulation.action(id, { kind: ActionKind.USE_ABILITY, slot, target, aimX: positionToWire(aim[0]), aimY: positionToWire(aim[1]) });
  }

  /** Uses an ability, makes a tick, and says what was refused in it. */
  tryUse(id: EntityId, slot: number, target: EntityId = NOBODY, aim: [number, number] = [0, 0]): ErrorCode | null {
    this.use(id, slot, target, aim);
    this.step();
    return this.#refusedNow(id);
  }

  step(ticks = 1): void {
    for (let n = 0; n < ticks; n++) {
      this.simulation.step();
      this.#remember();
    }
  }

  /** Steps until something holds. @throws AssertionError when it does not within the given ticks */
  until(holds: () => boolean, ticks: number, what: string): number {
    for (let n = 1; n <= ticks; n++) {
      this.step();
      if (holds()) return n;
    }
    assert.fail(`${what}: not within ${ticks} ticks`);
  }

  x(id: EntityId): number {
    return this.world.x[indexOf(id)];
  }

  y(id: EntityId): number {
    return this.world.y[indexOf(id)];
  }

  distance(a: EntityId, b: EntityId): number {
    return Math.hypot(this.x(a) - this.x(b), this.y(a) - this.y(b));
  }

  health(id: EntityId): number {
    return this.world.health[indexOf(id)];
  }

  /** The object with this place in the zone's list. */
  object(n: number): EntityId {
    for (let i = 1; i < this.world.end; i++)
      if (this.world.kind[i] === EntityKind.OBJECT && this.world.template[i] === n + 1) return this.world.id[i];
    assert.fail(`no object ${n}`);
  }

  /** Interacts, makes a tick, and says what was refused in it. */
  tryInteract(id: EntityId, target: EntityId): ErrorCode | null {
    this.simulation.action(id, { kind: ActionKind.INTERACT, target });
    this.step();
    return this.#refusedNow(id);
  }

  /** Sets out for a way stone, makes a tick, and says what was refused in it. @param to its code */
  tryTravel(id: EntityId, to: number): ErrorCode | null {
    this.simulation.action(id, { kind: ActionKind.TRAVEL, to });
    this.step();
    return this.#refusedNow(id);
  }

  /** Why somebody was refused something in the last tick. */
  #refusedNow(id: EntityId): ErrorCode | null {
    return this.refusals.find((r) => r.tick === this.world.tick && r.entity === id)?.code ?? null;
  }

  has(id: EntityId, flag: number): boolean {
    return (this.world.flags[indexOf(id)] & flag) !== 0;
  }

  /** Puts somebody elsewhere and sets his health: what a test needs to begin with. */
  set(id: EntityId, state: { x?: number; y?: number; health?: number; resource?: number; facing?: number }): void {
    const i = indexOf(id);
    const { world } = this;
    if (state.x !== undefined) world.x[i] = state.x;
    if (state.y !== undefined) world.y[i] = state.y;
    if (state.health !== undefined) world.health[i] = state.health;
    if (state.resource !== undefined) world.resource[i] = state.resource;
    if (state.facing !== undefined) world.facing[i] = state.facing;
  }

  eventsOf(kind: CombatEventKind, target?: EntityId): (CombatEvent & { tick: number })[] {
    return this.events.filter((e) => e.kind === kind && (target === undefined || e.target === indexOf(target)));
  }

  #remember(): void {
    const { finds, interactions, departures } = this.simulation.events;
    for (let n = 0; n < departures.count; n++) this.departures.push({ ...departures.items[n] });
    for (let n = 0; n < finds.count; n++) this.finds.push({ tick: this.world.tick, ...finds.items[n] });
    for (let n = 0; n < interactions.count; n++) this.interactions.push({ ...interactions.items[n] });
    const { combat, refusals, kills, pickUps, deaths, expiredDrops } = this.simulation.events;
    const tick = this.world.tick;
    for (let n = 0; n < combat.count; n++) {
      this.events.push({
        tick,
        kind: combat.kind[n] as CombatEventKind,
        source: combat.source[n],
        target: combat.target[n],
        ability: combat.ability[n],
        amount: combat.amount[n],
        flags: combat.flags[n],
      });
    }
    for (let n = 0; n < refusals.count; n++) this.refusals.push({ tick, ...refusals.items[n] });
    for (let n = 0; n < kills.count; n++) {
      const { npc, credits, lootOwner, party, eligible } = kills.items[n];
      this.kills.push({
        tick,
        npc,
        credits: credits.items.slice(0, credits.count).map((c) => ({ ...c })),
        lootOwner,
        party,
        eligible: [...eligible.ids.subarray(0, eligible.count)],
      });
    }
    for (let n = 0; n < pickUps.count; n++) this.pickUps.push({ ...pickUps.items[n] });
    this.deaths.push(...deaths.ids.subarray(0, deaths.count));
    this.expired.push(...expiredDrops.ids.subarray(0, expiredDrops.count));
  }
}
