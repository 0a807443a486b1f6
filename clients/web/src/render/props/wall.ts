import { canvas } from "../../dom.ts";
import { type Camera, RISE, TILT } from "../camera.ts";
import { hash2 } from "../noise.ts";
import type { Prop } from "./sprite.ts";

export type WallStyle = "town" | "ruin" | "palisade";

const HEIGHT_M: Readonly<Record<WallStyle, number>> = { town: 3.6, ruin: 2.1, palisade: 2.6 };
const STONE = { top: "#b3a999", front: "#8f8678", dark: "#6c645c", joint: "rgba(40,34,36,0.45)" };
const MOSSY = { top: "#9a9c86", front: "#7d7f6c", dark: "#5a5c4e", joint: "rgba(34,40,30,0.5)" };
/** A wall is cut into pieces this long, so that who stands beside it is drawn on the right side, m. */
const PIECE_M = 1.25;

/** Pieces of a wall along points. */
export function makeWall(points: ReadonlyArray<readonly [number, number]>, widthM: number, style: WallStyle): Prop[] {
  const props: Prop[] = [];
  for (let n = 1; n < points.length; n++) {
    const [ax, ay] = points[n - 1];
    const [bx, by] = points[n];
    const length = Math.hypot(bx - ax, by - ay);
    const pieces = Math.max(1, Math.round(length / PIECE_M));
    for (let k = 0; k < pieces; k++) {
      const t0 = k / pieces;
      const t1 = (k + 1) / pieces;
      props.push(makePiece(ax + (bx - ax) * t0, ay + (by - ay) * t0, ax + (bx - ax) * t1, ay + (by - ay) * t1, widthM, style, k));
    }
  }
  return props;
}

function makePiece(ax: number, ay: number, bx: number, by: number, widthM: number, style: WallStyle, number: number): Prop {
  const colours = style === "town" ? STONE : MOSSY;
  const length = Math.hypot(bx - ax, by - ay);
  const half = widthM / 2;
  // across the wall; `south` is the side we see
  const nx = (-(by - ay) / length) * half;
  const ny = ((bx - ax) / length) * half;
  const chance = hash2(ax * 3, ay * 3, 83);
  const height =
    style === "ruin" ? HEIGHT_M.ruin * (0.35 + chance * 0.9) : HEIGHT_M[style] + (style === "palisade" ? (chance - 0.5) * 0.5 : 0);
  const merlon = style === "town" && number % 2 === 0 ? 0.75 : 0;
  // the two long sides, from left to right; the one further south is in front
  const sides = [
    [ax + nx, ay + ny, bx + nx, by + ny],
    [ax - nx, ay - ny, bx - nx, by - ny],
  ];
  const front = sides[0][1] + sides[0][3] < sides[1][1] + sides[1][3] ? sides[0] : sides[1];
  const corners = [sides[0][0], sides[0][1], sides[0][2], sides[0][3], sides[1][2], sides[1][3], sides[1][0], sides[1][1]];
  const steep = Math.abs(by - ay) > Math.abs(bx - ax);
  const lowest = Math.min(ay, by);
  return {
    x: (ax + bx) / 2,
    y: steep ? lowest : Math.min(front[1], front[3]),
    shadowM: 0,
    coverM: height + merlon,
    halfWidthM: Math.abs(bx - ax) / 2 + half,
    draw(ctx: CanvasRenderingContext2D, camera: Camera): void {
      if (style === "palisade") return drawStakes(ctx, camera, ax, ay, bx, by, height, number);
      const top = height + merlon;
      // what is seen of the body: the ground's outline drawn up to the top
      ctx.fillStyle = steep ? colours.dark : colours.front;
      ctx.beginPath();
      if (steep) {
        // seen along its length: its southern end
        const south = ay < by ? [sides[0][0], sides[0][1], sides[1][0], sides[1][1]] : [sides[0][2], sides[0][3], sides[1][2], sides[1][3]];
        quad(ctx, camera, south[0], south[1], south[2], south[3], top);
      } else quad(ctx, camera, front[0], front[1], front[2], front[3], top);
      ctx.fill();
      if (!steep) joints(ctx, camera, front, top, colours.joint);
      ctx.fillStyle = colours.top;
      ctx.beginPath();
      for (let c = 0; c < 8; c += 2) {
        const x = camera.screenX(corners[c]);
        const y = camera.screenY(corners[c + 1], top);
        if (c) ctx.lineTo(x, y);
        else ctx.moveTo(x, y);
      }
      ctx.closePath();
      ctx.fill();
    },
  };
}

/** The upright rectangle over a line on the ground. */
function quad(ctx: CanvasRenderingContext2D, camera: Camera, ax: number, ay: number, bx: number, by: number, height: number): void {
  ctx.moveTo(camera.screenX(ax), camera.screenY(ay));
  ctx.lineTo(camera.screenX(bx), camera.screenY(by));
  ctx.lineTo(camera.screenX(bx), camera.screenY(by, height));
  ctx.lineTo(camera.screenX(ax), camera.screenY(ay, height));
  ctx.closePath();
}

