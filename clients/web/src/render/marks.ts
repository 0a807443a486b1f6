import type { Ability } from "#shared/content/schema.ts";
import { type Camera, TILT } from "./camera.ts";

/** Marks on the ground: rings around targets, where a blow will fall, where one aims. */

export function groundCircle(ctx: CanvasRenderingContext2D, camera: Camera, x: number, y: number, radiusM: number): void {
  ctx.beginPath();
  ctx.ellipse(camera.screenX(x), camera.screenY(y), radiusM * camera.pxPerM, radiusM * camera.pxPerM * TILT, 0, 0, 7);
}

export function drawShadow(ctx: CanvasRenderingContext2D, camera: Camera, x: number, y: number, radiusM: number, strength = 0.3): void {
  ctx.fillStyle = `rgba(14,16,28,${strength})`;
  ctx.beginPath();
  // the sun stands in the north-west
  ctx.ellipse(
    camera.screenX(x + radiusM * 0.22),
    camera.screenY(y - radiusM * 0.12),
    radiusM * camera.pxPerM,
    radiusM * camera.pxPerM * TILT * 0.8,
    0.12,
    0,
    7,
  );
  ctx.fill();
}

/** A turning ring of four arcs around who is targeted. */
export function drawTargetRing(
  ctx: CanvasRenderingContext2D,
  camera: Camera,
  x: number,
  y: number,
  radiusM: number,
  colour: string,
  nowMs: number,
): void {
  const turn = nowMs / 900;
  const r = (radiusM + 0.12 + Math.sin(nowMs / 240) * 0.04) * camera.pxPerM;
  for (const [width, style] of [
    [5, "rgba(10,6,10,0.55)"],
    [2.6, colour],
  ] as const) {
    ctx.lineWidth = width;
    ctx.strokeStyle = style;
    for (let n = 0; n < 4; n++) {
      ctx.beginPath();
      ctx.ellipse(camera.screenX(x), camera.screenY(y), r, r * TILT, 0, turn + n * (Math.PI / 2), turn + n * (Math.PI / 2) + 1.1);
      ctx.stroke();
    }
  }
}

/**
 * Where an ability that is being prepared will hit.
 * @param part 0 … 1 of the preparation that is over
 */
export function drawTelegraph(
  ctx: CanvasRenderingContext2D,
  camera: Camera,
  ability: Ability,
  x: number,
  y: number,
  facing: number,
  part: number,
  hostile: boolean,
): void {
  const area = ability.area;
  if (!area) return;
  const colour = hostile ? "226,60,40" : "120,210,255";
  if (area.shape === "circle") {
    groundCircle(ctx, camera, x, y, area.radiusM);
    ctx.fillStyle = `rgba(${colour},0.16)`;
    ctx.fill();
    ctx.strokeStyle = `rgba(${colour},0.85)`;
    ctx.lineWidth = 2.5;
    ctx.stroke();
    groundCircle(ctx, camera, x, y, area.radiusM * part);
    ctx.fillStyle = `rgba(${colour},0.2)`;
    ctx.fill();
    return;
  }
  if (area.shape !== "cone") return; // lines and chains show themselves by whom they strike
  const half = (area.angleDeg * Math.PI) / 360;
  for (const [reach, strength] of [
    [area.radiusM, 0.16],
    [area.radiusM * part, 0.2],
  ] as const) {
    ctx.beginPath();
    ctx.moveTo(camera.screenX(x), camera.screenY(y));
    for (let n = 0; n <= 16; n++) {
      const angle = facing - half + (half * 2 * n) / 16;
      ctx.lineTo(camera.screenX(x + Math.cos(angle) * reach), camera.screenY(y + Math.sin(angle) * reach));
    }
    ctx.closePath();
    ctx.fillStyle = `rgba(${colour},${strength})`;
    ctx.fill();
  }
}

/** Where an ability aimed at a point would fall, and how far one may aim. */
export function drawAim(
  ctx: CanvasRenderingContext2D,
  camera: Camera,
  fromX: number,
  fromY: number,
  x: number,
  y: number,
  radiusM: number,
  rangeM: number,
  nowMs: number,
): void {
  groundCircle(ctx, camera, fromX, fromY, rangeM);
  ctx.strokeStyle = "rgba(255,226,150,0.3)";
  ctx.lineWidth = 2;
  ctx.stroke();
  groundCircle(ctx, camera, x, y, radiusM);
  ctx.fillStyle = "rgba(255,150,60,0.2)";
  ctx.fill();
  ctx.strokeStyle = `rgba(255,190,90,${0.7 + Math.sin(nowMs / 150) * 0.25})`;
  ctx.lineWidth = 3;
  ctx.stroke();
}
