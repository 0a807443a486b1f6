import type { ScatteredDisc } from "#shared/content/compiled.ts";
import type { PublicObject } from "#shared/content/schema.ts";
import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { canvas, context } from "../dom.ts";
import type { Entity } from "../game/entity.ts";
import type { Picture } from "../game/picture.ts";
import { CLASS_COLOURS, UNKNOWN_CLASS } from "./colour.ts";
import { groundColour } from "./ground.ts";
import type { Terrain } from "./terrain.ts";

type Waystone = Extract<PublicObject, { kind: "waystone" }>;

/** Time for painting the map per frame, ms: the page stays smooth while it appears. */
const BUDGET_MS = 4;
/** At first the map is painted this coarse, m per sample. */
const COARSE_M = 5;

/** The zone from above, one pixel per metre; painted little by little. */
export class ZoneMap {
  readonly picture: HTMLCanvasElement;
  readonly #ctx: CanvasRenderingContext2D;
  readonly #terrain: Terrain;
  readonly #scattered: readonly ScatteredDisc[];
  #row = 0;

  constructor(terrain: Terrain, scattered: readonly ScatteredDisc[]) {
    this.#terrain = terrain;
    this.#scattered = scattered;
    const { widthM, heightM } = terrain.zone;
    this.#ctx = canvas(widthM, heightM);
    this.picture = this.#ctx.canvas;
    const coarse = canvas(widthM / COARSE_M, heightM / COARSE_M);
    this.#paintRows(coarse, COARSE_M, 0, coarse.canvas.height);
    this.#ctx.drawImage(coarse.canvas, 0, 0, widthM, heightM);
    this.#paintBuilt();
  }

