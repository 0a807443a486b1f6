import { type Camera, RISE, TILT } from "../camera.ts";
import { shade } from "../colour.ts";

/** Forward, left, up, in metres from the figure's feet. */
export type Point3 = readonly [number, number, number];

interface Part {
  /** Pixels; a ball has both ends in one place. */
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  width: number;
  colour: string;
  nearness: number;
  /** Eyes and glows have no outline and no shade. */
  plain: boolean;
}

export interface Pose {
  x: number;
  y: number;
  /** Above the ground, m. */
  z?: number;
  /** Radians, counter-clockwise from +x. */
  facing: number;
  size: number;
  /** 0 standing … 1 lying on its side. */
  fallen: number;
  /** 0 … 1: how white it flashes. */
  flash: number;
  alpha: number;
}

const OUTLINE = "#17121a";

/**
 * Builds a figure of balls and limbs in three dimensions and draws it as seen by the camera: far parts first, a dark outline
 * around all of them, light from the upper left. Parts are kept from frame to frame, so that drawing makes no garbage.
 */
export class Sculptor {
  readonly #parts: Part[] = [];
  #count = 0;
  #cos = 1;
  #sin = 0;
  #fallCos = 1;
  #fallSin = 0;
  #originX = 0;
  #originY = 0;
  #scale = 1;
  #pose: Pose = { x: 0, y: 0, facing: 0, size: 1, fallen: 0, flash: 0, alpha: 1 };

  begin(camera: Camera, pose: Pose): this {
    this.#count = 0;
    this.#pose = pose;
    this.#cos = Math.cos(pose.facing);
    this.#sin = Math.sin(pose.facing);
    this.#fallCos = Math.cos((pose.fallen * Math.PI) / 2);
    this.#fallSin = Math.sin((pose.fallen * Math.PI) / 2);
    this.#originX = camera.screenX(pose.x);
    this.#originY = camera.screenY(pose.y, pose.z ?? 0);
    this.#scale = camera.pxPerM * pose.size;
    return this;
  }

  ball(at: Point3, radius: number, colour: string, plain = false): this {
    return this.limb(at, at, radius * 2, colour, plain);
  }

  limb(from: Point3, to: Point3, width: number, colour: string, plain = false): this {
    const part = this.#next();
    const near0 = this.#project(from, part, true);
    const near1 = this.#project(to, part, false);
    part.width = width * this.#scale;
    part.colour = colour;
    part.plain = plain;
    part.nearness = Math.max(near0, near1) * 0.5 + (near0 + near1) * 0.25 + (plain ? 0.06 : 0);
    return this;
  }

  /** Pixels of a place on the figure: where a glow or a name plate belongs. */
  where(at: Point3): { x: number; y: number } {
    const part = this.#next();
    this.#project(at, part, true);
    this.#count--;
    return { x: part.x0, y: part.y0 };
  }

  draw(ctx: CanvasRenderingContext2D): void {
    const parts = this.#parts;
    const count = this.#count;
    // insertion sort: the order changes little from frame to frame, and the list is short
    for (let n = 1; n < count; n++) {
      const part = parts[n];
      let k = n - 1;
      while (k >= 0 && parts[k].nearness > part.nearness) {
        parts[k + 1] = parts[k];
        k--;
      }
      parts[k + 1] = part;
    }
    ctx.globalAlpha = this.#pose.alpha;
    ctx.lineCap = "round";
    const line = Math.max(1.5, Math.min(3.2, this.#scale * 0.05));
    ctx.strokeStyle = OUTLINE;
    for (let n = 0; n < count; n++) if (!parts[n].plain) this.#stroke(ctx, parts[n], parts[n].width + line * 2, 0);
    const flash = this.#pose.flash;
    for (let n = 0; n < count; n++) {
      const part = parts[n];
      ctx.strokeStyle = flash > 0 && !part.plain ? shade(part.colour, Math.round(flash * 8) / 10) : part.colour;
      this.#stroke(ctx, part, part.width, 0);
      if (part.plain || part.width < 5) continue;
      ctx.strokeStyle = shade(part.colour, 0.26);
      ctx.globalAlpha = this.#pose.alpha * 0.5;
      this.#stroke(ctx, part, part.width * 0.52, part.width * 0.15);
      ctx.globalAlpha = this.#pose.alpha;
    }
    ctx.globalAlpha = 1;
  }

  #stroke(ctx: CanvasRenderingContext2D, part: Part, width: number, lift: number): void {
    ctx.lineWidth = width;
    ctx.beginPath();
    ctx.moveTo(part.x0 - lift, part.y0 - lift);
    // a line of no length draws nothing in some browsers
    ctx.lineTo(part.x1 - lift + (part.x0 === part.x1 && part.y0 === part.y1 ? 0.01 : 0), part.y1 - lift);
    ctx.stroke();
  }

  #next(): Part {
    if (this.#count === this.#parts.length)
      this.#parts.push({ x0: 0, y0: 0, x1: 0, y1: 0, width: 0, colour: "", nearness: 0, plain: false });
    return this.#parts[this.#count++];
  }

  #project(at: Point3, part: Part, first: boolean): number {
    const side = at[1] * this.#fallCos + at[2] * this.#fallSin;
    const up = Math.max(0, at[2] * this.#fallCos - at[1] * this.#fallSin + this.#fallSin * 0.3);
    const wx = at[0] * this.#cos - side * this.#sin;
    const wy = at[0] * this.#sin + side * this.#cos;
    const x = this.#originX + wx * this.#scale;
    const y = this.#originY - (wy * TILT + up * RISE) * this.#scale;
    if (first) {
      part.x0 = x;
      part.y0 = y;
    } else {
      part.x1 = x;
      part.y1 = y;
    }
    return -wy * RISE + up * TILT;
  }
}
