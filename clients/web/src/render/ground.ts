import { canvas } from "../dom.ts";
import { GroundKind } from "#shared/rules/collision.ts";
import { type Camera, TILT } from "./camera.ts";
import { mix, type Rgb } from "./colour.ts";
import { clamp, clouds, hash2, noise2, smoothstep } from "./noise.ts";
import type { Terrain } from "./terrain.ts";

const CHUNK_M = 30;
/** Resolution of the colours, and of the details painted over them, px per m. */
const BASE_PX = 5;
const DETAIL_PX = 22;
/** Chunks that are kept; the one not seen for longest is painted over. */
const KEPT = 40;

const GRASS: readonly Rgb[] = [
  [86, 124, 58],
  [108, 142, 64],
  [72, 108, 54],
];
const MEADOW_DRY: Rgb = [150, 150, 82];
const FOREST_FLOOR: Rgb = [66, 78, 44];
const FOREST_LITTER: Rgb = [92, 78, 48];
const STONE_GROUND: Rgb = [122, 116, 104];
const STONE_DARK: Rgb = [92, 88, 84];
const ROAD: Rgb = [158, 130, 92];
const ROAD_DARK: Rgb = [126, 101, 72];
const COBBLE: Rgb = [146, 138, 126];
const COBBLE_DARK: Rgb = [110, 104, 98];
const SAND: Rgb = [188, 170, 122];
const WATER_SHALLOW: Rgb = [86, 150, 156];
const WATER_DEEP: Rgb = [34, 82, 116];
const MIRE: Rgb = [92, 92, 58];
const MIRE_DARK: Rgb = [62, 68, 48];
const VOID: Rgb = [30, 38, 34];
const BEDROCK: Rgb = [22, 20, 24];

/** Time for painting per frame, ms: at least one chunk is painted, whatever it takes. */
const BUDGET_MS = 6;
const ARRIVAL_MS = 400;
/** Chunks this near to the edge of the picture are painted before they are needed, m. */
const AHEAD_M = 6;

interface Chunk {
  picture: HTMLCanvasElement;
  usedAt: number;
}

/** The ground, painted piece by piece when it comes into sight. */
export class Ground {
  readonly #terrain: Terrain;
  readonly #chunks = new Map<string, Chunk>();
  #frame = 0;

  constructor(terrain: Terrain) {
    this.#terrain = terrain;
  }

