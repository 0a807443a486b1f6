import type { WorldObject } from "#shared/content/schema.ts";
import { msToTicks } from "#shared/rules/ability.ts";
import type { StatusRule } from "./status-rule.ts";

/** One shape for all kinds of objects; fields that do not apply are 0 or null. */
export interface ObjectRule {
  readonly kind: WorldObject["kind"];
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly rangeM: number;
  readonly minLevel: number;
  readonly castTimeMs: number;
  readonly castTicks: number;
  /** From being used to being ready again; 0: never by itself. */
  readonly readyAfterTicks: number;
  /** Doors: [x, y, width, height], m. */
  readonly box: readonly [number, number, number, number] | null;
  readonly locked: boolean;
  /** Whether somebody may use it the office says: it takes a key, or a skill that the tick does not know. */
  readonly asks: boolean;
  /** Levers: index of the door. */
  readonly door: number;
  readonly status: StatusRule | null;
  /** Thousandths of the full health. */
  readonly heals: number;
  /** Portals: where they lead, m; toZone null: in this zone. */
  readonly toZone: string | null;
  readonly toX: number;
  readonly toY: number;
  readonly text: string;
  /** Way stones: their number in the world; else 0. */
  readonly waystone: number;
}

/** A lever swings back after this time, ms. */
const LEVER_MS = 2000;

/** @param all of the zone, in their order */
export function objectRule(
  object: WorldObject,
  all: readonly WorldObject[],
  tickRate: number,
  statusOf: (id: string) => StatusRule,
): ObjectRule {
  const box = object.kind === "door" ? object.box : null;
  const [x, y] = object.kind === "door" ? [object.box[0] + object.box[2] / 2, object.box[1] + object.box[3] / 2] : object.at;
  return {
    kind: object.kind,
    id: object.id,
    x,
    y,
    rangeM: object.rangeM,
    minLevel: object.minLevel,
    castTimeMs: object.castTimeMs,
    castTicks: msToTicks(object.castTimeMs, tickRate),
    readyAfterTicks: msToTicks(readyAfterMs(object), tickRate),
    box,
    locked: object.kind === "door" && object.locked,
    asks: (object.kind === "door" && object.key !== undefined) || (object.kind === "gather_node" && object.gathering !== undefined),
    door: object.kind === "lever" ? all.findIndex((other) => other.id === object.opens) : -1,
    status: object.kind === "shrine" && object.status !== undefined ? statusOf(object.status) : null,
    heals: object.kind === "shrine" ? Math.round(object.heals * 1000) : 0,
    toZone: object.kind === "portal" ? (object.to.zone ?? null) : null,
    toX: object.kind === "portal" ? object.to.at[0] : 0,
    toY: object.kind === "portal" ? object.to.at[1] : 0,
    text: object.kind === "sign" ? object.text : "",
    waystone: object.kind === "waystone" ? object.code : 0,
  };
}

function readyAfterMs(object: WorldObject): number {
  switch (object.kind) {
    case "door":
      return object.closesAfterMs;
    case "lever":
      return LEVER_MS;
    case "chest":
    case "gather_node":
      return object.respawnMs;
    case "shrine":
      return object.cooldownMs;
    default:
      return 0;
  }
}
