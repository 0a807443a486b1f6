import type { CollisionMap } from "#shared/rules/collision.ts";
import { Cell, cellBits } from "#shared/rules/collision.ts";
import type { PublicZone } from "#shared/content/public.ts";
import { canvas } from "../../dom.ts";
import { type Camera, RISE, TILT } from "../camera.ts";
import { hash2 } from "../noise.ts";
import type { Terrain } from "../terrain.ts";
import { drawSprite, type Prop, type Sprite, SPRITE_PX } from "./sprite.ts";

/**
 * Small things that stand in nobody's way: bushes, ferns, mushrooms and stumps in the wild, barrels, crates and lamps in the town.
 * They are no part of the rules, only of the picture, and the same for everybody.
 */
const P = SPRITE_PX;
/** Distance of the places that may hold something, m. */
const STEP_M = 3.1;

function sheet(width: number, height: number, paint: (ctx: CanvasRenderingContext2D, x: number, y: number) => void): Sprite {
  const ctx = canvas(width * P, height * P);
  const footX = (width * P) / 2;
  const footY = height * P - 0.3 * P;
  paint(ctx, footX, footY);
  return { picture: ctx.canvas, footX, footY };
}

function bush(seed: number, colours: readonly string[], berries: string | null): Sprite {
  return sheet(2.2, 1.9, (ctx, x, y) => {
    for (const [layer, colour] of ["#16240f", ...colours].entries()) {
      ctx.fillStyle = colour;
      for (let n = 0; n < 8; n++) {
        const angle = n * 2.4;
        const out = Math.sqrt(n / 8) * 0.62;
        const r = (0.3 + hash2(seed, n, 2) * 0.16) * (layer === 0 ? 1.14 : 1 - layer * 0.18);
        ctx.beginPath();
        ctx.arc(
          x + (Math.cos(angle) * out - layer * 0.05) * P,
          y - (0.45 + Math.sin(angle) * out * 0.5 + layer * 0.07) * P,
          Math.max(1, r * P),
          0,
          7,
        );
        ctx.fill();
      }
    }
    if (!berries) return;
    ctx.fillStyle = berries;
    for (let n = 0; n < 9; n++) {
      ctx.beginPath();
      ctx.arc(x + (hash2(seed, n, 5) - 0.5) * 1.2 * P, y - (0.25 + hash2(seed, n, 6) * 0.7) * P, 2.6, 0, 7);
      ctx.fill();
    }
  });
}

function fern(seed: number): Sprite {
  return sheet(1.8, 1.4, (ctx, x, y) => {
    ctx.lineCap = "round";
    for (let n = 0; n < 9; n++) {
      const lean = (n / 8 - 0.5) * 1.5;
      const tipX = x + lean * 0.9 * P;
      const tipY = y - (0.75 - Math.abs(lean) * 0.45 + hash2(seed, n) * 0.14) * P;
      ctx.strokeStyle = n % 2 ? "#4f7d3a" : "#3a6330";
      ctx.lineWidth = 5;
      ctx.beginPath();
      ctx.moveTo(x, y);
      ctx.quadraticCurveTo(x + lean * 0.2 * P, tipY - 0.1 * P, tipX, tipY + 0.14 * P);
      ctx.stroke();
      ctx.strokeStyle = "#7aa657";
      ctx.lineWidth = 1.4;
      ctx.stroke();
    }
  });
}

function mushrooms(seed: number): Sprite {
  return sheet(1.2, 0.9, (ctx, x, y) => {
    for (let n = 0; n < 3; n++) {
      const mx = x + (n - 1) * 0.24 * P;
      const my = y - hash2(seed, n) * 0.1 * P;
      const size = 0.6 + hash2(seed, n, 1) * 0.6;
      ctx.fillStyle = "#efe4cc";
      ctx.fillRect(mx - 2.5 * size, my - 10 * size, 5 * size, 10 * size);
      ctx.fillStyle = seed % 2 ? "#c2462f" : "#a9743c";
      ctx.beginPath();
      ctx.ellipse(mx, my - 10 * size, 9 * size, 6.5 * size, 0, Math.PI, 0);
      ctx.fill();
      ctx.fillStyle = "rgba(255,246,224,0.9)";
      ctx.fillRect(mx - 4 * size, my - 14 * size, 3 * size, 2 * size);
      ctx.fillRect(mx + 2 * size, my - 12.5 * size, 2 * size, 2 * size);
    }
  });
}

