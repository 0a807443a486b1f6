import { type CollisionMap, clearLane, isFree, lineOfSight, nearestFreeCell, ON_FOOT, toLineSteps } from "#shared/rules/collision.ts";
import { type DistanceField, FieldCache } from "./distance-field.ts";

/**
 * Fields of distances, from the smallest that will do: exact goals near by, and far goals rounded to a lattice, so that
 * many bots share a field. A field takes two bytes per square metre it covers.
 */
const NEAR = { withinM: 26, reachM: 30, fields: 512 };
const MIDDLE = { withinM: 80, reachM: 84, fields: 128 };
const FAR = { latticeM: 96, fields: 128 };
/** How far along a field a bot looks for a place it can walk to in a straight line, cells. */
const LOOK_AHEAD = 12;
/** Directions tried when neither a line nor a field leads on, radians away from the wanted one. */
const FAN = [0.5, -0.5, 1, -1, 1.6, -1.6, 2.3, -2.3];
const FAN_STRIDE_M = 2;

/** Finds the way over a zone's ground for all bots of a process. */
export class Navigator {
  readonly map: CollisionMap;
  readonly #near: FieldCache;
  readonly #middle: FieldCache;
  readonly #far: FieldCache;

  constructor(map: CollisionMap) {
    this.map = map;
    this.#near = new FieldCache(map, NEAR.reachM, NEAR.fields);
    this.#middle = new FieldCache(map, MIDDLE.reachM, MIDDLE.fields);
    this.#far = new FieldCache(map, Number.POSITIVE_INFINITY, FAR.fields);
  }

  /** Direction (radians) to walk from a place towards another, around what stands between; null when there. */
  direction(x: number, y: number, toX: number, toY: number, arriveM = 0.5): number | null {
    const dx = toX - x;
    const dy = toY - y;
    if (dx * dx + dy * dy <= arriveM * arriveM) return null;
    const straight = Math.atan2(dy, dx);
    if (this.clear(x, y, toX, toY)) return straight;
    return this.#alongField(x, y, toX, toY) ?? this.#sideways(x, y, straight);
  }

  clear(x: number, y: number, toX: number, toY: number): boolean {
    return clearLane(this.map, toLineSteps(x), toLineSteps(y), toLineSteps(toX), toLineSteps(toY), ON_FOOT);
  }

  sees(x: number, y: number, toX: number, toY: number): boolean {
    return lineOfSight(this.map, x, y, toX, toY);
  }

  /** The middle of the free cell nearest to a place; the place itself when nothing near is free. */
  freeNear(x: number, y: number): [number, number] {
    if (isFree(this.map, x, y)) return [x, y];
    const cell = nearestFreeCell(this.map, x, y);
    return cell < 0 ? [x, y] : [(cell % this.map.cols) + 0.5, Math.floor(cell / this.map.cols) + 0.5];
  }

  #alongField(x: number, y: number, toX: number, toY: number): number | null {
    const { cols } = this.map;
    let cx = Math.floor(x);
    let cy = Math.floor(y);
    const field = this.#field(cx, cy, toX, toY);
    if (!field) return null;
    let angle: number | null = null;
    for (let i = 0; i < LOOK_AHEAD; i++) {
      const next = field.downhill(cx, cy);
      if (next === cy * cols + cx) break;
      cx = next % cols;
      cy = Math.floor(next / cols);
      // the first step is taken even when the body scrapes a corner: the server slides it along
      if (i > 0 && !this.clear(x, y, cx + 0.5, cy + 0.5)) break;
      angle = Math.atan2(cy + 0.5 - y, cx + 0.5 - x);
    }
    return angle;
  }

  #field(cx: number, cy: number, toX: number, toY: number): DistanceField | null {
    const away = Math.max(Math.abs(toX - cx), Math.abs(toY - cy));
    const exact = nearestFreeCell(this.map, toX, toY);
    if (exact >= 0 && away < MIDDLE.withinM) {
      const near = away < NEAR.withinM ? this.#near.get(exact) : null;
      if (near?.reaches(cx, cy)) return near;
      const middle = this.#middle.get(exact);
      if (middle.reaches(cx, cy)) return middle;
    }
    const lattice = (v: number): number => Math.round(v / FAR.latticeM) * FAR.latticeM;
    const goal = nearestFreeCell(this.map, lattice(toX), lattice(toY));
    return goal < 0 ? null : this.#far.get(goal);
  }

  #sideways(x: number, y: number, wanted: number): number {
    for (const turn of FAN) {
      const angle = wanted + turn;
      if (this.clear(x, y, x + Math.cos(angle) * FAN_STRIDE_M, y + Math.sin(angle) * FAN_STRIDE_M)) return angle;
    }
    return wanted;
  }
}