  /** Draws what the camera sees. New chunks are painted as time allows; what is missing is plain green for a moment. */
  draw(ctx: CanvasRenderingContext2D, camera: Camera): void {
    this.#frame++;
    this.#paintMissing(camera);
    ctx.fillStyle = "#5d8040";
    ctx.fillRect(0, 0, camera.width, camera.height);
    const size = CHUNK_M * camera.pxPerM;
    this.#each(camera, 0, (cx, cy, chunk) => {
      // whole pixels, and one more: no seams
      const x = Math.floor(camera.screenX(cx * CHUNK_M));
      const y = Math.floor(camera.screenY((cy + 1) * CHUNK_M));
      if (chunk) ctx.drawImage(chunk.picture, x, y, Math.ceil(size) + 1, Math.ceil(size * TILT) + 1);
    });
    if (this.#chunks.size > KEPT) this.#forgetOldest();
  }

  /** What is nearest to the middle first; what will soon come into sight last. */
  #paintMissing(camera: Camera): void {
    const missing: Array<{ cx: number; cy: number; distance: number }> = [];
    this.#each(camera, AHEAD_M, (cx, cy, chunk) => {
      if (chunk) chunk.usedAt = this.#frame;
      else missing.push({ cx, cy, distance: Math.hypot((cx + 0.5) * CHUNK_M - camera.x, (cy + 0.5) * CHUNK_M - camera.y) });
    });
    missing.sort((a, b) => a.distance - b.distance);
    // who has just arrived waits a moment longer, and sees everything
    const until = performance.now() + (this.#frame === 1 ? ARRIVAL_MS : BUDGET_MS);
    for (const [n, { cx, cy }] of missing.entries()) {
      if (n > 0 && performance.now() >= until) break;
      this.#chunks.set(`${cx},${cy}`, { picture: this.#paint(cx, cy), usedAt: this.#frame });
    }
  }

  /** Visits the chunks that are in sight, or within `margin` metres of it. */
  #each(camera: Camera, margin: number, visit: (cx: number, cy: number, chunk: Chunk | undefined) => void): void {
    const { left, right, bottom, top } = camera.view(margin);
    for (let cy = Math.floor(bottom / CHUNK_M); cy <= Math.floor(top / CHUNK_M); cy++) {
      for (let cx = Math.floor(left / CHUNK_M); cx <= Math.floor(right / CHUNK_M); cx++) visit(cx, cy, this.#chunks.get(`${cx},${cy}`));
    }
  }

  #forgetOldest(): void {
    const oldest = [...this.#chunks.entries()].sort((a, b) => a[1].usedAt - b[1].usedAt)[0];
    if (oldest[1].usedAt < this.#frame) this.#chunks.delete(oldest[0]);
  }

  #paint(cx: number, cy: number): HTMLCanvasElement {
    const ctx = canvas(CHUNK_M * DETAIL_PX, CHUNK_M * DETAIL_PX * TILT);
    const base = paintBase(this.#terrain, cx * CHUNK_M, cy * CHUNK_M);
    ctx.imageSmoothingEnabled = true;
    ctx.imageSmoothingQuality = "high";
    // one sample of margin on each side, so that neighbours blend into each other
    const margin = DETAIL_PX / BASE_PX;
    ctx.drawImage(base, -margin, -margin * TILT, CHUNK_M * DETAIL_PX + 2 * margin, (CHUNK_M * DETAIL_PX + 2 * margin) * TILT);
    paintDetails(ctx, this.#terrain, cx * CHUNK_M, cy * CHUNK_M);
    return ctx.canvas;
  }
}

/** Colours of a chunk with a margin of one sample. Row 0 is the north edge. */
function paintBase(terrain: Terrain, left: number, bottom: number): HTMLCanvasElement {
  const size = CHUNK_M * BASE_PX + 2;
  const ctx = canvas(size, size);
  const image = ctx.createImageData(size, size);
  const roads = terrain.roads.filter((road) => touches(road.a, road.b, road.half + 3, left, bottom));
  for (let row = 0; row < size; row++) {
    for (let col = 0; col < size; col++) {
      const x = left + (col - 0.5) / BASE_PX;
      const y = bottom + CHUNK_M - (row - 0.5) / BASE_PX;
      const colour = groundColour(terrain, x, y, terrain.roadDistance(x, y, roads));
      const at = (row * size + col) * 4;
      image.data[at] = colour[0];
      image.data[at + 1] = colour[1];
      image.data[at + 2] = colour[2];
      image.data[at + 3] = 255;
    }
  }
  ctx.putImageData(image, 0, 0);
  return ctx.canvas;
}

function touches(a: readonly [number, number], b: readonly [number, number], reach: number, left: number, bottom: number): boolean {
  return (
    Math.max(a[0], b[0]) + reach > left - 1 &&
    Math.min(a[0], b[0]) - reach < left + CHUNK_M + 1 &&
    Math.max(a[1], b[1]) + reach > bottom - 1 &&
    Math.min(a[1], b[1]) - reach < bottom + CHUNK_M + 1
  );
}

/** The colour of the ground at a place; also used by the map. */
export function groundColour(terrain: Terrain, x: number, y: number, roadDistance: number): Rgb {
  const { widthM, heightM } = terrain.zone;
  if (x < 0 || y < 0 || x > widthM || y > heightM) return VOID;
  const grain = hash2(x * 7, y * 7, 3) - 0.5;
  const patch = clouds(x / 14, y / 14, 3, 1);
  const tuft = noise2(x / 1.7, y / 1.7, 9);
  let colour = patch < 0.5 ? mix(GRASS[2], GRASS[0], patch * 2) : mix(GRASS[0], GRASS[1], (patch - 0.5) * 2);
  colour = mix(colour, MEADOW_DRY, smoothstep(0.56, 0.8, clouds(x / 37, y / 37, 3, 21)) * 0.55);
  if (terrain.bedrock(x, y)) return mix(BEDROCK, STONE_DARK, noise2(x / 1.3, y / 1.3, 18) * 0.16);
  if (terrain.zone.look === "coast") colour = mix(colour, SAND, 0.3 + patch * 0.3);
  const wood = terrain.wood(x, y);
  if (wood > 0.05)
    colour = mix(
      colour,
      mix(FOREST_FLOOR, FOREST_LITTER, smoothstep(0.45, 0.7, noise2(x / 3, y / 3, 14))),
      smoothstep(0.05, 0.9, wood) * 0.85,
    );
  const stony = terrain.stony(x, y);
  if (stony > 0.04)
    colour = mix(
      colour,
      mix(STONE_GROUND, STONE_DARK, noise2(x / 2.2, y / 2.2, 17)),
      smoothstep(0.04, 0.7, stony + (tuft - 0.5) * 0.3) * 0.9,
    );
  const town = terrain.townDepth(x, y);
  if (town > 0) colour = mix(colour, [132, 128, 88], 0.4 * smoothstep(0, 16, town + (patch - 0.5) * 8));

  const shore = terrain.waterDistance(x, y) + (noise2(x / 2.5, y / 2.5, 31) - 0.5) * 1.6;
  if (shore < 3.2) colour = mix(SAND, colour, smoothstep(0.6, 3.2, shore));
  // a road is worn at its edges, and paved in the town
  const edge = roadDistance + (noise2(x / 1.3, y / 1.3, 5) - 0.5) * 1.5;
  if (edge < 0.9) {
    const earth = mix(ROAD, ROAD_DARK, clamp(noise2(x / 2, y / 2, 6) + smoothstep(-1.2, 0.4, edge) * 0.3, 0, 1));
    const paved = town > 0 ? smoothstep(0.5, 2.5, town + (tuft - 0.5) * 3) : 0;
    const worn = paved > 0 ? mix(earth, mix(COBBLE, COBBLE_DARK, noise2(x / 3, y / 3, 41) * 0.7), paved) : earth;
    colour = mix(worn, colour, smoothstep(-0.3, 0.9, edge));
  }
  if (shore < 0.6 && roadDistance > -0.2) {
    const depth = smoothstep(0, 9, -shore);
    colour = mix(colour, mix(WATER_SHALLOW, WATER_DEEP, depth), smoothstep(0.6, -0.2, shore) || (shore < -0.2 ? 1 : 0));
    return colour;
  }
  const kind = terrain.groundKind(x + (noise2(x * 1.7, y * 1.7, 61) - 0.5) * 1.2, y + (noise2(x * 1.7, y * 1.7, 62) - 0.5) * 1.2);
  if (kind === GroundKind.MIRE) colour = mix(colour, mix(MIRE, MIRE_DARK, noise2(x / 1.4, y / 1.4, 63)), 0.85);
  else if (kind === GroundKind.WATER) colour = mix(colour, WATER_SHALLOW, 0.75);
  const relief = terrain.hilly ? reliefAt(terrain, x, y) : 0;
  // what is too steep to walk is bare rock
  if (relief > 1.5 || relief < -1.5) colour = mix(STONE_GROUND, STONE_DARK, noise2(x / 1.1, y / 2.6, 64));
  const light = (1 + grain * 0.1 + (tuft - 0.5) * 0.16) * (1 + clamp(relief * 0.3, -0.42, 0.36));
  return [clamp(colour[0] * light, 0, 255), clamp(colour[1] * light, 0, 255), clamp(colour[2] * light, 0, 255)];
}

/** How the ground rises towards the light in the north-west, m: above 0 it lies in the sun, below in the shade. */
function reliefAt(terrain: Terrain, x: number, y: number): number {
  return terrain.height(x + 0.6, y - 0.6) - terrain.height(x - 0.6, y + 0.6);
}

/** Grass, flowers, pebbles, leaves and the stones of the pavement. */
function paintDetails(ctx: CanvasRenderingContext2D, terrain: Terrain, left: number, bottom: number): void {
  const roads = terrain.roads.filter((road) => touches(road.a, road.b, road.half + 3, left, bottom));
  const px = (x: number) => (x - left) * DETAIL_PX;
  const py = (y: number) => (bottom + CHUNK_M - y) * DETAIL_PX * TILT;
  const step = 0.62;
  // details may hang over the edge by one step: the neighbour draws the other half
  for (let gy = Math.floor(bottom / step) - 1; gy <= (bottom + CHUNK_M) / step + 1; gy++) {
    for (let gx = Math.floor(left / step) - 1; gx <= (left + CHUNK_M) / step + 1; gx++) {
      const chance = hash2(gx, gy, 51);
      const x = (gx + hash2(gx, gy, 52)) * step;
      const y = (gy + hash2(gx, gy, 53)) * step;
      const road = terrain.roadDistance(x, y, roads);
      const water = terrain.waterDistance(x, y);
      if (water < 0.6 || terrain.bedrock(x, y)) continue;
      if (road < 0.1) {
        if (terrain.townDepth(x, y) + (chance - 0.5) * 3 > 1.5) cobble(ctx, px(x), py(y), chance);
        else if (chance < 0.1) pebble(ctx, px(x), py(y), chance * 10);
        continue;
      }
      const wood = terrain.wood(x, y);
      const stony = terrain.stony(x, y);
      if (stony > 0.3) {
        if (chance < 0.16) pebble(ctx, px(x), py(y), chance * 6);
        continue;
      }
      if (wood > 0.35 && chance < 0.12) leaf(ctx, px(x), py(y), chance * 8);
      else if (chance < 0.4 - wood * 0.25) grass(ctx, px(x), py(y), hash2(gx, gy, 54), hash2(gx, gy, 55));
      else if (chance > 0.985 && wood < 0.3) flower(ctx, px(x), py(y), hash2(gx, gy, 56));
      else if (water < 2.6 && chance > 0.86) reed(ctx, px(x), py(y), hash2(gx, gy, 57));
    }
  }
}

function grass(ctx: CanvasRenderingContext2D, x: number, y: number, kind: number, lean: number): void {
  ctx.lineWidth = 1.5;
  for (let blade = -1; blade <= 1; blade++) {
    ctx.strokeStyle = kind < 0.5 ? `rgba(58,92,40,${0.35 + kind * 0.4})` : `rgba(142,172,82,${kind * 0.55})`;
    ctx.beginPath();
    ctx.moveTo(x + blade * 2, y);
    ctx.quadraticCurveTo(x + blade * 2.4, y - 4, x + blade * 4 + (lean - 0.5) * 5, y - 6 - kind * 4);
    ctx.stroke();
  }
}

function flower(ctx: CanvasRenderingContext2D, x: number, y: number, kind: number): void {
  const colour = ["#f3e6ff", "#ffd95e", "#e98bb4", "#8fb8ff"][Math.floor(kind * 4)];
  for (let n = 0; n < 4; n++) {
    const fx = x + Math.cos(n * 2.1 + kind * 9) * 7;
    const fy = y + Math.sin(n * 2.1 + kind * 9) * 4;
    ctx.fillStyle = "rgba(40,70,30,0.5)";
    ctx.fillRect(fx - 0.5, fy, 1, 4);
    ctx.fillStyle = colour;
    ctx.beginPath();
    ctx.arc(fx, fy, 1.9, 0, 7);
    ctx.fill();
  }
}

function pebble(ctx: CanvasRenderingContext2D, x: number, y: number, kind: number): void {
  const r = 1.6 + kind * 2.6;
  ctx.fillStyle = "rgba(30,26,30,0.28)";
  ctx.beginPath();
  ctx.ellipse(x + 1, y + 1.2, r * 1.1, r * 0.75, 0, 0, 7);
  ctx.fill();
  ctx.fillStyle = kind > 0.5 ? "rgba(176,168,154,0.85)" : "rgba(140,132,122,0.85)";
  ctx.beginPath();
  ctx.ellipse(x, y, r, r * 0.7, 0, 0, 7);
  ctx.fill();
}

function leaf(ctx: CanvasRenderingContext2D, x: number, y: number, kind: number): void {
  ctx.fillStyle = kind > 0.6 ? "rgba(148,92,44,0.55)" : "rgba(112,104,48,0.55)";
  ctx.beginPath();
  ctx.ellipse(x, y, 3.2, 1.6, kind * 7, 0, 7);
  ctx.fill();
}

function reed(ctx: CanvasRenderingContext2D, x: number, y: number, kind: number): void {
  ctx.strokeStyle = "rgba(70,98,48,0.8)";
  ctx.lineWidth = 1.6;
  for (let n = -1; n <= 1; n++) {
    ctx.beginPath();
    ctx.moveTo(x + n * 3, y);
    ctx.lineTo(x + n * 4 + (kind - 0.5) * 6, y - 12 - kind * 8);
    ctx.stroke();
  }
}

function cobble(ctx: CanvasRenderingContext2D, x: number, y: number, kind: number): void {
  const w = 6 + kind * 4;
  ctx.fillStyle = `rgba(${150 + kind * 40},${144 + kind * 36},${134 + kind * 30},0.5)`;
  ctx.strokeStyle = "rgba(64,58,58,0.35)";
  ctx.lineWidth = 1.2;
  ctx.beginPath();
  ctx.ellipse(x, y, w, w * 0.62, 0, 0, 7);
  ctx.fill();
  ctx.stroke();
}
