import type { Item } from "#shared/content/schema.ts";
import { type Camera, TILT } from "./camera.ts";
import { QUALITY_COLOURS, SCHOOL_COLOURS, shade } from "./colour.ts";

/** An item on the ground: a pouch under a beam of light in the colour of its quality. Dim for whom it is not. */
export function drawDrop(
  ctx: CanvasRenderingContext2D,
  camera: Camera,
  x: number,
  y: number,
  item: Item | undefined,
  mine: boolean,
  nowMs: number,
): void {
  const colour = QUALITY_COLOURS[item?.quality ?? "common"];
  const m = camera.pxPerM;
  const px = camera.screenX(x);
  const py = camera.screenY(y);
  const glow = mine ? 0.75 + Math.sin(nowMs / 260 + x) * 0.2 : 0.25;
  ctx.save();
  ctx.globalCompositeOperation = "lighter";
  const height = (item?.quality === "epic" ? 4.6 : item?.quality === "rare" ? 3.8 : 2.9) * m;
  const halo = ctx.createRadialGradient(px, py, 0, px, py, m * 1.25);
  halo.addColorStop(0, colour);
  halo.addColorStop(0.35, colour);
  halo.addColorStop(1, "rgba(0,0,0,0)");
  ctx.globalAlpha = glow * 0.5;
  ctx.fillStyle = halo;
  ctx.beginPath();
  ctx.ellipse(px, py, m * 1.25, m * 1.25 * TILT, 0, 0, 7);
  ctx.fill();
  const beam = ctx.createLinearGradient(0, py, 0, py - height);
  beam.addColorStop(0, colour);
  beam.addColorStop(1, "rgba(0,0,0,0)");
  ctx.fillStyle = beam;
  for (const [width, strength] of [
    [0.62, 0.22],
    [0.3, 0.45],
    [0.1, 0.9],
  ] as const) {
    ctx.globalAlpha = glow * strength;
    ctx.fillRect(px - (m * width) / 2, py - height, m * width, height);
  }
  // sparks that rise in the light
  ctx.fillStyle = colour;
  for (let n = 0; n < 5; n++) {
    const age = (nowMs / 1500 + n / 5 + x) % 1;
    ctx.globalAlpha = glow * (1 - age);
    ctx.beginPath();
    ctx.arc(px + Math.sin(n * 2.4 + nowMs / 600) * m * 0.32, py - age * height * 0.8, m * 0.045 * (1.4 - age), 0, 7);
    ctx.fill();
  }
  ctx.restore();
  const z = py - m * (0.2 + Math.abs(Math.sin(nowMs / 420 + x)) * 0.12);
  ctx.fillStyle = "#17121a";
  ctx.beginPath();
  ctx.ellipse(px, z, m * 0.3, m * 0.27, 0, 0, 7);
  ctx.fill();
  ctx.fillStyle = "#8a5f36";
  ctx.beginPath();
  ctx.ellipse(px, z, m * 0.24, m * 0.21, 0, 0, 7);
  ctx.fill();
  ctx.fillStyle = "#b58650";
  ctx.beginPath();
  ctx.ellipse(px - m * 0.06, z - m * 0.05, m * 0.12, m * 0.09, 0, 0, 7);
  ctx.fill();
  ctx.fillStyle = colour;
  ctx.fillRect(px - m * 0.12, z - m * 0.25, m * 0.24, m * 0.07);
}

/** An ability's circle that stays on the ground, as wide as it reaches. */
export function drawLingering(
  ctx: CanvasRenderingContext2D,
  camera: Camera,
  x: number,
  y: number,
  radiusM: number,
  school: string,
  nowMs: number,
): void {
  const m = camera.pxPerM;
  ctx.save();
  ctx.fillStyle = SCHOOL_COLOURS[school] ?? "#ffffff";
  ctx.strokeStyle = ctx.fillStyle;
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.ellipse(camera.screenX(x), camera.screenY(y), radiusM * m, radiusM * m * TILT, 0, 0, 7);
  ctx.globalAlpha = 0.14 + Math.sin(nowMs / 250) * 0.04;
  ctx.fill();
  ctx.globalAlpha = 0.6;
  ctx.stroke();
  ctx.restore();
}

/** Something that flies: an arrow, or a glowing bolt of its school. */
export function drawProjectile(
  ctx: CanvasRenderingContext2D,
  camera: Camera,
  x: number,
  y: number,
  facing: number,
  school: string,
  nowMs: number,
): void {
  const m = camera.pxPerM;
  const px = camera.screenX(x);
  const py = camera.screenY(y, 1.1);
  const dx = Math.cos(facing);
  const dy = -Math.sin(facing) * TILT;
  if (school === "physical") {
    ctx.strokeStyle = "#17121a";
    ctx.lineWidth = m * 0.15;
    line(ctx, px - dx * m * 0.55, py - dy * m * 0.55, px + dx * m * 0.4, py + dy * m * 0.4);
    ctx.strokeStyle = "#c9a46a";
    ctx.lineWidth = m * 0.07;
    line(ctx, px - dx * m * 0.55, py - dy * m * 0.55, px + dx * m * 0.4, py + dy * m * 0.4);
    ctx.fillStyle = "#e8edf2";
    ctx.beginPath();
    ctx.arc(px + dx * m * 0.4, py + dy * m * 0.4, m * 0.09, 0, 7);
    ctx.fill();
    return;
  }
  const colour = SCHOOL_COLOURS[school] ?? SCHOOL_COLOURS.fire;
  const r = m * (0.34 + Math.sin(nowMs / 60) * 0.05);
  ctx.save();
  ctx.globalCompositeOperation = "lighter";
  const halo = ctx.createRadialGradient(px, py, 0, px, py, r * 2.6);
  halo.addColorStop(0, shade(colour, 0.5));
  halo.addColorStop(0.3, colour);
  halo.addColorStop(1, "rgba(0,0,0,0)");
  ctx.fillStyle = halo;
  ctx.globalAlpha = 0.85;
  ctx.beginPath();
  ctx.arc(px, py, r * 2.6, 0, 7);
  ctx.fill();
  ctx.restore();
  ctx.fillStyle = shade(colour, 0.7);
  ctx.beginPath();
  ctx.ellipse(px, py, r * 0.75, r * 0.42, Math.atan2(dy, dx), 0, 7);
  ctx.fill();
}

function line(ctx: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  ctx.lineCap = "round";
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
}
