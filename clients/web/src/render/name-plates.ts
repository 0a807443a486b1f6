import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import type { Entity } from "../game/entity.ts";
import type { Lexicon } from "../game/lexicon.ts";
import type { Picture } from "../game/picture.ts";
import type { Actors } from "./actors.ts";
import type { Camera } from "./camera.ts";
import type { Drawn, Moment } from "./moment.ts";
import { drawPlate, NamePlaces } from "./plates.ts";

/** A plate over what is no body. */
const NAME_ONLY = {
  level: 0,
  health: null,
  trailing: 0,
  colour: "#f2ead8",
  barColour: "",
  mark: "",
  chosen: false,
  cast: null,
  speech: null,
};

/** Names, bars and speech over what stands in the world. */
export class NamePlates {
  readonly #lexicon: Lexicon;
  readonly #picture: Picture;
  readonly #actors: Actors;
  readonly #names = new NamePlaces();

  constructor(lexicon: Lexicon, picture: Picture, actors: Actors) {
    this.#lexicon = lexicon;
    this.#picture = picture;
    this.#actors = actors;
  }

  /** In a crowd not every name can be read: those who matter first, then who stands nearest to the front. */
  draw(ctx: CanvasRenderingContext2D, camera: Camera, drawn: readonly Drawn[], moment: Moment): void {
    this.#names.clear();
    for (const must of [true, false]) {
      for (let n = drawn.length - 1; n >= 0; n--) {
        const { entity, fade } = drawn[n];
        if (entity && fade === 1 && this.#matters(entity, moment) === must) this.#plate(ctx, camera, entity, must, moment);
      }
    }
  }

  #matters(entity: Entity, moment: Moment): boolean {
    return entity === moment.hovered || entity.id === this.#picture.own.target || this.#picture.isEnemy(entity);
  }

  #plate(ctx: CanvasRenderingContext2D, camera: Camera, entity: Entity, must: boolean, moment: Moment): void {
    if (entity.kind === EntityKind.OBJECT) {
      if (entity === moment.hovered)
        drawPlate(ctx, camera, entity.x, entity.y, 1.7, { ...NAME_ONLY, name: this.#lexicon.object(entity.template)?.name ?? "" });
      return;
    }
    if (entity.kind === EntityKind.DROP) {
      if (entity === moment.hovered) {
        const item = this.#lexicon.item(entity.template);
        const plate = { ...NAME_ONLY, name: `${item?.name ?? "Something"}${entity.level > 1 ? ` ×${entity.level}` : ""}` };
        drawPlate(ctx, camera, entity.x, entity.y, 0.9, plate);
      }
      return;
    }
    if (entity.kind !== EntityKind.PLAYER && entity.kind !== EntityKind.NPC) return;
    const isMe = entity.id === this.#picture.ownId;
    const chosen = entity.id === this.#picture.own.target;
    const npc = entity.kind === EntityKind.NPC ? this.#lexicon.npc(entity.template) : undefined;
    const near = chosen || entity === moment.hovered || !npc || npc.elite === true || entity.has(EntityFlag.IN_COMBAT);
    if (entity.dead && !chosen && entity !== moment.hovered) return;
    if (isMe && entity.health >= 1 && !entity.has(EntityFlag.IN_COMBAT)) return;
    const enemy = this.#picture.isEnemy(entity);
    const casting = entity.casting;
    // of the many who fight beside one only the wounded have a bar
    const showsBar = (must || isMe) && (chosen || entity.has(EntityFlag.IN_COMBAT));
    const ability = casting && must ? this.#lexicon.ability(casting.ability) : undefined;
    const plate = {
      name:
        isMe || !near
          ? ""
          : this.#lexicon.nameOf(entity.kind, entity.template, entity.name) + (entity.has(EntityFlag.DISCONNECTED) ? " (away)" : ""),
      level: entity.level,
      health: !entity.dead && (showsBar || entity.health < 1) ? entity.health : null,
      trailing: entity.shownHealth,
      colour: npc?.neutral ? "#ffe07a" : enemy ? "#ff9a84" : "#a9e6ff",
      barColour: npc?.neutral && !entity.has(EntityFlag.IN_COMBAT) ? "#d9b13a" : enemy ? "#d8483a" : "#4fbf5a",
      mark: npc?.elite ? "★ " : entity.has(EntityFlag.PVP) ? "⚔ " : "",
      chosen,
      cast:
        casting && ability && !entity.dead
          ? {
              name: ability.name,
              part: Math.min(1, Math.max(0, (moment.shownTick - casting.startTick) / Math.max(1, casting.endTick - casting.startTick))),
            }
          : null,
      speech: entity.speech && moment.nowMs < entity.speech.untilMs ? entity.speech : null,
    };
    drawPlate(ctx, camera, entity.x, entity.y, this.#actors.bodyOf(entity).heightM, plate, { names: this.#names, must });
  }
}
