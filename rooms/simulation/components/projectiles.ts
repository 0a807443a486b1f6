import type { World } from "../world.ts";

/** What a projectile carries: its maker's strength at the moment of the shot, whatever happens to him meanwhile. */
export class Projectiles {
  readonly source: Uint32Array;
  readonly sourceKind: Uint8Array;
  readonly sourceLevel: Uint8Array;
  readonly power: Int32Array;
  readonly crit: Uint16Array;
  /** Where it flies when it follows nobody; else where its target was last seen. */
  readonly aimX: Float32Array;
  readonly aimY: Float32Array;
  /** It vanishes in this tick at the latest. */
  readonly endTick: Uint32Array;
  /** 1: it arrived in this tick's movement. */
  readonly arrived: Uint8Array;

  constructor(world: World) {
    const n = world.capacity;
    this.source = world.track(new Uint32Array(n));
    this.sourceKind = world.track(new Uint8Array(n));
    this.sourceLevel = world.track(new Uint8Array(n));
    this.power = world.track(new Int32Array(n));
    this.crit = world.track(new Uint16Array(n));
    this.aimX = world.track(new Float32Array(n));
    this.aimY = world.track(new Float32Array(n));
    this.endTick = world.track(new Uint32Array(n));
    this.arrived = world.track(new Uint8Array(n));
  }
}
