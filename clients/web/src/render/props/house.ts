import { canvas } from "../../dom.ts";
import { type Camera, RISE, TILT } from "../camera.ts";
import { shade } from "../colour.ts";
import { hash2 } from "../noise.ts";
import type { Prop } from "./sprite.ts";

const P = 32;
const WALL_M = 3.1;
const EAVES_M = 0.6;
const ROOFS = ["#9c4a36", "#7d5a3a", "#5b6678", "#8a6a34", "#84413c"];
const PLASTER = ["#d8c8a4", "#cdb88e", "#c9c2b0", "#d9b98c"];

type Corner = readonly [number, number, number];

/** Paints in metres: corners are x, y, z from the house's south-west corner. */
class Painter {
  readonly ctx: CanvasRenderingContext2D;
  readonly #height: number;
  readonly #top: number;

  constructor(width: number, height: number, top: number) {
    this.#height = height;
    this.#top = top;
    this.ctx = canvas((width + 2 * EAVES_M + 1) * P, (height * TILT + top * RISE + 1.6) * P);
  }

  x(x: number): number {
    return (x + EAVES_M + 0.5) * P;
  }

  y(y: number, z: number): number {
    return ((this.#height - y) * TILT + (this.#top - z) * RISE + 0.5) * P;
  }

  face(corners: readonly Corner[], fill: string | CanvasGradient, line = "rgba(28,18,16,0.9)", width = 2): void {
    const { ctx } = this;
    ctx.beginPath();
    for (const [n, [x, y, z]] of corners.entries()) {
      if (n) ctx.lineTo(this.x(x), this.y(y, z));
      else ctx.moveTo(this.x(x), this.y(y, z));
    }
    ctx.closePath();
    ctx.fillStyle = fill;
    ctx.fill();
    if (!width) return;
    ctx.strokeStyle = line;
    ctx.lineWidth = width;
    ctx.lineJoin = "round";
    ctx.stroke();
  }
}

/** Rows of shingles over a slope between its eaves (a → b) and its ridge (d → c). */
function shingle(p: Painter, a: Corner, b: Corner, c: Corner, d: Corner, colour: string, seed: number): void {
  p.face([a, b, c, d], colour);
  const at = (u: number, v: number): [number, number] => {
    const x = (a[0] + (b[0] - a[0]) * u) * (1 - v) + (d[0] + (c[0] - d[0]) * u) * v;
    const y = (a[1] + (b[1] - a[1]) * u) * (1 - v) + (d[1] + (c[1] - d[1]) * u) * v;
    const z = (a[2] + (b[2] - a[2]) * u) * (1 - v) + (d[2] + (c[2] - d[2]) * u) * v;
    return [p.x(x), p.y(y, z)];
  };
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  const rows = Math.max(4, Math.round(Math.hypot(d[0] - a[0], d[1] - a[1], d[2] - a[2]) / 0.55));
  const columns = Math.max(4, Math.round(length / 0.7));
  const { ctx } = p;
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < columns; col++) {
      const tint = hash2(row * 31 + seed, col, 61) - 0.5;
      const u = (col + (row % 2 ? 0.5 : 0)) / columns;
      const [x0, y0] = at(Math.min(1, u), row / rows);
      const [x1, y1] = at(Math.min(1, u + 1 / columns), row / rows);
      const [x2, y2] = at(Math.min(1, u + 1 / columns), (row + 1) / rows);
      const [x3, y3] = at(Math.min(1, u), (row + 1) / rows);
      ctx.beginPath();
      ctx.moveTo(x0, y0);
      ctx.lineTo(x1, y1);
      ctx.lineTo(x2, y2);
      ctx.lineTo(x3, y3);
      ctx.closePath();
      ctx.fillStyle = tint > 0 ? `rgba(255,236,200,${tint * 0.22})` : `rgba(20,8,16,${-tint * 0.3})`;
      ctx.fill();
    }
    const [lx, ly] = at(0, row / rows);
    const [rx, ry] = at(1, row / rows);
    ctx.strokeStyle = "rgba(24,12,14,0.28)";
    ctx.lineWidth = 1.3;
    ctx.beginPath();
    ctx.moveTo(lx, ly);
    ctx.lineTo(rx, ry);
    ctx.stroke();
  }
  // light from above: brighter at the ridge
  const [, ridgeY] = at(0.5, 1);
  const [, eavesY] = at(0.5, 0);
  const light = ctx.createLinearGradient(0, ridgeY, 0, eavesY);
  light.addColorStop(0, "rgba(255,240,210,0.2)");
  light.addColorStop(0.5, "rgba(255,240,210,0)");
  light.addColorStop(1, "rgba(16,6,20,0.32)");
  p.face([a, b, c, d], light);
}

