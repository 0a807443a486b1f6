import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import type { Entity } from "../game/entity.ts";
import type { Lexicon } from "../game/lexicon.ts";
import type { Camera } from "./camera.ts";
import { SCHOOL_COLOURS } from "./colour.ts";
import type { Effects } from "./effects.ts";
import { type Body, npcBody, playerBody } from "./figures/cast.ts";
import { SADDLE_M, sculptHorse } from "./figures/horse.ts";
import type { Motion } from "./figures/humanoid.ts";
import { Sculptor } from "./figures/sculptor.ts";
import { drawShadow } from "./marks.ts";
import type { Moment } from "./moment.ts";
import { schoolOf } from "./school.ts";

const STRIKE_MS = 380;
const FLASH_MS = 160;
const FALL_MS = 350;

/** Draws players and NPCs. */
export class Actors {
  readonly #lexicon: Lexicon;
  readonly #effects: Effects;
  readonly #sculptor = new Sculptor();
  readonly #motion: Motion = { stride: 0, speed: 0, strike: 1, casting: false, glow: "#ffffff", nowMs: 0 };

  constructor(lexicon: Lexicon, effects: Effects) {
    this.#lexicon = lexicon;
    this.#effects = effects;
  }

  bodyOf(entity: Entity): Body {
    return entity.kind === EntityKind.PLAYER
      ? playerBody(entity.template, entity.appearance, this.#lexicon.looks)
      : npcBody(this.#lexicon.npc(entity.template));
  }

  /** @param fade 1: here, less: on its way out of the picture */
  draw(ctx: CanvasRenderingContext2D, camera: Camera, entity: Entity, fade: number, moment: Moment): void {
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
}
