import { canvas } from "../dom.ts";
import { type Camera, TILT } from "./camera.ts";
import { hash2 } from "./noise.ts";
import type { Terrain } from "./terrain.ts";

const TILE_PX = 192;

/** Light that wanders over the water. */
export class Water {
  readonly #terrain: Terrain;
  readonly #ripples: CanvasPattern | null;

  constructor(terrain: Terrain) {
    this.#terrain = terrain;
    const ctx = canvas(TILE_PX, TILE_PX);
    ctx.lineCap = "round";
    for (let n = 0; n < 46; n++) {
      const x = hash2(n, 1, 71) * TILE_PX;
      const y = hash2(n, 2, 72) * TILE_PX;
      const length = 8 + hash2(n, 3, 73) * 22;
      ctx.strokeStyle = `rgba(214,240,244,${0.1 + hash2(n, 4, 74) * 0.28})`;
      ctx.lineWidth = 1 + hash2(n, 5, 75) * 1.4;
      // drawn four times so that the tile has no edge
      for (const [dx, dy] of [
        [0, 0],
        [TILE_PX, 0],
        [0, TILE_PX],
        [TILE_PX, TILE_PX],
      ]) {
        ctx.beginPath();
        ctx.moveTo(x - dx, y - dy);
        ctx.quadraticCurveTo(x - dx + length / 2, y - dy - 5, x - dx + length, y - dy);
        ctx.stroke();
      }
    }
    this.#ripples = ctx.createPattern(ctx.canvas, "repeat");
  }

  draw(ctx: CanvasRenderingContext2D, camera: Camera, nowMs: number): void {
    const pattern = this.#ripples;
    if (!pattern) return;
    const { left, right, bottom, top } = camera.view(2);
    const discs = this.#terrain.waterDiscs.filter(
      (d) => d.x + d.radius > left && d.x - d.radius < right && d.y + d.radius > bottom && d.y - d.radius < top,
    );
    const lines = this.#terrain.waterLines.filter(
      (l) =>
        Math.max(l.a[0], l.b[0]) + l.half > left &&
        Math.min(l.a[0], l.b[0]) - l.half < right &&
        Math.max(l.a[1], l.b[1]) + l.half > bottom &&
        Math.min(l.a[1], l.b[1]) - l.half < top,
    );
    if (!discs.length && !lines.length) return;
    const scale = camera.pxPerM / 27;
    for (let layer = 0; layer < 2; layer++) {
      const drift = nowMs / (layer ? -90 : 60);
      pattern.setTransform(
        new DOMMatrix()
          .translate(camera.screenX(0) + drift, camera.screenY(0) + Math.sin(nowMs / 1700 + layer) * 6)
          .scale(scale * (1 + layer * 0.37)),
      );
      ctx.fillStyle = pattern;
      ctx.strokeStyle = pattern;
      ctx.globalAlpha = 0.55 + 0.2 * Math.sin(nowMs / 900 + layer * 2);
      // smaller than the water: the shore is still
      ctx.beginPath();
      for (const d of discs) {
        const r = Math.max(0, d.radius - 0.9) * camera.pxPerM;
        ctx.moveTo(camera.screenX(d.x) + r, camera.screenY(d.y));
        ctx.ellipse(camera.screenX(d.x), camera.screenY(d.y), r, r * TILT, 0, 0, 7);
      }
      ctx.fill();
      for (const l of lines) {
        ctx.lineWidth = Math.max(1, (l.half * 2 - 2.4) * camera.pxPerM * 0.85);
        ctx.beginPath();
        ctx.moveTo(camera.screenX(l.a[0]), camera.screenY(l.a[1]));
        ctx.lineTo(camera.screenX(l.b[0]), camera.screenY(l.b[1]));
        ctx.stroke();
      }
    }
    ctx.globalAlpha = 1;
  }
}