/** The beam along the ridge. */
function ridgeCap(p: Painter, from: Corner, to: Corner, colour: string): void {
  const { ctx } = p;
  ctx.lineCap = "round";
  for (const [width, style] of [
    [13, "#1c1216"],
    [9, shade(colour, -0.15)],
    [4, shade(colour, 0.25)],
  ] as const) {
    ctx.strokeStyle = style;
    ctx.lineWidth = width;
    ctx.beginPath();
    ctx.moveTo(p.x(from[0]), p.y(from[1], from[2]));
    ctx.lineTo(p.x(to[0]), p.y(to[1], to[2]));
    ctx.stroke();
  }
  ctx.lineCap = "butt";
}

function frontWall(p: Painter, w: number, seed: number): void {
  const plaster = PLASTER[Math.floor(hash2(seed, 1, 62) * PLASTER.length)];
  p.face(
    [
      [0, 0, 0],
      [w, 0, 0],
      [w, 0, WALL_M],
      [0, 0, WALL_M],
    ],
    plaster,
  );
  p.face(
    [
      [0, 0, 0],
      [w, 0, 0],
      [w, 0, 0.55],
      [0, 0, 0.55],
    ],
    "#857b70",
  );
  const beam = (x0: number, z0: number, x1: number, z1: number) => {
    p.ctx.strokeStyle = "#4b3322";
    p.ctx.lineWidth = 5;
    p.ctx.beginPath();
    p.ctx.moveTo(p.x(x0), p.y(0, z0));
    p.ctx.lineTo(p.x(x1), p.y(0, z1));
    p.ctx.stroke();
  };
  const eaves = p.ctx.createLinearGradient(0, p.y(0, WALL_M), 0, p.y(0, WALL_M - 1.3));
  eaves.addColorStop(0, "rgba(20,8,16,0.6)");
  eaves.addColorStop(1, "rgba(20,8,16,0)");
  const bays = Math.max(3, Math.round(w / 2.4));
  for (let n = 0; n <= bays; n++) beam((w * n) / bays, 0.5, (w * n) / bays, WALL_M);
  beam(0, WALL_M - 0.1, w, WALL_M - 0.1);
  beam(0, 1.7, w, 1.7);
  const door = Math.floor(bays / 2);
  for (let n = 0; n < bays; n++) {
    const left = (w * (n + 0.5)) / bays;
    if (n === door) {
      p.face(
        [
          [left - 0.62, 0, 0],
          [left + 0.62, 0, 0],
          [left + 0.62, 0, 2.2],
          [left - 0.62, 0, 2.2],
        ],
        "#5a3b22",
      );
      p.face(
        [
          [left - 0.06, 0, 0.05],
          [left + 0.06, 0, 0.05],
          [left + 0.06, 0, 2.1],
          [left - 0.06, 0, 2.1],
        ],
        "#40281a",
        "",
        0,
      );
      p.ctx.fillStyle = "#d9b45a";
      p.ctx.fillRect(p.x(left + 0.35), p.y(0, 1.1), 4, 4);
    } else if (hash2(seed, n, 63) < 0.8) {
      p.face(
        [
          [left - 0.5, 0, 1.35],
          [left + 0.5, 0, 1.35],
          [left + 0.5, 0, 2.45],
          [left - 0.5, 0, 2.45],
        ],
        hash2(seed, n, 64) < 0.6 ? "#ffd98a" : "#3a4656",
        "#3b2819",
        4,
      );
      p.face(
        [
          [left - 0.03, 0, 1.35],
          [left + 0.03, 0, 1.35],
          [left + 0.03, 0, 2.45],
          [left - 0.03, 0, 2.45],
        ],
        "#3b2819",
        "",
        0,
      );
    } else {
      beam(left - 0.9, 1.7, left + 0.9, WALL_M);
    }
  }
  p.face(
    [
      [0, 0, 0],
      [w, 0, 0],
      [w, 0, WALL_M],
      [0, 0, WALL_M],
    ],
    eaves,
    "",
    0,
  );
}

