import { compileGround, reachableFrom } from "#shared/content/map.ts";
import type { PublicContent, PublicZone } from "#shared/content/public.ts";
import type { Ability } from "#shared/content/schema.ts";
import type { Rng } from "#shared/primitives/rng.ts";
import { Cell } from "#shared/rules/collision.ts";
import type { HttpClient } from "../http.ts";
import type { Way } from "./body.ts";
import { Navigator } from "./navigator.ts";

export type Placement = "spread" | "dense";

/** Homes of bots that fight lie within this distance of the entry, m: farther out live those who kill beginners. */
const HUNTING_GROUND_M = 220;
/** Homes of a dense crowd lie within this distance of one common place, m. */
const DENSE_M = 35;

/** A zone as a bot knows it: its ground, and where one can be at home in it. */
export class KnownZone {
  readonly navigator: Navigator;
  readonly id: string;
  /** Portals to other zones. */
  readonly ways: readonly Way[];
  readonly #zone: PublicZone;
  /** Cells that can be walked to and lie in no safe area. */
  readonly #wild: Uint32Array;
  readonly #hunting: Uint32Array;

  constructor(zone: PublicZone) {
    const map = compileGround(zone).collision;
    this.navigator = new Navigator(map);
    this.#zone = zone;
    this.id = zone.id;
    this.ways = zone.objects.flatMap((object, n) =>
      object.kind === "portal" && object.to.zone !== undefined && object.to.zone !== zone.id
        ? [{ at: object.at, rangeM: object.rangeM, castTimeMs: object.castTimeMs, template: n + 1 }]
        : [],
    );
    const [entryX, entryY] = zone.entry.at;
    const reachable = reachableFrom(map, entryX, entryY, Cell.SOLID);
    const wild: number[] = [];
    const hunting: number[] = [];
    for (let cell = 0; cell < reachable.length; cell++) {
      if (!reachable[cell] || map.cells[cell] & Cell.SAFE) continue;
      wild.push(cell);
      if (Math.hypot((cell % map.cols) - entryX, Math.floor(cell / map.cols) - entryY) < HUNTING_GROUND_M) hunting.push(cell);
    }
    this.#wild = Uint32Array.from(wild);
    this.#hunting = Uint32Array.from(hunting.length ? hunting : wild);
  }

  /** A place to be at home. Dense: all near one place that is the same for every bot of a seed. */
  home(placement: Placement, fights: boolean, crowd: Rng, own: Rng): [number, number] {
    const cells = fights ? this.#hunting : this.#wild;
    if (cells.length === 0) return [this.#zone.entry.at[0], this.#zone.entry.at[1]];
    if (placement === "spread") return this.#middle(cells[own.int(0, cells.length - 1)]);
    const [x, y] = this.#middle(cells[crowd.int(0, cells.length - 1)]);
    return this.navigator.freeNear(x + own.range(-DENSE_M, DENSE_M), y + own.range(-DENSE_M, DENSE_M));
  }

  #middle(cell: number): [number, number] {
    const { cols } = this.navigator.map;
    return [(cell % cols) + 0.5, Math.floor(cell / cols) + 0.5];
  }
}

/** What every client may know before it enters: read once for all bots of a process. */
export class Knowledge {
  readonly content: PublicContent;
  readonly #zones = new Map<string, KnownZone>();

  /** @throws Error when the server does not answer with its content */
  static async fetch(http: HttpClient, endpoint: string): Promise<Knowledge> {
    const answer = await http.send("GET", `${endpoint}/api/v1/content`);
    if (answer.status !== 200) throw new Error(`GET /api/v1/content answered ${answer.status}`);
    return new Knowledge(answer.body as PublicContent);
  }

  constructor(content: PublicContent) {
    this.content = content;
  }

  zone(zoneId: string): KnownZone {
    let known = this.#zones.get(zoneId);
    if (!known) {
      const zone = this.content.zones.find((z) => z.id === zoneId);
      if (!zone) throw new Error(`the content has no zone "${zoneId}"`);
      known = new KnownZone(zone);
      this.#zones.set(zoneId, known);
    }
    return known;
  }

  /** Abilities of a class in slot order. */
  abilities(classId: string): Ability[] {
    const ids = this.content.classes.find((c) => c.id === classId)?.abilities ?? [];
    return ids.flatMap((id) => this.content.abilities.filter((a) => a.id === id));
  }

  get classIds(): string[] {
    return this.content.classes.map((c) => c.id);
  }
}
