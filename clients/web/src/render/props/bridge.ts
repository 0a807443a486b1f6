import type { PublicZone } from "#shared/content/public.ts";
import type { Camera } from "../camera.ts";
import { hash2 } from "../noise.ts";
import type { Terrain } from "../terrain.ts";
import type { Prop } from "./sprite.ts";

/** Water this near on both sides of a road makes a bridge of it, m. */
const NEAR_WATER_M = 2.2;
const STEP_M = 0.5;
const PLANK_M = 0.55;

/** Planks and rails where roads cross water. */
export function* bridges(zone: PublicZone, terrain: Terrain): Generator<Prop> {
  for (const path of zone.paths) {
    for (let n = 1; n < path.points.length; n++) {
      const [ax, ay] = path.points[n - 1];
      const [bx, by] = path.points[n];
      const length = Math.hypot(bx - ax, by - ay);
      const ux = (bx - ax) / length;
      const uy = (by - ay) / length;
      const half = path.widthM / 2;
      let from = -1;
      for (let along = 0; along <= length + STEP_M; along += STEP_M) {
        const x = ax + ux * along;
        const y = ay + uy * along;
        const wet =
          along <= length && [1, -1].every((side) => terrain.waterDistance(x - uy * half * side, y + ux * half * side) < NEAR_WATER_M);
        if (wet && from < 0) from = along;
        if (wet || from < 0) continue;
        if (along - from > 2) yield makeBridge(ax + ux * (from - 1), ay + uy * (from - 1), ux, uy, along - from + 2, half);
        from = -1;
      }
    }
  }
}

function makeBridge(x: number, y: number, ux: number, uy: number, length: number, half: number): Prop {
  const at = (along: number, across: number): [number, number] => [x + ux * along - uy * across, y + uy * along + ux * across];
  const quad = (ctx: CanvasRenderingContext2D, camera: Camera, a0: number, a1: number, c0: number, c1: number) => {
    ctx.beginPath();
    for (const [n, [px, py]] of [at(a0, c0), at(a1, c0), at(a1, c1), at(a0, c1)].entries()) {
      if (n) ctx.lineTo(camera.screenX(px), camera.screenY(py));
      else ctx.moveTo(camera.screenX(px), camera.screenY(py));
    }
    ctx.fill();
  };
  const rail = (ctx: CanvasRenderingContext2D, camera: Camera, across: number) => {
    const m = camera.pxPerM;
    for (const [style, width, lift] of [
      ["#20150d", 0.24, 0],
      ["#8d6a40", 0.14, 0],
    ] as const) {
      ctx.strokeStyle = style;
      ctx.lineCap = "round";
      ctx.lineWidth = m * width;
      ctx.beginPath();
      const [sx, sy] = at(0, across);
      const [ex, ey] = at(length, across);
      ctx.moveTo(camera.screenX(sx), camera.screenY(sy, 1.05 + lift));
      ctx.lineTo(camera.screenX(ex), camera.screenY(ey, 1.05 + lift));
      for (let along = 0; along <= length + 0.01; along += length / Math.max(2, Math.round(length / 2))) {
        const [px, py] = at(along, across);
        ctx.moveTo(camera.screenX(px), camera.screenY(py));
        ctx.lineTo(camera.screenX(px), camera.screenY(py, 1.25));
      }
      ctx.stroke();
    }
  };
  const [endX, endY] = at(length, 0);
  return {
    x: (x + endX) / 2,
    y: Math.min(y, endY) - half,
    shadowM: 0,
    coverM: 0,
    halfWidthM: half,
    drawGround(ctx: CanvasRenderingContext2D, camera: Camera): void {
      ctx.fillStyle = "rgba(10,14,24,0.4)";
      quad(ctx, camera, -0.1, length + 0.1, -half - 0.9, half + 0.5);
      ctx.fillStyle = "#2a1c12";
      quad(ctx, camera, -0.15, length + 0.15, -half - 0.35, half + 0.35);
      for (let along = 0, n = 0; along < length; along += PLANK_M, n++) {
        const tint = hash2(n, Math.floor(x), 121);
        ctx.fillStyle = tint < 0.33 ? "#7b5a36" : tint < 0.66 ? "#8a673f" : "#6d4f30";
        quad(ctx, camera, along, Math.min(length, along + PLANK_M - 0.07), -half - 0.3 + tint * 0.14, half + 0.3 - tint * 0.1);
      }
      rail(ctx, camera, half + 0.3);
      rail(ctx, camera, -half - 0.3);
    },
    draw(): void {},
  };
}