/** A house with a box as its ground: the roof's ridge runs along its longer side. */
export function makeHouse([x, y, w, h]: readonly [number, number, number, number]): Prop {
  const seed = Math.floor(hash2(x, y, 60) * 10_000);
  const across = w >= h;
  const roofM = Math.min(4.2, (across ? h : w) * 0.36);
  const top = WALL_M + roofM + 1.2;
  const p = new Painter(w, h, top);
  const roof = ROOFS[Math.floor(hash2(seed, 2, 65) * ROOFS.length)];
  const e = EAVES_M;
  const low = WALL_M - 0.25;
  const ridge = WALL_M + roofM;
  if (across) {
    shingle(p, [-e, h + e, low], [w + e, h + e, low], [w + e, h / 2, ridge], [-e, h / 2, ridge], shade(roof, -0.3), seed);
    frontWall(p, w, seed);
    shingle(p, [-e, -e, low], [w + e, -e, low], [w + e, h / 2, ridge], [-e, h / 2, ridge], roof, seed + 1);
    ridgeCap(p, [-e, h / 2, ridge], [w + e, h / 2, ridge], roof);
  } else {
    frontWall(p, w, seed);
    p.face(
      [
        [0, 0, WALL_M],
        [w, 0, WALL_M],
        [w / 2, 0, ridge],
      ],
      PLASTER[Math.floor(hash2(seed, 1, 62) * PLASTER.length)],
    );
    p.face(
      [
        [w / 2 - 0.45, 0, WALL_M + 0.5],
        [w / 2 + 0.45, 0, WALL_M + 0.5],
        [w / 2 + 0.45, 0, WALL_M + 1.3],
        [w / 2 - 0.45, 0, WALL_M + 1.3],
      ],
      "#ffd98a",
      "#3b2819",
      4,
    );
    shingle(p, [w + e, -e, low], [w + e, h + e, low], [w / 2, h + e, ridge], [w / 2, -e, ridge], shade(roof, -0.22), seed);
    shingle(p, [-e, -e, low], [-e, h + e, low], [w / 2, h + e, ridge], [w / 2, -e, ridge], shade(roof, 0.06), seed + 1);
    ridgeCap(p, [w / 2, -e, ridge], [w / 2, h + e, ridge], roof);
  }
  const cx = w * (0.2 + hash2(seed, 3, 66) * 0.6);
  const cy = h * 0.62;
  p.face(
    [
      [cx - 0.45, cy, ridge - 1],
      [cx + 0.45, cy, ridge - 1],
      [cx + 0.45, cy, ridge + 0.8],
      [cx - 0.45, cy, ridge + 0.8],
    ],
    "#7b6a60",
  );
  p.face(
    [
      [cx - 0.5, cy, ridge + 0.6],
      [cx + 0.5, cy, ridge + 0.6],
      [cx + 0.5, cy, ridge + 0.95],
      [cx - 0.5, cy, ridge + 0.95],
    ],
    "#94837a",
  );
  const picture = p.ctx.canvas;
  const smokes = hash2(seed, 4, 67) < 0.6;
  return {
    x: x + w / 2,
    y,
    shadowM: 0,
    coverM: h * TILT + ridge,
    halfWidthM: w / 2,
    drawGround(ctx: CanvasRenderingContext2D, camera: Camera): void {
      // its shadow falls to the south-east, as far as it is high
      const reach = ridge * 0.55;
      ctx.fillStyle = "rgba(14,16,28,0.3)";
      ctx.beginPath();
      for (const [n, [px, py]] of [
        [x, y],
        [x + reach, y - reach * 0.5],
        [x + w + reach, y - reach * 0.5],
        [x + w + reach, y + h - reach * 0.5],
        [x + w, y + h],
        [x, y + h],
      ].entries()) {
        if (n) ctx.lineTo(camera.screenX(px), camera.screenY(py));
        else ctx.moveTo(camera.screenX(px), camera.screenY(py));
      }
      ctx.fill();
    },
    draw(ctx: CanvasRenderingContext2D, camera: Camera, nowMs: number): void {
      const scale = camera.pxPerM / P;
      ctx.drawImage(
        picture,
        camera.screenX(x) - p.x(0) * scale,
        camera.screenY(y) - p.y(0, 0) * scale,
        picture.width * scale,
        picture.height * scale,
      );
      if (smokes) drawSmoke(ctx, camera, x + cx, y + cy, ridge + 1, nowMs + seed);
    },
  };
}