function joints(ctx: CanvasRenderingContext2D, camera: Camera, [ax, ay, bx, by]: readonly number[], height: number, colour: string): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = Math.max(1, camera.pxPerM * 0.04);
  ctx.beginPath();
  let row = 0;
  for (let z = 0.55; z < height; z += 0.55, row++) {
    ctx.moveTo(camera.screenX(ax), camera.screenY(ay, z));
    ctx.lineTo(camera.screenX(bx), camera.screenY(by, z));
    const t = row % 2 ? 0.3 : 0.8;
    ctx.moveTo(camera.screenX(ax + (bx - ax) * t), camera.screenY(ay + (by - ay) * t, z));
    ctx.lineTo(camera.screenX(ax + (bx - ax) * t), camera.screenY(ay + (by - ay) * t, Math.min(height, z + 0.55)));
  }
  ctx.stroke();
}

/** Sharpened logs, one beside the other, the far ones first. */
function drawStakes(
  ctx: CanvasRenderingContext2D,
  camera: Camera,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  height: number,
  number: number,
): void {
  const count = 3;
  const m = camera.pxPerM;
  const half = m * 0.23;
  for (let k = 0; k < count; k++) {
    const t = ((ay > by ? k : count - 1 - k) + 0.5) / count;
    const px = camera.screenX(ax + (bx - ax) * t);
    const y = ay + (by - ay) * t;
    const tall = height * (0.92 + hash2(number * 3 + k, Math.floor(ax + ay), 84) * 0.2);
    const foot = camera.screenY(y) + m * 0.12;
    const shoulder = camera.screenY(y, tall - 0.5);
    const tip = camera.screenY(y, tall);
    ctx.fillStyle = "#20150d";
    stake(ctx, px, half + Math.max(1, m * 0.05), foot + m * 0.05, shoulder, tip - m * 0.07);
    ctx.fillStyle = k % 2 ? "#8d6a40" : "#7d5c36";
    stake(ctx, px, half, foot, shoulder, tip);
    ctx.fillStyle = "rgba(255,226,170,0.22)";
    ctx.fillRect(px - half * 0.75, shoulder, half * 0.5, foot - shoulder);
    ctx.fillStyle = "rgba(20,10,8,0.3)";
    ctx.fillRect(px + half * 0.35, shoulder, half * 0.65, foot - shoulder);
    ctx.fillStyle = "#6d5a44";
    ctx.fillRect(px - half - 1, camera.screenY(y, height * 0.6), half * 2 + 2, m * 0.12);
  }
}

function stake(ctx: CanvasRenderingContext2D, x: number, half: number, foot: number, shoulder: number, tip: number): void {
  ctx.beginPath();
  ctx.moveTo(x - half, foot);
  ctx.lineTo(x - half, shoulder);
  ctx.lineTo(x, tip);
  ctx.lineTo(x + half, shoulder);
  ctx.lineTo(x + half, foot);
  ctx.fill();
}

/** A round tower; larger ones wear a roof and a banner. */
export function makeTower(x: number, y: number, radiusM: number, style: WallStyle): Prop {
  const P = 34;
  const roofed = radiusM >= 2.6;
  const wall = style === "town" ? (roofed ? 5.4 : 4.8) : 1.6;
  const roof = roofed ? 3.4 : 0;
  const top = wall + roof + 1.6;
  const ctx = canvas((radiusM * 2 + 1.6) * P, (radiusM * 2 * TILT + top * RISE + 1) * P);
  const footX = ctx.canvas.width / 2;
  const footY = ctx.canvas.height - (radiusM * TILT + 0.4) * P;
  const ring = (r: number, z: number, fill: string | CanvasGradient) => {
    ctx.fillStyle = fill;
    ctx.beginPath();
    ctx.ellipse(footX, footY - z * RISE * P, r * P, r * TILT * P, 0, 0, 7);
    ctx.fill();
  };
  const round = (light: string, middle: string, dark: string) => {
    const gradient = ctx.createLinearGradient(footX - radiusM * P, 0, footX + radiusM * P, 0);
    gradient.addColorStop(0, middle);
    gradient.addColorStop(0.3, light);
    gradient.addColorStop(1, dark);
    return gradient;
  };
  const stone = round("#b0a696", "#948a7c", "#544e4c");
  ring(radiusM + 0.08, 0, "#201c1e");
  for (let z = 0; z <= wall; z += 0.03) ring(radiusM, z, stone);
  ctx.strokeStyle = "rgba(40,34,36,0.35)";
  ctx.lineWidth = 1.4;
  for (let z = 0.6; z < wall; z += 0.6) {
    ctx.beginPath();
    ctx.ellipse(footX, footY - z * RISE * P, radiusM * P, radiusM * TILT * P, 0, 0, Math.PI);
    ctx.stroke();
  }
  for (let z = wall - 0.8; z <= wall + 0.1; z += 0.03) ring(radiusM + 0.22, z, round("#bdb3a2", "#9d9384", "#5f5856"));
  ring(radiusM + 0.22, wall + 0.1, "#b8ae9e");
  ring(radiusM - 0.25, wall + 0.1, "#57514e");
  ctx.fillStyle = "#1c1518";
  ctx.fillRect(footX - 0.12 * P, footY + radiusM * TILT * P - 3.1 * RISE * P, 0.24 * P, 0.9 * P);
  if (roofed) {
    for (let n = 0; n <= 60; n++) {
      const t = n / 60;
      ring(
        (radiusM + 0.7) * (1 - t) + 0.04,
        wall + 0.1 + t * roof,
        n === 0 ? "#2a1f2c" : round(n % 8 < 1 ? "#6d7aa0" : "#7c8cb8", n % 8 < 1 ? "#4e5a7e" : "#5a6892", "#2f3656"),
      );
    }
  }
  return {
    x,
    y: y - radiusM * 0.7,
    shadowM: radiusM * 1.3,
    coverM: wall + roof,
    halfWidthM: radiusM,
    draw(target: CanvasRenderingContext2D, camera: Camera, nowMs: number): void {
      const scale = camera.pxPerM / P;
      target.drawImage(
        ctx.canvas,
        camera.screenX(x) - footX * scale,
        camera.screenY(y) - footY * scale,
        ctx.canvas.width * scale,
        ctx.canvas.height * scale,
      );
      if (roofed) drawBanner(target, camera, x, y, wall + roof, nowMs);
    },
  };
}

