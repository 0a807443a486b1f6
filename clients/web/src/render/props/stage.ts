import type { PublicZone } from "#shared/content/public.ts";
import type { Ground } from "#shared/content/map.ts";
import type { Camera } from "../camera.ts";
import { hash2 } from "../noise.ts";
import type { Terrain } from "../terrain.ts";
import { bridges } from "./bridge.ts";
import { decoration } from "./decor.ts";
import { makeFence } from "./fence.ts";
import { makeHouse, makeHut } from "./house.ts";
import { makeRock } from "./rock.ts";
import type { Prop } from "./sprite.ts";
import { makeTree } from "./tree.ts";
import { makeFountain, makePillar, makeTower, makeWall, type WallStyle } from "./wall.ts";

const BUCKET_M = 16;
/** How far props reach out of their place, m. */
const REACH_M = 16;

/** Everything that stands in the zone for good, found by where the camera looks. */
export class Stage {
  readonly #buckets = new Map<number, Prop[]>();

  constructor(zone: PublicZone, ground: Ground, terrain: Terrain) {
    for (const disc of ground.scattered) {
      this.#add(
        disc.look === "tree"
          ? makeTree(disc.x, disc.y, disc.radiusM, terrain.wood(disc.x, disc.y))
          : makeRock(disc.x, disc.y, disc.radiusM),
      );
    }
    for (const prop of builtProps(zone, terrain)) this.#add(prop);
    for (const prop of bridges(zone, terrain)) this.#add(prop);
    for (const prop of decoration(zone, terrain, ground.collision)) this.#add(prop);
  }

  /** Writes what may be in sight to `out`. */
  collect(camera: Camera, out: Prop[]): void {
    const { left, right, bottom, top } = camera.view(REACH_M);
    for (let cy = Math.floor(bottom / BUCKET_M); cy <= Math.floor(top / BUCKET_M); cy++) {
      for (let cx = Math.floor(left / BUCKET_M); cx <= Math.floor(right / BUCKET_M); cx++) {
        const bucket = this.#buckets.get(cy * 1024 + cx);
        if (bucket) for (const prop of bucket) out.push(prop);
      }
    }
  }

  #add(prop: Prop): void {
    const key = Math.floor(prop.y / BUCKET_M) * 1024 + Math.floor(prop.x / BUCKET_M);
    const bucket = this.#buckets.get(key);
    if (bucket) bucket.push(prop);
    else this.#buckets.set(key, [prop]);
  }
}

function* builtProps(zone: PublicZone, terrain: Terrain): Generator<Prop> {
  for (const obstacle of zone.obstacles) {
    switch (obstacle.shape) {
      case "box":
        if (obstacle.look === "house") yield makeHouse(obstacle.box);
        else if (obstacle.look === "rock" && terrain.zone.look === "cave") yield* rim(obstacle.box, terrain);
        else if (obstacle.look === "rock")
          yield makeRock(
            obstacle.box[0] + obstacle.box[2] / 2,
            obstacle.box[1] + obstacle.box[3] / 2,
            Math.max(obstacle.box[2], obstacle.box[3]) / 2,
          );
        else if (obstacle.look === "wall") yield* makePillar(obstacle.box);
        break;
      case "disc": {
        const [x, y] = obstacle.at;
        if (obstacle.look === "rock") yield makeRock(x, y, obstacle.radiusM);
        else if (obstacle.look === "house") yield makeHut(x, y, obstacle.radiusM);
        else if (obstacle.look === "wall") yield makeTower(x, y, obstacle.radiusM, styleOf(terrain, x, y, 2));
        else if (obstacle.look === "tree") yield makeTree(x, y, obstacle.radiusM, terrain.wood(x, y));
        else if (terrain.inTown(x, y)) yield makeFountain(x, y, obstacle.radiusM);
        break;
      }
      case "line": {
        if (obstacle.look === "wall")
          yield* makeWall(
            obstacle.points,
            obstacle.widthM,
            styleOf(terrain, obstacle.points[0][0], obstacle.points[0][1], obstacle.widthM),
          );
        else if (obstacle.look === "fence") yield* makeFence(obstacle.points);
        else if (obstacle.look === "rock") yield* boulders(obstacle.points, obstacle.widthM);
        break;
      }
    }
  }
}

function styleOf(terrain: Terrain, x: number, y: number, widthM: number): WallStyle {
  if (terrain.inTown(x, y)) return "town";
  return widthM < 1.9 ? "palisade" : "ruin";
}

/** Bedrock shows its edge alone: boulders where it meets the floor. */
function* rim([left, bottom, width, height]: readonly [number, number, number, number], terrain: Terrain): Generator<Prop> {
  for (let y = bottom + 0.5; y < bottom + height; y++) {
    for (let x = left + 0.5; x < left + width; x++) {
      const chance = hash2(x, y, 97);
      const edge = [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ].some(([dx, dy]) => !terrain.bedrock(x + dx, y + dy));
      if (edge && chance > 0.3) yield makeRock(x + (chance - 0.5) * 0.5, y + (hash2(y, x, 96) - 0.5) * 0.5, 0.7 + chance * 0.7);
    }
  }
}

/** A ridge: boulders shoulder to shoulder. */
function* boulders(points: ReadonlyArray<readonly [number, number]>, widthM: number): Generator<Prop> {
  for (let n = 1; n < points.length; n++) {
    const [ax, ay] = points[n - 1];
    const [bx, by] = points[n];
    const count = Math.ceil(Math.hypot(bx - ax, by - ay) / (widthM * 0.62));
    for (let k = 0; k < count; k++) {
      const t = k / count;
      const chance = hash2(n * 100 + k, Math.floor(ax), 98);
      yield makeRock(
        ax + (bx - ax) * t + (chance - 0.5) * 0.8,
        ay + (by - ay) * t + (hash2(k, n, 99) - 0.5) * 0.8,
        widthM * (0.5 + chance * 0.28),
      );
    }
  }
}
