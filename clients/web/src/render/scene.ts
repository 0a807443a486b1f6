import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { canvas } from "../dom.ts";
import type { Entity } from "../game/entity.ts";
import type { Flights } from "../game/flights.ts";
import type { Lexicon } from "../game/lexicon.ts";
import { FAREWELL_MS, type Picture } from "../game/picture.ts";
import type { Camera } from "./camera.ts";
import { SCHOOL_COLOURS } from "./colour.ts";
import type { Effects } from "./effects.ts";
import { type Body, npcBody, playerBody } from "./figures/cast.ts";
import type { Motion } from "./figures/humanoid.ts";
import { SADDLE_M, sculptHorse } from "./figures/horse.ts";
import { Sculptor } from "./figures/sculptor.ts";
import type { Ground } from "./ground.ts";
import { drawAim, drawShadow, drawTargetRing, drawTelegraph } from "./marks.ts";
import { drawObject } from "./objects.ts";
import { drawPlate, NamePlaces } from "./plates.ts";
import type { Prop } from "./props/sprite.ts";
import type { Stage } from "./props/stage.ts";
import { drawDrop, drawLingering, drawProjectile } from "./things.ts";
import type { Water } from "./water.ts";

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

const STRIKE_MS = 380;
const FLASH_MS = 160;
const FALL_MS = 350;

export interface Aim {
  x: number;
  y: number;
  radiusM: number;
  rangeM: number;
}

export interface Moment {
  nowMs: number;
  /** Tick that others are shown at, and the newest estimate of the server's. */
  shownTick: number;
  serverTick: number;
  hovered: Entity | null;
  aim: Aim | null;
}

/** What a standing thing and a living one have in common: a place in the order from far to near. */
type Drawn = { y: number; prop: Prop | null; entity: Entity | null; fade: number };