function stump(): Sprite {
  return sheet(1.5, 1.2, (ctx, x, y) => {
    ctx.fillStyle = "#22170f";
    ctx.fillRect(x - 0.42 * P, y - 0.5 * P, 0.84 * P, 0.5 * P);
    ctx.fillStyle = "#6b4a30";
    ctx.fillRect(x - 0.37 * P, y - 0.48 * P, 0.74 * P, 0.5 * P);
    ctx.fillStyle = "#22170f";
    ctx.beginPath();
    ctx.ellipse(x, y - 0.5 * P, 0.42 * P, 0.27 * P, 0, 0, 7);
    ctx.fill();
    for (const [r, colour] of [
      [0.37, "#c49a63"],
      [0.26, "#a97f4c"],
      [0.17, "#c49a63"],
      [0.07, "#8a6238"],
    ] as const) {
      ctx.fillStyle = colour;
      ctx.beginPath();
      ctx.ellipse(x, y - 0.5 * P, r * P, r * 0.64 * P, 0, 0, 7);
      ctx.fill();
    }
  });
}

function barrel(): Sprite {
  return sheet(1.2, 1.5, (ctx, x, y) => {
    ctx.fillStyle = "#1c130e";
    ctx.beginPath();
    ctx.ellipse(x, y - 0.45 * P, 0.4 * P, 0.62 * P, 0, 0, 7);
    ctx.fill();
    const wood = ctx.createLinearGradient(x - 0.36 * P, 0, x + 0.36 * P, 0);
    wood.addColorStop(0, "#8a5f36");
    wood.addColorStop(0.35, "#b58650");
    wood.addColorStop(1, "#543820");
    ctx.fillStyle = wood;
    ctx.beginPath();
    ctx.ellipse(x, y - 0.45 * P, 0.35 * P, 0.57 * P, 0, 0, 7);
    ctx.fill();
    ctx.strokeStyle = "#4a4648";
    ctx.lineWidth = 3;
    for (const z of [0.2, 0.66]) {
      ctx.beginPath();
      ctx.ellipse(x, y - z * P, 0.34 * P, 0.12 * P, 0, 0, Math.PI);
      ctx.stroke();
    }
    ctx.fillStyle = "#6e4a2a";
    ctx.beginPath();
    ctx.ellipse(x, y - 0.9 * P, 0.27 * P, 0.15 * P, 0, 0, 7);
    ctx.fill();
  });
}

function crate(): Sprite {
  return sheet(1.4, 1.5, (ctx, x, y) => {
    const w = 0.42 * P;
    ctx.fillStyle = "#1c130e";
    ctx.fillRect(x - w - 3, y - 1.05 * P - 3, 2 * w + 6, 1.05 * P + 6);
    ctx.fillStyle = "#8f6a3c";
    ctx.fillRect(x - w, y - 0.6 * P, 2 * w, 0.6 * P);
    ctx.fillStyle = "#b48a54";
    ctx.fillRect(x - w, y - 1.05 * P, 2 * w, 0.45 * P);
    ctx.strokeStyle = "#5a3f22";
    ctx.lineWidth = 3;
    ctx.strokeRect(x - w + 2, y - 0.6 * P, 2 * w - 4, 0.58 * P);
    ctx.beginPath();
    ctx.moveTo(x - w + 3, y - 3);
    ctx.lineTo(x + w - 3, y - 0.58 * P);
    ctx.stroke();
  });
}

type Kind = "bush" | "berry" | "fern" | "mushroom" | "stump" | "barrel" | "crate";
let sprites: Record<Kind, readonly Sprite[]> | null = null;

function allSprites(): Record<Kind, readonly Sprite[]> {
  const green = ["#31562a", "#457338", "#639548"];
  const dry = ["#5a5a2a", "#7d7a3a", "#a39b52"];
  sprites ??= {
    bush: [bush(1, green, null), bush(2, green, null), bush(3, dry, null)],
    berry: [bush(4, green, "#d8483a"), bush(5, green, "#8a6ad8")],
    fern: [fern(1), fern(2)],
    mushroom: [mushrooms(1), mushrooms(2)],
    stump: [stump()],
    barrel: [barrel()],
    crate: [crate()],
  };
  return sprites;
}

/** What grows or stands at a place; null: nothing. */
function kindAt(terrain: Terrain, map: CollisionMap, x: number, y: number, chance: number): Kind | null {
  if (cellBits(map, Math.floor(x), Math.floor(y)) & Cell.SOLID || terrain.waterDistance(x, y) < 1.2) return null;
  const road = terrain.roadDistance(x, y);
  if (terrain.inTown(x, y)) {
    if (road < 0.5) return null;
    const besideWall = [-1, 1].some(
      (d) => cellBits(map, Math.floor(x) + d, Math.floor(y)) & Cell.OPAQUE || cellBits(map, Math.floor(x), Math.floor(y) + d) & Cell.OPAQUE,
    );
    if (besideWall) return chance < 0.3 ? "barrel" : chance < 0.55 ? "crate" : null;
    return chance < 0.07 ? "bush" : chance < 0.1 ? "berry" : null;
  }
  if (road < 1 || terrain.stony(x, y) > 0.35) return null;
  const wood = terrain.wood(x, y);
  if (wood > 0.3) return chance < 0.2 ? "fern" : chance < 0.26 ? "mushroom" : chance < 0.29 ? "stump" : chance < 0.38 ? "bush" : null;
  return chance < 0.05 ? "bush" : chance < 0.065 ? "berry" : chance < 0.072 ? "stump" : null;
}

