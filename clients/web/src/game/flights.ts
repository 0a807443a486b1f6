import type { Entity } from "./entity.ts";

/** Something on its way to a target that it follows. */
export interface Flight {
  ability: number;
  /** m, radians. */
  x: number;
  y: number;
  facing: number;
  readonly speedMps: number;
  readonly target: Entity;
  /** ms of the page's clock. */
  readonly endsAt: number;
}

/** It gives up after this time: the target ran away, or was forgotten. */
const LONGEST_MS = 5000;
/** Most at once; one more takes the place of the oldest. */
const MOST_FLIGHTS = 200;

/** What the server only says was launched: flown here, for the eyes alone. */
export class Flights {
  readonly all: Flight[] = [];

  launch(source: Entity, target: Entity, ability: number, speedMps: number, nowMs: number): void {
    if (this.all.length >= MOST_FLIGHTS) this.all.shift();
    this.all.push({ ability, x: source.x, y: source.y, facing: source.facing, speedMps, target, endsAt: nowMs + LONGEST_MS });
  }

  advance(elapsedMs: number, nowMs: number): void {
    let kept = 0;
    for (const flight of this.all) {
      const dx = flight.target.x - flight.x;
      const dy = flight.target.y - flight.y;
      const distance = Math.hypot(dx, dy);
      const stride = (flight.speedMps * elapsedMs) / 1000;
      if (distance <= stride || nowMs > flight.endsAt) continue;
      flight.x += (dx / distance) * stride;
      flight.y += (dy / distance) * stride;
      flight.facing = Math.atan2(dy, dx);
      this.all[kept++] = flight;
    }
    this.all.length = kept;
  }

  clear(): void {
    this.all.length = 0;
  }
}
