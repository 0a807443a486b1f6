import type { Entity } from "../game/entity.ts";
import type { Prop } from "./props/sprite.ts";

/** The place that an ability is being aimed at. */
export interface Aim {
  x: number;
  y: number;
  radiusM: number;
  rangeM: number;
}

/** What a frame shows besides the picture. */
export interface Moment {
  nowMs: number;
  /** Tick that others are shown at, and the newest estimate of the server's. */
  shownTick: number;
  serverTick: number;
  hovered: Entity | null;
  aim: Aim | null;
}

/** What a standing thing and a living one have in common: a place in the order from far to near. */
export type Drawn = { y: number; prop: Prop | null; entity: Entity | null; fade: number };