  /** A few more rows; call it once a frame. */
  paintSome(): void {
    const { heightM } = this.#terrain.zone;
    if (this.#row > heightM) return;
    const until = performance.now() + BUDGET_MS;
    while (this.#row < heightM && performance.now() < until) this.#paintRows(this.#ctx, 1, this.#row++, 1);
    if (this.#row < heightM) return;
    this.#row++;
    this.#paintBuilt();
  }

  #paintRows(ctx: CanvasRenderingContext2D, sampleM: number, fromRow: number, rows: number): void {
    const { width } = ctx.canvas;
    const image = ctx.createImageData(width, rows);
    for (let row = 0; row < rows; row++) {
      const y = this.#terrain.zone.heightM - (fromRow + row + 0.5) * sampleM;
      for (let col = 0; col < width; col++) {
        const x = (col + 0.5) * sampleM;
        const colour = groundColour(this.#terrain, x, y, this.#terrain.roadDistance(x, y));
        const at = (row * width + col) * 4;
        image.data[at] = colour[0];
        image.data[at + 1] = colour[1];
        image.data[at + 2] = colour[2];
        image.data[at + 3] = 255;
      }
    }
    ctx.putImageData(image, 0, fromRow);
  }

  #paintBuilt(): void {
    const { zone } = this.#terrain;
    const ctx = this.#ctx;
    const top = zone.heightM;
    for (const disc of this.#scattered) {
      ctx.fillStyle = disc.look === "tree" ? "rgba(34,64,36,0.8)" : "rgba(150,144,136,0.9)";
      ctx.beginPath();
      ctx.arc(disc.x, top - disc.y, disc.look === "tree" ? 1.7 : Math.max(1, disc.radiusM), 0, 7);
      ctx.fill();
    }
    for (const o of zone.obstacles) {
      if (o.look === "water" || o.shape === "scatter") continue;
      ctx.fillStyle = o.look === "house" ? "#8a4a38" : "#5e574f";
      ctx.strokeStyle = o.look === "rock" ? "#8a8478" : "#4c453f";
      if (o.shape === "box") {
        ctx.fillRect(o.box[0], top - o.box[1] - o.box[3], o.box[2], o.box[3]);
      } else if (o.shape === "disc") {
        ctx.beginPath();
        ctx.arc(o.at[0], top - o.at[1], o.radiusM, 0, 7);
        ctx.fill();
      } else {
        ctx.lineWidth = Math.max(2, o.widthM);
        ctx.beginPath();
        for (const [n, [x, y]] of o.points.entries()) {
          if (n) ctx.lineTo(x, top - y);
          else ctx.moveTo(x, top - y);
        }
        ctx.stroke();
      }
    }
  }
}

/** Metres from the middle to the edge of the small map. */
const RADIUS_M = 75;

/** The round map in the corner, and the large one. */
export class Minimap {
  readonly #map: ZoneMap;
  readonly #terrain: Terrain;
  readonly #picture: Picture;
  readonly #stones: readonly Waystone[];
  readonly #knows: (stoneId: string) => boolean;

  /** @param knows has one discovered this way stone of the zone? */
  constructor(map: ZoneMap, terrain: Terrain, picture: Picture, knows: (stoneId: string) => boolean) {
    this.#stones = terrain.zone.objects.filter((object) => object.kind === "waystone");
    this.#knows = knows;
    this.#map = map;
    this.#terrain = terrain;
    this.#picture = picture;
  }

  draw(element: HTMLCanvasElement): void {
    const me = this.#picture.me;
    if (!me) return;
    const ctx = context(element);
    const size = element.width;
    const scale = size / (2 * RADIUS_M);
    ctx.fillStyle = "#1e2622";
    ctx.fillRect(0, 0, size, size);
    ctx.imageSmoothingEnabled = true;
    const top = this.#terrain.zone.heightM;
    ctx.drawImage(
      this.#map.picture,
      size / 2 - me.x * scale,
      size / 2 - (top - me.y) * scale,
      this.#map.picture.width * scale,
      this.#map.picture.height * scale,
    );
    const x = (wx: number) => size / 2 + (wx - me.x) * scale;
    const y = (wy: number) => size / 2 - (wy - me.y) * scale;
    for (const stone of this.#stones) this.#waystone(ctx, stone, x(stone.at[0]), y(stone.at[1]), size / 28);
    for (const entity of this.#picture.entities.values()) if (entity !== me) this.#dot(ctx, entity, x(entity.x), y(entity.y), size / 90);
    this.#landmarksAtEdge(ctx, me, size, scale);
    arrow(ctx, size / 2, size / 2, me.facing, size / 26);
  }

  /** The whole zone with the names of its places. */
  drawLarge(element: HTMLCanvasElement): void {
    const ctx = context(element);
    const { widthM, heightM, landmarks } = this.#terrain.zone;
    const scale = Math.min(element.width / widthM, element.height / heightM);
    ctx.drawImage(this.#map.picture, 0, 0, widthM * scale, heightM * scale);
    ctx.textAlign = "center";
    ctx.lineJoin = "round";
    for (const landmark of landmarks) {
      const x = landmark.at[0] * scale;
      const y = (heightM - landmark.at[1]) * scale;
      ctx.font = '600 15px Georgia, "DejaVu Serif", serif';
      ctx.strokeStyle = "rgba(20,12,10,0.85)";
      ctx.lineWidth = 4;
      ctx.strokeText(landmark.name, x, y - 8);
      ctx.fillStyle = "#ffe9b8";
      ctx.fillText(landmark.name, x, y - 8);
      ctx.beginPath();
      ctx.arc(x, y, 3.5, 0, 7);
      ctx.fill();
    }
    for (const stone of this.#stones) this.#waystone(ctx, stone, stone.at[0] * scale, (heightM - stone.at[1]) * scale, 16);
    const me = this.#picture.me;
    for (const entity of this.#picture.entities.values())
      if (entity !== me) this.#dot(ctx, entity, entity.x * scale, (heightM - entity.y) * scale, 2.4);
    if (me) arrow(ctx, me.x * scale, (heightM - me.y) * scale, me.facing, 10);
  }

  #dot(ctx: CanvasRenderingContext2D, entity: Entity, x: number, y: number, radius: number): void {
    if (entity.has(EntityFlag.DEAD)) return;
    if (entity.kind === EntityKind.NPC) ctx.fillStyle = entity.has(EntityFlag.IN_COMBAT) ? "#ff3a2a" : "#e8794e";
    else if (this.#picture.hasFeudWith(entity)) ctx.fillStyle = "#ff3a2a";
    else if (entity.kind === EntityKind.PLAYER) ctx.fillStyle = (CLASS_COLOURS[entity.template] ?? UNKNOWN_CLASS).light;
    else if (entity.kind === EntityKind.DROP) ctx.fillStyle = "#ffe27a";
    else return;
    ctx.beginPath();
    ctx.arc(x, y, entity.kind === EntityKind.PLAYER ? radius * 1.35 : radius, 0, 7);
    ctx.fill();
    ctx.strokeStyle = "rgba(10,6,8,0.7)";
    ctx.lineWidth = 1;
    ctx.stroke();
  }

  /** A standing stone: bright when one knows it. @param height px */
  #waystone(ctx: CanvasRenderingContext2D, { id }: Waystone, x: number, y: number, height: number): void {
    ctx.beginPath();
    ctx.moveTo(x - height / 2.5, y + height / 2);
    ctx.lineTo(x - height / 4, y - height / 2);
    ctx.lineTo(x + height / 4, y - height / 2);
    ctx.lineTo(x + height / 2.5, y + height / 2);
    ctx.closePath();
    ctx.fillStyle = this.#knows(id) ? "#6fd0ff" : "#98a1ad";
    ctx.strokeStyle = "rgba(10,6,8,0.85)";
    ctx.lineWidth = 2;
    ctx.stroke();
    ctx.fill();
  }

  /** Landmarks in sight are named; those beyond stand at the edge as points. */
  #landmarksAtEdge(ctx: CanvasRenderingContext2D, me: Entity, size: number, scale: number): void {
    ctx.textAlign = "center";
    for (const landmark of this.#terrain.zone.landmarks) {
      const dx = (landmark.at[0] - me.x) * scale;
      const dy = -(landmark.at[1] - me.y) * scale;
      const distance = Math.hypot(dx, dy);
      const edge = size / 2 - 9;
      const part = distance > edge ? edge / distance : 1;
      const x = size / 2 + dx * part;
      const y = size / 2 + dy * part;
      ctx.fillStyle = "#ffe9b8";
      ctx.strokeStyle = "rgba(20,12,10,0.85)";
      ctx.lineWidth = 2.5;
      ctx.beginPath();
      ctx.moveTo(x, y - 5);
      ctx.lineTo(x + 4, y);
      ctx.lineTo(x, y + 5);
      ctx.lineTo(x - 4, y);
      ctx.closePath();
      ctx.stroke();
      ctx.fill();
    }
  }
}

function arrow(ctx: CanvasRenderingContext2D, x: number, y: number, facing: number, size: number): void {
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate(-facing);
  ctx.beginPath();
  ctx.moveTo(size, 0);
  ctx.lineTo(-size * 0.7, size * 0.7);
  ctx.lineTo(-size * 0.3, 0);
  ctx.lineTo(-size * 0.7, -size * 0.7);
  ctx.closePath();
  ctx.fillStyle = "#ffffff";
  ctx.strokeStyle = "#1a1014";
  ctx.lineWidth = 2;
  ctx.stroke();
  ctx.fill();
  ctx.restore();
}
