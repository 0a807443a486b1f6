import type { World } from "../world.ts";

/** What a projectile is about. */
export const Flight = { FLYING: 0, ARRIVED: 1, LYING: 2 } as const;

/** What a projectile, or an area on the ground, carries: its maker's strength at the moment of the shot, whatever happens to him meanwhile. */
export class Projectiles {
  readonly source: Uint32Array;
  readonly sourceKind: Uint8Array;
  readonly sourceLevel: Uint8Array;
  readonly power: Int32Array;
  readonly crit: Uint16Array;
  readonly hit: Uint16Array;
  /** Thousandths (Strike). */
  readonly dealt: Uint16Array;
  readonly healing: Uint16Array;
  readonly threat: Uint16Array;
  /** Where it flies when it follows nobody; else where its target was last seen. */
  readonly aimX: Float32Array;
  readonly aimY: Float32Array;
  /** Which way a straight flight goes, a unit vector. */
  readonly towardsX: Float32Array;
  readonly towardsY: Float32Array;
  /** It vanishes in this tick at the latest. */
  readonly endTick: Uint32Array;
  /** When an area on the ground takes effect next. */
  readonly pulseTick: Uint32Array;
  /** Flight: ARRIVED since this tick's movement. */
  readonly state: Uint8Array;

  constructor(world: World) {
    const n = world.capacity;
    this.source = world.track(new Uint32Array(n));
    this.sourceKind = world.track(new Uint8Array(n));
    this.sourceLevel = world.track(new Uint8Array(n));
    this.power = world.track(new Int32Array(n));
    this.crit = world.track(new Uint16Array(n));
    this.hit = world.track(new Uint16Array(n));
    this.dealt = world.track(new Uint16Array(n));
    this.healing = world.track(new Uint16Array(n));
    this.threat = world.track(new Uint16Array(n));
    this.aimX = world.track(new Float32Array(n));
    this.aimY = world.track(new Float32Array(n));
    this.towardsX = world.track(new Float32Array(n));
    this.towardsY = world.track(new Float32Array(n));
    this.endTick = world.track(new Uint32Array(n));
    this.pulseTick = world.track(new Uint32Array(n));
    this.state = world.track(new Uint8Array(n));
  }
}
