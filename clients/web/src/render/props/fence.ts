import type { Camera } from "../camera.ts";
import type { Prop } from "./sprite.ts";

type Point = readonly [number, number];

const POST_M = 1.6;
const HEIGHT_M = 0.95;

/** Posts and two rails along points: low enough to jump over. One prop per field, so that those who walk behind are covered rightly. */
export function* makeFence(points: readonly Point[]): Generator<Prop> {
  for (let n = 1; n < points.length; n++) {
    const [ax, ay] = points[n - 1];
    const [bx, by] = points[n];
    const count = Math.max(1, Math.round(Math.hypot(bx - ax, by - ay) / POST_M));
    for (let k = 0; k < count; k++)
      yield field(
        [ax + ((bx - ax) * k) / count, ay + ((by - ay) * k) / count],
        [ax + ((bx - ax) * (k + 1)) / count, ay + ((by - ay) * (k + 1)) / count],
      );
  }
}

function field(a: Point, b: Point): Prop {
  return {
    x: (a[0] + b[0]) / 2,
    y: Math.min(a[1], b[1]),
    shadowM: 0,
    coverM: 0,
    halfWidthM: Math.abs(b[0] - a[0]) / 2 + 0.2,
    draw(ctx, camera) {
      for (const height of [0.4, 0.75]) rail(ctx, camera, a, b, height);
      for (const [x, y] of [a, b]) post(ctx, camera, x, y);
    },
  };
}

function rail(ctx: CanvasRenderingContext2D, camera: Camera, a: Point, b: Point, height: number): void {
  for (const [width, colour] of [
    [0.16, "#17121a"],
    [0.1, "#8a6238"],
  ] as const) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width * camera.pxPerM;
    ctx.beginPath();
    ctx.moveTo(camera.screenX(a[0]), camera.screenY(a[1], height));
    ctx.lineTo(camera.screenX(b[0]), camera.screenY(b[1], height));
    ctx.stroke();
  }
}

function post(ctx: CanvasRenderingContext2D, camera: Camera, x: number, y: number): void {
  const px = camera.screenX(x);
  const top = camera.screenY(y, HEIGHT_M);
  const half = camera.pxPerM * 0.09;
  ctx.fillStyle = "#17121a";
  ctx.fillRect(px - half - 1.5, top - 1.5, half * 2 + 3, camera.screenY(y) - top + 3);
  ctx.fillStyle = "#a27544";
  ctx.fillRect(px - half, top, half * 2, camera.screenY(y) - top);
}