function drawSmoke(ctx: CanvasRenderingContext2D, camera: Camera, x: number, y: number, z: number, nowMs: number): void {
  for (let n = 0; n < 5; n++) {
    const age = (nowMs / 3600 + n / 5) % 1;
    ctx.fillStyle = `rgba(226,222,216,${0.3 * (1 - age) * Math.min(1, age * 6)})`;
    ctx.beginPath();
    ctx.arc(
      camera.screenX(x + age * 1.3 + Math.sin(nowMs / 700 + n) * 0.15),
      camera.screenY(y, z + age * 3.4),
      (0.22 + age * 0.6) * camera.pxPerM,
      0,
      7,
    );
    ctx.fill();
  }
}

/** A round hut of reeds. */
export function makeHut(x: number, y: number, radiusM: number): Prop {
  const size = radiusM * 2 + 2;
  const ctx = canvas(size * P, (radiusM * 2 * TILT + 6 * RISE + 1) * P);
  const footX = (size * P) / 2;
  const footY = ctx.canvas.height - (radiusM * TILT + 0.4) * P;
  const ring = (r: number, z: number, fill: string, from = 0, to = Math.PI * 2) => {
    ctx.fillStyle = fill;
    ctx.beginPath();
    ctx.ellipse(footX, footY - z * RISE * P, r * P, r * TILT * P, 0, from, to);
    ctx.fill();
  };
  const wall = 1.7;
  ring(radiusM + 0.06, 0, "#1d1710");
  for (let z = 0; z <= wall; z += 0.04) ring(radiusM, z, z < 0.3 ? "#5b4a34" : "#8a7350");
  ctx.strokeStyle = "rgba(40,26,14,0.55)";
  ctx.lineWidth = 2;
  for (let n = 0; n < 12; n++) {
    const angle = (n / 11) * Math.PI;
    const px = footX + Math.cos(angle) * radiusM * P;
    const py = footY + Math.sin(angle) * radiusM * TILT * P;
    ctx.beginPath();
    ctx.moveTo(px, py);
    ctx.lineTo(px, py - wall * RISE * P);
    ctx.stroke();
  }
  ctx.fillStyle = "#241810";
  ctx.beginPath();
  ctx.ellipse(footX, footY + radiusM * TILT * P - 0.7 * P * RISE, 0.55 * P, 0.95 * P * RISE, 0, 0, 7);
  ctx.fill();
  const steps = 46;
  for (let n = 0; n <= steps; n++) {
    const t = n / steps;
    const colour = shade(n % 6 === 0 ? "#7a6232" : "#a68a4a", -0.25 + t * 0.45);
    ring((radiusM + 0.55) * (1 - t) + 0.05, wall - 0.2 + t * 2.7, n === 0 ? "#3a2c18" : colour);
  }
  return {
    x,
    y: y - radiusM * 0.6,
    shadowM: radiusM * 1.2,
    coverM: 4,
    halfWidthM: radiusM,
    draw(target: CanvasRenderingContext2D, camera: Camera): void {
      const scale = camera.pxPerM / P;
      target.drawImage(
        ctx.canvas,
        camera.screenX(x) - footX * scale,
        camera.screenY(y) - footY * scale,
        ctx.canvas.width * scale,
        ctx.canvas.height * scale,
      );
    },
  };
}
