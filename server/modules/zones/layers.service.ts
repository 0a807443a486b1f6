import { Problem, type ProblemCode } from "#server/http/problem.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { type Placement, placeOn } from "#server/zones/placement.ts";
import type { ErrorCode } from "#shared/protocol/codes.ts";
import type { Content } from "#shared/content/schema.ts";
import type { Whereabouts } from "./whereabouts.ts";
import * as repository from "./zones.repository.ts";
import type { LayerChange, LayerWish } from "./zones.schema.ts";

/** From one change of layer to the next, s: it is no way out of a fight, and no way to every chest. */
const COOLDOWN_S = 60;

/** Who can send a character from one layer to another: the rooms. */
export interface LayerMover {
  /** @param roomId holds the character now @returns why it stays where it is; null: it is on its way @throws when the room does not answer */
  move(roomId: string, characterId: string, to: Placement): Promise<ErrorCode | null>;
}

/** What rooms may answer, in the API's words. All else means that it could not be done now. */
const REFUSALS: Readonly<Partial<Record<ErrorCode, ProblemCode>>> = {
  dead: "character_dead",
  in_combat: "character_in_combat",
  gone: "not_in_zone",
  zone_full: "layer_unavailable",
  zone_unavailable: "layer_unavailable",
  zone_closing: "layer_unavailable",
};

/** Players who want to go to another layer of the zone they are in. */
export class LayersService {
  readonly #prisma: PrismaClient;
  readonly #zones: ReadonlySet<string>;
  readonly #whereabouts: Whereabouts;
  readonly #mover: LayerMover;

  constructor(deps: { prisma: PrismaClient; content: Content; whereabouts: Whereabouts; mover: LayerMover }) {
    this.#prisma = deps.prisma;
    this.#zones = new Set(deps.content.zones.map(({ id }) => id));
    this.#whereabouts = deps.whereabouts;
    this.#mover = deps.mover;
  }

  /**
   * Sends a character to another layer, to the same place there. Its client is told over its connection to the zone.
   * @throws Problem zone_not_found, character_not_found, not_in_zone, player_not_found, on_layer_already, character_dead,
   * character_in_combat, layer_unavailable, layer_not_ready, busy
   */
  async change(accountId: string, zoneId: string, { characterId, ...wish }: LayerWish): Promise<LayerChange> {
    if (!this.#zones.has(zoneId)) throw new Problem("zone_not_found");
    const roomId = await repository.roomOf(this.#prisma, accountId, characterId);
    if (roomId === undefined) throw new Problem("character_not_found");
    const joinId = wish.joinName && (await repository.findByName(this.#prisma, wish.joinName.key));
    const places = await this.#whereabouts.of(joinId ? [characterId, joinId] : [characterId]);
    const here = places.get(characterId);
    if (roomId === null || here?.zoneId !== zoneId) throw new Problem("not_in_zone");
    const other = joinId ? places.get(joinId) : undefined;
    // whoever is elsewhere is as unknown as who does not exist
    if (wish.joinName && other?.zoneId !== zoneId) throw new Problem("player_not_found", { detail: "No such player is in this zone." });
    const layer = wish.layer ?? (other as typeof here).layer;
    if (layer === here.layer) throw new Problem("on_layer_already");
    if (!here.alive) throw new Problem("character_dead");
    if (here.inCombat) throw new Problem("character_in_combat");
    const to = await placeOn(this.#prisma, { zoneId, layer });
    if (!to) throw new Problem("layer_unavailable");
    await this.#move(roomId, characterId, to);
    return { zoneId, layer };
  }

  async #move(roomId: string, characterId: string, to: Placement): Promise<void> {
    const left = await repository.noteChange(this.#prisma, characterId, COOLDOWN_S);
    if (left > 0) throw new Problem("layer_not_ready", { headers: { "Retry-After": String(left) } });
    const refusal = await this.#mover.move(roomId, characterId, to).catch((): ErrorCode => "busy");
    if (refusal === null) return;
    await repository.forgetChange(this.#prisma, characterId);
    throw new Problem(REFUSALS[refusal] ?? "busy");
  }
}