/** Draws the world, far things first. */
export class Scene {
  readonly #ground: Ground;
  readonly #water: Water;
  readonly #stage: Stage;
  readonly #effects: Effects;
  readonly #flights: Flights;
  readonly #lexicon: Lexicon;
  readonly #picture: Picture;
  readonly #sculptor = new Sculptor();
  readonly #names = new NamePlaces();
  readonly #props: Prop[] = [];
  readonly #drawn: Drawn[] = [];
  readonly #motion: Motion = { stride: 0, speed: 0, strike: 1, casting: false, glow: "#ffffff", nowMs: 0 };
  #vignette: HTMLCanvasElement | null = null;

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
    this.#cloudShadows(ctx, camera, moment.nowMs);
    this.#plates(ctx, camera, moment);
    this.#effects.drawTexts(ctx, camera, moment.nowMs);
    this.#vignetteOver(ctx, camera);
  }

  bodyOf(entity: Entity): Body {
    return entity.kind === EntityKind.PLAYER
      ? playerBody(entity.template, entity.appearance, this.#lexicon.looks)
      : npcBody(this.#lexicon.npc(entity.template));
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
        this.#figure(ctx, camera, entity, fade, moment);
    }
  }

  #projectile(ctx: CanvasRenderingContext2D, camera: Camera, x: number, y: number, facing: number, ability: number, nowMs: number): void {
    const school = schoolOf(this.#lexicon, ability);
    drawProjectile(ctx, camera, x, y, facing, school, nowMs);
    if (school !== "physical") this.#effects.trail(x, y, 1.1, school, nowMs);
  }

  #figure(ctx: CanvasRenderingContext2D, camera: Camera, entity: Entity, fade: number, moment: Moment): void {
    const { nowMs } = moment;
    const body = this.bodyOf(entity);
    const fallen = entity.dead ? Math.min(1, (nowMs - entity.diedAt) / FALL_MS) : 0;
    const appearing = Math.min(1, (nowMs - entity.enteredAt) / 250);
    const alpha = fade * appearing * (entity.has(EntityFlag.DISCONNECTED) ? 0.45 : entity.has(EntityFlag.EVADING) ? 0.65 : 1);
    drawShadow(ctx, camera, entity.x, entity.y, body.footM * 0.9, 0.34 * alpha);
    const m = this.#motion;
    m.stride = entity.stride / body.size;
    m.speed = entity.dead ? 0 : entity.speed;
    m.strike = Math.min(1, (nowMs - entity.struckAt) / STRIKE_MS);
    m.casting = entity.casting !== null && !entity.dead;
    m.glow = SCHOOL_COLOURS[entity.casting ? schoolOf(this.#lexicon, entity.casting.ability) : "physical"] ?? "#ffffff";
    m.nowMs = nowMs + entity.index * 97;
    const flash = Math.max(0, 1 - (nowMs - entity.hitAt) / FLASH_MS) * 0.8;
    const saddleM = entity.has(EntityFlag.MOUNTED) && !entity.dead ? this.#horse(ctx, camera, entity, alpha) : 0;
    this.#sculptor.begin(camera, {
      x: entity.x,
      y: entity.y,
      z: entity.lift + saddleM,
      facing: entity.facing,
      size: body.size,
      fallen,
      flash,
      alpha,
    });
    body.sculpt(this.#sculptor, m);
    this.#sculptor.draw(ctx);
    if (entity.has(EntityFlag.STUNNED) && !entity.dead) this.#stars(ctx, camera, entity, body, nowMs);
    if (entity.has(EntityFlag.ROOTED) && !entity.dead && Math.random() < 0.2)
      this.#effects.rise(entity.x, entity.y, "#8ee05a", 1, body.footM, nowMs, 0.5);
    if (entity.has(EntityFlag.SLOWED) && !entity.dead && Math.random() < 0.12)
      this.#effects.rise(entity.x, entity.y, "#7fd0ff", 1, body.footM, nowMs, 0.4);
    if (m.casting && Math.random() < 0.4) this.#effects.rise(entity.x, entity.y, m.glow, 1, 0.5, nowMs, 1.8);
    if (m.speed > 3 && Math.random() < 0.08) this.#effects.dust(entity.x, entity.y, nowMs);
  }

  /** The mount under its rider. @returns how high he sits, m */
  #horse(ctx: CanvasRenderingContext2D, camera: Camera, entity: Entity, alpha: number): number {
    const pose = { x: entity.x, y: entity.y, z: entity.lift, facing: entity.facing, size: 1, fallen: 0, flash: 0, alpha };
    sculptHorse(this.#sculptor.begin(camera, pose), this.#motion);
    this.#sculptor.draw(ctx);
    this.#motion.speed = 0; // he sits
    return SADDLE_M;
  }

  #stars(ctx: CanvasRenderingContext2D, camera: Camera, entity: Entity, body: Body, nowMs: number): void {
    ctx.fillStyle = "#ffe27a";
    for (let n = 0; n < 4; n++) {
      const angle = nowMs / 260 + n * 1.57;
      ctx.beginPath();
      ctx.arc(
        camera.screenX(entity.x + Math.cos(angle) * 0.45),
        camera.screenY(entity.y + Math.sin(angle) * 0.45, body.heightM * 0.94),
        camera.pxPerM * 0.08,
        0,
        7,
      );
      ctx.fill();
    }
  }

  /** In a crowd not every name can be read: those who matter first, then who stands nearest to the front. */
  #plates(ctx: CanvasRenderingContext2D, camera: Camera, moment: Moment): void {
    this.#names.clear();
    for (const must of [true, false]) {
      for (let n = this.#drawn.length - 1; n >= 0; n--) {
        const { entity, fade } = this.#drawn[n];
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
    drawPlate(ctx, camera, entity.x, entity.y, this.bodyOf(entity).heightM, plate, { names: this.#names, must });
  }

  /** Shadows of clouds wander over the land. */
  #cloudShadows(ctx: CanvasRenderingContext2D, camera: Camera, nowMs: number): void {
    const sprite = cloudSprite();
    const spacing = 70;
    const driftX = nowMs / 900;
    const driftY = nowMs / 2600;
    const { left, right, bottom, top } = camera.view(30);
    ctx.globalAlpha = 0.34;
    for (let cy = Math.floor((bottom - driftY) / spacing); cy <= (top - driftY) / spacing; cy++) {
      for (let cx = Math.floor((left - driftX) / spacing); cx <= (right - driftX) / spacing; cx++) {
        const wobble = Math.sin(cx * 12.9 + cy * 78.2) * 20;
        const size = (46 + Math.sin(cx * 4.1 + cy * 9.7) * 14) * camera.pxPerM;
        ctx.drawImage(
          sprite,
          camera.screenX(cx * spacing + driftX + wobble) - size / 2,
          camera.screenY(cy * spacing + driftY - wobble) - size * 0.3,
          size,
          size * 0.6,
        );
      }
    }
    ctx.globalAlpha = 1;
  }

  #vignetteOver(ctx: CanvasRenderingContext2D, camera: Camera): void {
    if (!this.#vignette || this.#vignette.width !== camera.width || this.#vignette.height !== camera.height) {
      const layer = canvas(camera.width, camera.height);
      const radius = Math.hypot(camera.width, camera.height) / 2;
      const gradient = layer.createRadialGradient(
        camera.width / 2,
        camera.height / 2,
        radius * 0.45,
        camera.width / 2,
        camera.height / 2,
        radius,
      );
      gradient.addColorStop(0, "rgba(255,214,150,0.05)");
      gradient.addColorStop(1, "rgba(12,8,28,0.5)");
      layer.fillStyle = gradient;
      layer.fillRect(0, 0, camera.width, camera.height);
      this.#vignette = layer.canvas;
    }
    ctx.drawImage(this.#vignette, 0, 0);
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

let cloud: HTMLCanvasElement | null = null;

function cloudSprite(): HTMLCanvasElement {
  if (cloud) return cloud;
  const ctx = canvas(128, 128);
  const gradient = ctx.createRadialGradient(64, 64, 8, 64, 64, 64);
  gradient.addColorStop(0, "rgba(14,20,44,0.75)");
  gradient.addColorStop(0.6, "rgba(14,20,44,0.4)");
  gradient.addColorStop(1, "rgba(14,20,44,0)");
  ctx.fillStyle = gradient;
  ctx.fillRect(0, 0, 128, 128);
  cloud = ctx.canvas;
  return cloud;
}

/** The school an ability looks like: that of its first damage; healing is green. */
export function schoolOf(lexicon: Lexicon, abilityCode: number): string {
  const ability = lexicon.ability(abilityCode);
  if (ability?.school) return ability.school;
  for (const effect of ability?.effects ?? []) {
    if (effect.kind === "damage") return effect.school;
    if (effect.kind === "heal") return "nature";
    if (effect.kind !== "status") continue;
    const status = lexicon.content.statuses.find((entry) => entry.id === effect.status);
    if (status?.school) return status.school;
    if (status?.kind === "heal_over_time" || status?.kind === "root") return "nature";
    if (status?.kind === "haste") return "frost";
  }
  return "physical";
}
