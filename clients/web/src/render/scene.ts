import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import type { Entity } from "../game/entity.ts";
import type { Flights } from "../game/flights.ts";
import type { Lexicon } from "../game/lexicon.ts";
import { FAREWELL_MS, type Picture } from "../game/picture.ts";
import { Actors } from "./actors.ts";
import { Atmosphere } from "./atmosphere.ts";
import type { Camera } from "./camera.ts";
import type { Effects } from "./effects.ts";
import type { Body } from "./figures/cast.ts";
import type { Ground } from "./ground.ts";
import { drawAim, drawShadow, drawTargetRing, drawTelegraph } from "./marks.ts";
import type { Drawn, Moment } from "./moment.ts";
import { NamePlates } from "./name-plates.ts";
import { drawObject } from "./objects.ts";
import type { Prop } from "./props/sprite.ts";
import type { Stage } from "./props/stage.ts";
import { schoolOf } from "./school.ts";
import { drawDrop, drawLingering, drawProjectile } from "./things.ts";
import type { Water } from "./water.ts";

/** Draws the world, far things first. */
export class Scene {
  readonly #ground: Ground;
  readonly #water: Water;
  readonly #stage: Stage;
  readonly #effects: Effects;
  readonly #flights: Flights;
  readonly #lexicon: Lexicon;
  readonly #picture: Picture;
  readonly #actors: Actors;
  readonly #plates: NamePlates;
  readonly #atmosphere = new Atmosphere();
  readonly #props: Prop[] = [];
  readonly #drawn: Drawn[] = [];

  constructor(parts: {
    ground: Ground;
    water: Water;
    stage: Stage;
    effects: Effects;
    flights: Flights;
    lexicon: Lexicon;
    picture: Picture;
  }) {
    this.#ground = parts.ground;
    this.#water = parts.water;
    this.#stage = parts.stage;
    this.#effects = parts.effects;
    this.#flights = parts.flights;
    this.#lexicon = parts.lexicon;
    this.#picture = parts.picture;
    this.#actors = new Actors(parts.lexicon, parts.effects);
    this.#plates = new NamePlates(parts.lexicon, parts.picture, this.#actors);
  }