function drawBanner(ctx: CanvasRenderingContext2D, camera: Camera, x: number, y: number, z: number, nowMs: number): void {
  const px = camera.screenX(x);
  const py = camera.screenY(y, z);
  const m = camera.pxPerM;
  ctx.strokeStyle = "#3a2c20";
  ctx.lineWidth = Math.max(1.5, m * 0.07);
  ctx.beginPath();
  ctx.moveTo(px, py);
  ctx.lineTo(px, py - m * 1.2);
  ctx.stroke();
  ctx.fillStyle = "#d2703a";
  ctx.beginPath();
  ctx.moveTo(px, py - m * 1.2);
  for (let n = 1; n <= 6; n++)
    ctx.lineTo(px + m * 0.2 * n, py - m * (1.15 - n * 0.02) + Math.sin(nowMs / 180 + n + x) * m * 0.05 * n * 0.5);
  for (let n = 6; n >= 0; n--)
    ctx.lineTo(px + m * 0.2 * n, py - m * (0.72 + n * 0.035) + Math.sin(nowMs / 180 + n + x) * m * 0.05 * n * 0.5);
  ctx.closePath();
  ctx.fill();
}

/** A square pillar of a ruin, its top broken. */
export function makePillar([x, y, w, h]: readonly [number, number, number, number]): Prop[] {
  return makeWall(
    [
      [x, y + h / 2],
      [x + w, y + h / 2],
    ],
    h,
    "ruin",
  );
}

/** Water in a stone basin. */
export function makeFountain(x: number, y: number, radiusM: number): Prop {
  return {
    x,
    y: y - radiusM,
    shadowM: radiusM * 1.1,
    coverM: 0,
    halfWidthM: radiusM,
    draw(ctx: CanvasRenderingContext2D, camera: Camera, nowMs: number): void {
      const m = camera.pxPerM;
      const px = camera.screenX(x);
      const ring = (r: number, z: number, fill: string) => {
        ctx.fillStyle = fill;
        ctx.beginPath();
        ctx.ellipse(px, camera.screenY(y, z), r * m, r * m * TILT, 0, 0, 7);
        ctx.fill();
      };
      for (let z = 0; z < 0.75; z += 0.08) ring(radiusM, z, "#7e766c");
      ring(radiusM, 0.75, "#b7ad9d");
      ring(radiusM - 0.4, 0.7, "#3f8aa8");
      ring((radiusM - 0.5) * ((nowMs / 1500) % 1), 0.7, `rgba(200,236,244,${0.4 * (1 - ((nowMs / 1500) % 1))})`);
      for (let z = 0.7; z < 2.3; z += 0.1) ring(0.34 - z * 0.04, z, "#9c9385");
      ring(0.85, 2.3, "#b7ad9d");
      ring(0.66, 2.36, "#5aa6c2");
      ctx.strokeStyle = "rgba(206,238,248,0.75)";
      ctx.lineWidth = Math.max(1, m * 0.05);
      for (let n = 0; n < 7; n++) {
        const angle = n * 0.9 + nowMs / 4000;
        const ex = px + Math.cos(angle) * m * 1.5;
        const ey = camera.screenY(y, 0.7) + Math.sin(angle) * m * 1.5 * TILT;
        ctx.beginPath();
        ctx.moveTo(px, camera.screenY(y, 2.9));
        ctx.quadraticCurveTo((px + ex) / 2 + Math.cos(angle) * m * 0.3, camera.screenY(y, 3.3), ex, ey);
        ctx.stroke();
      }
    },
  };
}
