import { EntityFlag, type EntityKind } from "#shared/protocol/codes.ts";
import { wireToFacing, wireToPosition } from "#shared/protocol/quantize.ts";
import type { EnterRecord } from "#shared/protocol/snapshot.ts";
import { Track } from "./track.ts";

/** An ability being cast, as far as others are told. */
export interface Casting {
  ability: number;
  startTick: number;
  endTick: number;
}

/** Somebody or something in the client's picture. */
export class Entity {
  readonly id: number;
  readonly index: number;
  readonly kind: EntityKind;
  readonly template: number;
  readonly name: string;
  /** Of players: packed, as chosen when they were made. */
  readonly appearance: number;
  readonly track = new Track();
  level: number;
  /** 0 … 1 */
  health: number;
  /** What its shields still take, as part of its full health. */
  shield = 0;
  flags: number;
  target: number;
  casting: Casting | null = null;
  /** Above the ground, m: as last told, and as shown. */
  height = 0;
  lift = 0;
  /** A boss that fights: the number of its phase from 1. */
  phase = 0;
  /** What it says, over its head until a moment of the page's clock. */
  speech: { text: string; loud: boolean; untilMs: number } | null = null;

  /** Where it is shown now, m and radians. */
  x = 0;
  y = 0;
  facing = 0;
  /** Shown speed, m/s, smoothed: drives the legs. */
  speed = 0;
  /** How far it has walked, m: the phase of its gait. */
  stride = 0;
  /** When things happened to it, ms of the page's clock; -1e9: never. */
  enteredAt: number;
  hitAt = -1e9;
  struckAt = -1e9;
  diedAt = -1e9;
  /** When others' harm was last written over its head. */
  countedAt = -1e9;
  /** Last shown health, for the bar that trails behind. */
  shownHealth: number;

  constructor(record: EnterRecord, tick: number, nowMs: number) {
    this.id = record.id;
    this.index = record.id & 0x3fff;
    this.kind = record.kind;
    this.template = record.template;
    this.name = record.name;
    this.appearance = record.appearance;
    this.level = record.level;
    this.health = record.health / 255;
    this.shownHealth = this.health;
    this.flags = record.flags;
    this.target = record.target;
    this.enteredAt = nowMs;
    this.x = wireToPosition(record.x);
    this.y = wireToPosition(record.y);
    this.facing = wireToFacing(record.facing);
    this.track.reset(tick, this.x, this.y, this.facing);
  }

  has(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }

  get dead(): boolean {
    return this.has(EntityFlag.DEAD);
  }
}