export function* decoration(zone: PublicZone, terrain: Terrain, map: CollisionMap): Generator<Prop> {
  for (let gy = 1; gy < zone.heightM / STEP_M; gy++) {
    for (let gx = 1; gx < zone.widthM / STEP_M; gx++) {
      const x = (gx + (hash2(gx, gy, 111) - 0.5) * 0.9) * STEP_M;
      const y = (gy + (hash2(gx, gy, 112) - 0.5) * 0.9) * STEP_M;
      const kind = kindAt(terrain, map, x, y, hash2(gx, gy, 113));
      if (!kind) continue;
      const choices = allSprites()[kind];
      yield still(
        choices[Math.floor(hash2(gx, gy, 114) * choices.length)],
        x,
        y,
        0.85 + hash2(gx, gy, 115) * 0.4,
        kind === "bush" || kind === "berry" ? 0.62 : 0.35,
      );
    }
  }
  yield* lamps(zone, terrain, map);
}

function still(sprite: Sprite, x: number, y: number, size: number, shadowM: number): Prop {
  return {
    x,
    y,
    shadowM,
    coverM: 0,
    halfWidthM: 0.5,
    draw(ctx: CanvasRenderingContext2D, camera: Camera): void {
      drawSprite(ctx, camera, sprite, x, y, size);
    },
  };
}

/** Lanterns along the streets of the town. */
function* lamps(zone: PublicZone, terrain: Terrain, map: CollisionMap): Generator<Prop> {
  for (const path of zone.paths) {
    for (let n = 1; n < path.points.length; n++) {
      const [ax, ay] = path.points[n - 1];
      const [bx, by] = path.points[n];
      const length = Math.hypot(bx - ax, by - ay);
      const sideX = (-(by - ay) / length) * (path.widthM / 2 + 0.4);
      const sideY = ((bx - ax) / length) * (path.widthM / 2 + 0.4);
      for (let along = 6, side = 1; along < length; along += 9, side = -side) {
        const x = ax + ((bx - ax) * along) / length + sideX * side;
        const y = ay + ((by - ay) * along) / length + sideY * side;
        const free = !(cellBits(map, Math.floor(x), Math.floor(y)) & Cell.SOLID);
        if (free && terrain.inTown(x, y) && terrain.roadDistance(x, y) > 0.1) yield lamp(x, y);
      }
    }
  }
}

function lamp(x: number, y: number): Prop {
  return {
    x,
    y,
    shadowM: 0.3,
    coverM: 0,
    halfWidthM: 0.2,
    drawGround(ctx: CanvasRenderingContext2D, camera: Camera): void {
      const m = camera.pxPerM;
      const glow = ctx.createRadialGradient(camera.screenX(x), camera.screenY(y), 0, camera.screenX(x), camera.screenY(y), m * 3);
      glow.addColorStop(0, "rgba(255,206,120,0.24)");
      glow.addColorStop(1, "rgba(255,206,120,0)");
      ctx.fillStyle = glow;
      ctx.beginPath();
      ctx.ellipse(camera.screenX(x), camera.screenY(y), m * 3, m * 3 * TILT, 0, 0, 7);
      ctx.fill();
    },
    draw(ctx: CanvasRenderingContext2D, camera: Camera, nowMs: number): void {
      const m = camera.pxPerM;
      const px = camera.screenX(x);
      const foot = camera.screenY(y);
      const top = foot - 3 * RISE * m;
      ctx.strokeStyle = "#1a1416";
      ctx.lineCap = "round";
      ctx.lineWidth = m * 0.2;
      post(ctx, px, foot, top);
      ctx.strokeStyle = "#4d4238";
      ctx.lineWidth = m * 0.11;
      post(ctx, px, foot, top);
      const flicker = 0.9 + Math.sin(nowMs / 130 + x) * 0.06 + Math.sin(nowMs / 57 + y) * 0.04;
      ctx.fillStyle = "#1a1416";
      ctx.fillRect(px - m * 0.22, top - m * 0.42, m * 0.44, m * 0.5);
      ctx.fillStyle = `rgba(255,${(214 * flicker) | 0},120,1)`;
      ctx.fillRect(px - m * 0.15, top - m * 0.34, m * 0.3, m * 0.34);
      ctx.fillStyle = "#3a2f2a";
      ctx.beginPath();
      ctx.moveTo(px - m * 0.3, top - m * 0.4);
      ctx.lineTo(px, top - m * 0.68);
      ctx.lineTo(px + m * 0.3, top - m * 0.4);
      ctx.fill();
    },
  };
}

function post(ctx: CanvasRenderingContext2D, x: number, from: number, to: number): void {
  ctx.beginPath();
  ctx.moveTo(x, from);
  ctx.lineTo(x, to);
  ctx.stroke();
}