  draw(ctx: CanvasRenderingContext2D, camera: Camera, moment: Moment): void {
    this.#ground.draw(ctx, camera);
    this.#water.draw(ctx, camera, moment.nowMs);
    this.#order(camera, moment);
    for (const { prop } of this.#drawn) {
      if (prop?.shadowM) drawShadow(ctx, camera, prop.x, prop.y, prop.shadowM, 0.26);
      prop?.drawGround?.(ctx, camera);
    }
    this.#marks(ctx, camera, moment);
    this.#effects.drawGround(ctx, camera, moment.nowMs);
    for (const { prop, entity, fade } of this.#drawn) {
      if (prop) this.#prop(ctx, camera, prop, moment.nowMs);
      else if (entity) this.#entity(ctx, camera, entity, fade, moment);
    }
    for (const flight of this.#flights.all) this.#projectile(ctx, camera, flight.x, flight.y, flight.facing, flight.ability, moment.nowMs);
    this.#effects.drawAir(ctx, camera, moment.nowMs);
    this.#atmosphere.drawClouds(ctx, camera, moment.nowMs);
    this.#plates.draw(ctx, camera, this.#drawn, moment);
    this.#effects.drawTexts(ctx, camera, moment.nowMs);
    this.#atmosphere.drawVignette(ctx, camera);
  }

  bodyOf(entity: Entity): Body {
    return this.#actors.bodyOf(entity);
  }

  #order(camera: Camera, moment: Moment): void {
    this.#props.length = 0;
    this.#stage.collect(camera, this.#props);
    this.#drawn.length = 0;
    for (const prop of this.#props) this.#drawn.push({ y: prop.y, prop, entity: null, fade: 1 });
    const { left, right, bottom, top } = camera.view(3);
    const visible = (e: Entity) => e.x > left && e.x < right && e.y > bottom && e.y < top;
    for (const entity of this.#picture.entities.values())
      if (visible(entity)) this.#drawn.push({ y: entity.y, prop: null, entity, fade: 1 });
    for (const { entity, at } of this.#picture.leaving) {
      const fade = 1 - (moment.nowMs - at) / FAREWELL_MS;
      if (fade > 0 && visible(entity) && entity.kind !== EntityKind.PROJECTILE)
        this.#drawn.push({ y: entity.y, prop: null, entity, fade: Math.min(fade, 0.99) });
    }
    this.#drawn.sort((a, b) => b.y - a.y);
  }

  #marks(ctx: CanvasRenderingContext2D, camera: Camera, moment: Moment): void {
    const target = this.#picture.target;
    for (const { entity, fade } of this.#drawn) {
      if (!entity || fade < 1 || (entity.kind !== EntityKind.PLAYER && entity.kind !== EntityKind.NPC)) continue;
      const casting = entity.casting;
      const ability = casting ? this.#lexicon.ability(casting.ability) : undefined;
      if (!casting || !ability?.area || ability.target === "point") continue;
      const part = Math.min(1, (moment.shownTick - casting.startTick) / Math.max(1, casting.endTick - casting.startTick));
      drawTelegraph(ctx, camera, ability, entity.x, entity.y, entity.facing, Math.max(0, part), this.#picture.isEnemy(entity));
    }
    for (const { entity } of this.#drawn) {
      const ability = entity && isMark(entity) ? this.#lexicon.ability(entity.template) : undefined;
      if (!entity || !ability) continue;
      const part = (moment.nowMs - entity.enteredAt) / Math.max(1, ability.castTimeMs);
      drawTelegraph(ctx, camera, ability, entity.x, entity.y, 0, Math.min(1, part), true);
    }
    const hovered = moment.hovered;
    if (hovered && hovered !== target)
      drawTargetRing(ctx, camera, hovered.x, hovered.y, this.bodyOf(hovered).footM, "rgba(255,246,220,0.55)", moment.nowMs);
    if (target)
      drawTargetRing(
        ctx,
        camera,
        target.x,
        target.y,
        this.bodyOf(target).footM,
        this.#picture.isEnemy(target) ? "#ff5a44" : "#7dff9a",
        moment.nowMs,
      );
    const me = this.#picture.me;
    if (moment.aim && me) drawAim(ctx, camera, me.x, me.y, moment.aim.x, moment.aim.y, moment.aim.radiusM, moment.aim.rangeM, moment.nowMs);
  }

  #prop(ctx: CanvasRenderingContext2D, camera: Camera, prop: Prop, nowMs: number): void {
    // who stands behind a tree or a house must stay in sight, at least oneself and one's target
    const seeThrough = hides(prop, this.#picture.me) || hides(prop, this.#picture.target);
    if (seeThrough) ctx.globalAlpha = 0.42;
    prop.draw(ctx, camera, nowMs);
    if (seeThrough) ctx.globalAlpha = 1;
  }

  #entity(ctx: CanvasRenderingContext2D, camera: Camera, entity: Entity, fade: number, moment: Moment): void {
    switch (entity.kind) {
      case EntityKind.DROP:
        if (fade === 1)
          drawDrop(
            ctx,
            camera,
            entity.x,
            entity.y,
            this.#lexicon.item(entity.template),
            entity.target === 0 || entity.target === this.#picture.ownId,
            moment.nowMs,
          );
        return;
      case EntityKind.OBJECT: {
        const object = this.#lexicon.object(entity.template);
        if (object && fade === 1) drawObject(ctx, camera, object, entity.health < 1, moment.nowMs);
        return;
      }
      case EntityKind.PROJECTILE: {
        if (isMark(entity)) return;
        const school = schoolOf(this.#lexicon, entity.template);
        const ability = this.#lexicon.ability(entity.template);
        if (ability?.lingers && ability.area && (!ability.projectile || entity.speed < 1)) {
          drawLingering(ctx, camera, entity.x, entity.y, ability.area.radiusM, school, moment.nowMs);
          return;
        }
        this.#projectile(ctx, camera, entity.x, entity.y, entity.facing, entity.template, moment.nowMs);
        return;
      }
      case EntityKind.PLAYER:
      case EntityKind.NPC:
        this.#actors.draw(ctx, camera, entity, fade, moment);
    }
  }

  #projectile(ctx: CanvasRenderingContext2D, camera: Camera, x: number, y: number, facing: number, ability: number, nowMs: number): void {
    const school = schoolOf(this.#lexicon, ability);
    drawProjectile(ctx, camera, x, y, facing, school, nowMs);
    if (school !== "physical") this.#effects.trail(x, y, 1.1, school, nowMs);
  }
}

/** Is it the place where something will fall that is still being cast? */
function isMark(entity: Entity): boolean {
  return entity.kind === EntityKind.PROJECTILE && entity.has(EntityFlag.CASTING);
}

function hides(prop: Prop, entity: Entity | null): boolean {
  if (!entity || prop.coverM === 0) return false;
  return entity.y > prop.y && entity.y - prop.y < prop.coverM * 1.05 && Math.abs(entity.x - prop.x) < prop.halfWidthM + 0.5;
}
