import { canvas } from "../../dom.ts";
import type { Camera } from "../camera.ts";
import { hash2 } from "../noise.ts";
import { drawSprite, type Prop, type Sprite, SPRITE_PX } from "./sprite.ts";

const KINDS = 6;
/** Rocks larger than this are painted finer, m. */
const LARGE_M = 1.9;
const LARGE_SCALE = 3.2;
let small: Sprite[] | null = null;
let large: Sprite[] | null = null;

/** A boulder of radius 1 m: a broken outline, lit planes, cracks, moss. `P`: px per m. */
function paint(seed: number, P: number): Sprite {
  const ctx = canvas(3.2 * P, 3.2 * P);
  const footX = 1.6 * P;
  const footY = 2.2 * P;
  const corners: Array<[number, number]> = [];
  const fine = P > SPRITE_PX;
  const count = fine ? 15 : 9;
  for (let n = 0; n < count; n++) {
    const angle = (n / count) * Math.PI * 2;
    const r = 0.95 + (hash2(seed, n, 31) - 0.5) * 0.3;
    const rise = Math.sin(angle);
    corners.push([Math.cos(angle) * r * 1.08, rise > 0 ? rise * r * 1.45 : rise * r * 0.62]);
  }
  const trace = (grow: number) => {
    ctx.beginPath();
    for (const [n, [x, y]] of corners.entries()) {
      const px = footX + x * (1 + grow) * P;
      const py = footY - y * (1 + grow) * P;
      if (n) ctx.lineTo(px, py);
      else ctx.moveTo(px, py);
    }
    ctx.closePath();
  };
  trace(0);
  ctx.strokeStyle = "#1d1a20";
  ctx.lineWidth = fine ? 7 : 4;
  ctx.lineJoin = "round";
  ctx.stroke();
  trace(0);
  ctx.save();
  ctx.clip();
  const light = ctx.createLinearGradient(footX - P, footY - 1.4 * P, footX + P, footY + 0.6 * P);
  light.addColorStop(0, "#bdb4a6");
  light.addColorStop(0.45, "#8d857c");
  light.addColorStop(1, "#4d4850");
  ctx.fillStyle = light;
  ctx.fillRect(0, 0, 4 * P, 4 * P);
  for (let n = 0; n < (fine ? 34 : 7); n++) {
    const x = footX + (hash2(seed, n, 41) - 0.5) * 1.6 * P;
    const y = footY - (hash2(seed, n, 42) * 1.4 - 0.3) * P;
    ctx.fillStyle = n % 2 ? "rgba(255,246,226,0.16)" : "rgba(30,24,40,0.2)";
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + hash2(seed, n, 43) * 0.7 * P, y + 0.25 * P);
    ctx.lineTo(x + hash2(seed, n, 44) * 0.3 * P, y + (fine ? 0.45 : 0.7) * P);
    ctx.closePath();
    ctx.fill();
  }
  ctx.strokeStyle = "rgba(34,28,38,0.5)";
  ctx.lineWidth = fine ? 4 : 1.6;
  for (let n = 0; n < (fine ? 7 : 2); n++) {
    let x = footX + (hash2(seed, n, 48) - 0.5) * 1.5 * P;
    let y = footY - hash2(seed, n, 49) * 1.1 * P;
    ctx.beginPath();
    ctx.moveTo(x, y);
    for (let k = 0; k < 4; k++) {
      x += (hash2(seed, n * 5 + k, 50) - 0.5) * 0.3 * P;
      y += hash2(seed, n * 5 + k, 51) * 0.2 * P;
      ctx.lineTo(x, y);
    }
    ctx.stroke();
  }
  ctx.fillStyle = "rgba(96,124,58,0.55)";
  for (let n = 0; n < (fine ? 46 : 9); n++) {
    const size = (0.05 + hash2(seed, n, 47) * (fine ? 0.11 : 0.2)) * P;
    ctx.beginPath();
    ctx.ellipse(footX + (hash2(seed, n, 45) - 0.5) * 1.7 * P, footY - (0.75 + hash2(seed, n, 46) * 0.65) * P, size, size * 0.5, 0, 0, 7);
    ctx.fill();
  }
  ctx.restore();
  return { picture: ctx.canvas, footX, footY };
}

export function makeRock(x: number, y: number, radiusM: number): Prop {
  small ??= Array.from({ length: KINDS }, (_, n) => paint(n + 1, SPRITE_PX));
  large ??= Array.from({ length: KINDS }, (_, n) => paint(n + 11, SPRITE_PX * LARGE_SCALE));
  const isLarge = radiusM > LARGE_M;
  const sprite = (isLarge ? large : small)[Math.floor(hash2(x, y, 95) * KINDS)];
  const size = Math.max(0.45, radiusM * 1.04) / (isLarge ? LARGE_SCALE : 1);
  return {
    x,
    y: y - radiusM * 0.35,
    shadowM: radiusM * 1.15,
    coverM: radiusM > 1.6 ? radiusM * 1.2 : 0,
    halfWidthM: radiusM,
    draw(ctx: CanvasRenderingContext2D, camera: Camera): void {
      drawSprite(ctx, camera, sprite, x, y - radiusM * 0.1, size);
    },
  };
}
