import { CombatEventFlag, CombatEventKind, EntityKind } from "#shared/protocol/codes.ts";
import type { Effects } from "../render/effects.ts";
import { SCHOOL_COLOURS } from "../render/colour.ts";
import { schoolOf } from "../render/school.ts";
import type { Entity } from "./entity.ts";
import type { Flights } from "./flights.ts";
import type { Lexicon } from "./lexicon.ts";
import type { Picture, SeenEvent } from "./picture.ts";

/** What others do to the same one is counted over its head this often at most, ms. */
const OTHERS_EVERY_MS = 180;

export type LogKind = "dealt" | "taken" | "heal" | "loot" | "progress" | "info" | "error";

/** How long words stand over a head: a while, and longer for longer ones. */
const SPEECH_MS = 2200;
const SPEECH_MS_PER_LETTER = 55;
/** Longest text over the head of a player; the chat window has all of it. */
const MOST_SPOKEN = 90;

export interface NarratorParts {
  picture: Picture;
  lexicon: Lexicon;
  effects: Effects;
  flights: Flights;
  heightOf(entity: Entity): number;
  log(kind: LogKind, text: string): void;
  /** Says it large, in the middle. */
  announce(text: string): void;
  /** Shakes the picture, 0 … 1. */
  shake(strength: number): void;
  /** Where the last ability aimed at a point went. */
  lastAim(): { x: number; y: number };
}

/** Turns combat events into what is seen and read. */
export class Narrator {
  readonly #p: NarratorParts;

  constructor(parts: NarratorParts) {
    this.#p = parts;
  }

  tell(event: SeenEvent, nowMs: number): void {
    switch (event.kind) {
      case CombatEventKind.DAMAGE:
        return this.#damage(event, nowMs);
      case CombatEventKind.HEAL:
        return this.#heal(event, nowMs);
      case CombatEventKind.DODGE:
        this.#struck(event, nowMs);
        if (!event.mine) return;
        this.#over(event.targetEntity, "Dodge", "#dfe8f2", 15, nowMs);
        this.#p.log(this.#isMe(event.targetEntity) ? "info" : "dealt", `${this.#name(event.targetEntity)} dodges ${this.#ability(event)}.`);
        return;
      case CombatEventKind.CAST_FINISHED:
        return this.#finished(event, nowMs);
      case CombatEventKind.CAST_INTERRUPTED:
        if (event.sourceEntity && (event.mine || event.sourceEntity.id === this.#p.picture.own.target))
          this.#over(event.sourceEntity, "Interrupted", "#ffb08a", 14, nowMs);
        return;
      case CombatEventKind.DEATH:
        return this.#death(event, nowMs);
      case CombatEventKind.LEVEL_UP:
        return this.#levelUp(event, nowMs);
      case CombatEventKind.STATUS_APPLIED: {
        const status = this.#p.lexicon.status(event.ability);
        if (status && event.mine) this.#over(event.targetEntity, status.name, "#d8c2ff", 13, nowMs);
        return;
      }
      case CombatEventKind.LAUNCH:
        return this.#launch(event, nowMs);
      case CombatEventKind.TELEPORT:
        if (event.sourceEntity) this.#p.effects.rise(event.sourceEntity.x, event.sourceEntity.y, "#a8d8ff", 18, 0.7, nowMs);
        return;
      case CombatEventKind.MISS:
        return this.#avoided(event, "Miss", "misses", nowMs);
      case CombatEventKind.IMMUNE:
        if (event.mine) this.#over(event.targetEntity, "Immune", "#f2e6b0", 15, nowMs);
        return;
      case CombatEventKind.BLOCK:
        if (event.mine) this.#over(event.targetEntity, `Block ${event.amount}`, "#cfd8e0", 13, nowMs);
        return;
      case CombatEventKind.ABSORB:
        this.#struck(event, nowMs);
        if (event.mine) this.#over(event.targetEntity, `Absorb ${event.amount}`, "#ffe9a8", 14, nowMs);
        return;
      case CombatEventKind.DISPEL:
      case CombatEventKind.STATUS_ENDED: {
        const status = this.#p.lexicon.status(event.ability);
        if (status && event.mine) this.#p.log("info", `${status.name} ends on ${this.#name(event.targetEntity)}.`);
        return;
      }
      case CombatEventKind.INTERRUPT:
        if (event.mine) this.#p.log("info", `${this.#name(event.sourceEntity)} interrupts ${this.#ability(event)}.`);
        return;
      case CombatEventKind.SAY:
        return this.#say(event, nowMs);
      case CombatEventKind.ENRAGE:
        return this.#over(event.sourceEntity, "Enraged", "#ff5a3c", 22, nowMs);
      case CombatEventKind.PHASE:
        return this.#phase(event, nowMs);
      case CombatEventKind.DUEL_STARTED:
        return this.#duelStarted(event);
      case CombatEventKind.DUEL_ENDED:
        return this.#duelEnded(event, nowMs);
      case CombatEventKind.RESURRECTED:
        return this.#resurrected(event, nowMs);
      case CombatEventKind.RESPAWN:
        if (event.targetEntity) this.#p.effects.rise(event.targetEntity.x, event.targetEntity.y, "#ffe48a", 20, 0.8, nowMs);
        return;
    }
  }

  #avoided(event: SeenEvent, word: string, verb: string, nowMs: number): void {
    this.#struck(event, nowMs);
    if (!event.mine) return;
    this.#over(event.targetEntity, word, "#dfe8f2", 15, nowMs);
    this.#p.log("info", `${this.#ability(event)} ${verb} ${this.#name(event.targetEntity)}.`);
  }

  /** A player says something; nobody sees it who does not see him. */
  speak(name: string, text: string, loud: boolean, nowMs: number): void {
    const letters = [...text];
    const short = letters.length > MOST_SPOKEN ? `${letters.slice(0, MOST_SPOKEN - 1).join("")}…` : text;
    for (const entity of this.#p.picture.entities.values()) {
      if (entity.kind === EntityKind.PLAYER && entity.name === name)
        entity.speech = { text: short, loud, untilMs: nowMs + SPEECH_MS + SPEECH_MS_PER_LETTER * short.length };
    }
  }

  #say({ sourceEntity: speaker, amount }: SeenEvent, nowMs: number): void {
    const saying = this.#p.lexicon.saying(amount);
    if (!saying || !speaker) return;
    const name = this.#name(speaker);
    const emote = saying.style === "emote";
    speaker.speech = {
      text: emote ? `*${saying.text}*` : saying.text,
      loud: saying.style === "yell",
      untilMs: nowMs + SPEECH_MS + SPEECH_MS_PER_LETTER * saying.text.length,
    };
    this.#p.log("info", emote ? `${name} ${saying.text}.` : `${name} ${saying.style === "yell" ? "yells" : "says"}: ${saying.text}`);
  }

  #phase({ sourceEntity: boss, amount }: SeenEvent, nowMs: number): void {
    if (!boss || amount < 2) return;
    const npc = this.#p.lexicon.npc(boss.template);
    const phase = npc && this.#p.lexicon.phaseOf(npc.id, amount);
    if (!phase) return;
    this.#over(boss, phase, "#ffd27a", 24, nowMs);
    this.#p.effects.ring(boss.x, boss.y, 0.4, 6, "#ff9a5a", 900, nowMs, true);
    this.#p.shake(0.4);
    this.#p.log("info", `${this.#name(boss)}: ${phase}`);
  }

  #damage(event: SeenEvent, nowMs: number): void {
    const target = event.targetEntity;
    const critical = (event.flags & CombatEventFlag.CRITICAL) !== 0;
    const periodic = (event.flags & CombatEventFlag.PERIODIC) !== 0;
    if (!periodic) this.#struck(event, nowMs);
    if (!target) return;
    const school = periodic ? (this.#p.lexicon.status(event.ability)?.school ?? "physical") : schoolOf(this.#p.lexicon, event.ability);
    target.hitAt = nowMs;
    const height = this.#p.heightOf(target);
    this.#p.effects.burst(
      target.x,
      target.y,
      height * 0.5,
      school === "physical" ? "#ffd9b0" : (SCHOOL_COLOURS[school] ?? "#ffffff"),
      periodic ? 4 : critical ? 18 : 9,
      nowMs,
      critical ? 4.5 : 3,
    );
    const onMe = this.#isMe(target);
    const byMe = this.#isMe(event.sourceEntity);
    if (onMe) {
      this.#over(target, `-${event.amount}`, "#ff6a55", critical ? 25 : 19, nowMs);
      this.#p.shake(critical ? 0.9 : 0.35);
      this.#p.log(
        "taken",
        `${this.#name(event.sourceEntity, "Something")} ${critical ? "critically hits" : "hits"} you with ${this.#what(event, periodic)} for ${event.amount}.`,
      );
    } else if (byMe) {
      this.#over(
        target,
        `${event.amount}${critical ? "!" : ""}`,
        critical ? "#ffd24a" : periodic ? "#f2c9a0" : "#ffffff",
        critical ? 27 : periodic ? 15 : 19,
        nowMs,
      );
      if (critical) this.#p.shake(0.3);
      this.#p.log(
        "dealt",
        `Your ${this.#what(event, periodic)} ${critical ? "critically hits" : "hits"} ${this.#name(target)} for ${event.amount}.`,
      );
    } else if (target.kind === EntityKind.NPC && nowMs - target.countedAt > OTHERS_EVERY_MS) {
      target.countedAt = nowMs;
      this.#over(target, String(event.amount), "rgba(236,226,206,0.75)", 13, nowMs);
    }
  }

  #launch(event: SeenEvent, nowMs: number): void {
    const { sourceEntity: source, targetEntity: target } = event;
    const speedMps = this.#p.lexicon.ability(event.ability)?.projectile?.speedMps;
    if (source && target && speedMps) this.#p.flights.launch(source, target, event.ability, speedMps, nowMs);
  }

  #heal(event: SeenEvent, nowMs: number): void {
    const target = event.targetEntity;
    if (!(event.flags & CombatEventFlag.PERIODIC)) this.#struck(event, nowMs);
    if (!target || event.amount === 0) return;
    this.#p.effects.rise(target.x, target.y, "#9df07a", 10, 0.6, nowMs);
    if (!event.mine) return;
    this.#over(target, `+${event.amount}`, "#8cf07a", event.flags & CombatEventFlag.CRITICAL ? 24 : 18, nowMs);
    const whom = this.#isMe(target) ? "you" : this.#name(target);
    this.#p.log(
      "heal",
      `${this.#isMe(event.sourceEntity) ? "Your" : `${this.#name(event.sourceEntity, "Somebody")}'s`} ${this.#what(event, (event.flags & CombatEventFlag.PERIODIC) !== 0)} heals ${whom} for ${event.amount}.`,
    );
  }

  /** A cast is done: what it does to the ground. */
  #finished(event: SeenEvent, nowMs: number): void {
    this.#struck(event, nowMs);
    const ability = this.#p.lexicon.ability(event.ability);
    const source = event.sourceEntity;
    if (!ability?.area || !source) return;
    const colour = SCHOOL_COLOURS[schoolOf(this.#p.lexicon, event.ability)] ?? "#ffffff";
    const { effects } = this.#p;
    if (ability.area.shape === "cone") {
      const half = (ability.area.angleDeg * Math.PI) / 360;
      for (let n = 0; n < 14; n++) {
        const angle = source.facing - half + (2 * half * n) / 13;
        effects.burst(
          source.x + Math.cos(angle) * ability.area.radiusM * 0.7,
          source.y + Math.sin(angle) * ability.area.radiusM * 0.7,
          0.9,
          "#fff2d8",
          2,
          nowMs,
          1.6,
          0.08,
        );
      }
      return;
    }
    const at = ability.target === "point" && this.#isMe(source) ? this.#p.lastAim() : (event.targetEntity ?? source);
    if (ability.target === "point" && !this.#isMe(source)) return;
    // many do it at once in a big fight: of others the edge is enough
    effects.ring(at.x, at.y, 0.3, ability.area.radiusM, colour, 550, nowMs, event.mine);
    if (event.mine) effects.ring(at.x, at.y, 0.2, ability.area.radiusM * 0.7, colour, 420, nowMs);
    const sparks = this.#isMe(source) ? 26 : 8;
    for (let n = 0; n < sparks; n++) {
      const angle = Math.random() * 6.28;
      const r = Math.sqrt(Math.random()) * ability.area.radiusM;
      effects.burst(at.x + Math.cos(angle) * r, at.y + Math.sin(angle) * r, 0.2, colour, 2, nowMs, 3, 0.12);
    }
    if (event.mine) this.#p.shake(0.25);
  }

  #death(event: SeenEvent, nowMs: number): void {
    const dead = event.targetEntity;
    if (!dead) return;
    dead.diedAt = nowMs;
    this.#p.effects.burst(dead.x, dead.y, 0.6, "#c8b8a0", 14, nowMs, 2.4);
    if (this.#isMe(dead)) {
      this.#p.log("taken", event.sourceEntity ? `${this.#name(event.sourceEntity)} killed you.` : "You died.");
      this.#p.shake(1);
    } else if (event.mine) this.#p.log("progress", `You killed ${this.#name(dead)}.`);
    else if (dead.kind === EntityKind.PLAYER) this.#p.log("info", `${this.#name(dead)} died.`);
  }

  #duelStarted(event: SeenEvent): void {
    if (event.mine) this.#p.announce("Fight!");
    this.#p.log("info", `${this.#name(event.sourceEntity, "Somebody")} and ${this.#name(event.targetEntity, "somebody")} fight a duel.`);
  }

  #duelEnded(event: SeenEvent, nowMs: number): void {
    const { sourceEntity: winner, targetEntity: loser } = event;
    if (winner) this.#p.effects.rise(winner.x, winner.y, "#ffe27a", 24, 0.9, nowMs, 2.4);
    if (this.#isMe(winner)) this.#p.announce(`You have won the duel against ${this.#name(loser, "somebody")}.`);
    if (this.#isMe(loser)) this.#p.announce(`You have lost the duel against ${this.#name(winner, "somebody")}.`);
    this.#p.log(
      event.mine ? "progress" : "info",
      `${this.#name(winner, "Somebody")} wins the duel against ${this.#name(loser, "somebody")}.`,
    );
  }

  #resurrected(event: SeenEvent, nowMs: number): void {
    const { sourceEntity: healer, targetEntity: risen } = event;
    if (!risen) return;
    this.#p.effects.rise(risen.x, risen.y, "#ffe48a", 30, 0.9, nowMs, 2.4);
    const whom = this.#isMe(risen) ? "you" : this.#name(risen);
    this.#p.log(event.mine ? "progress" : "info", `${this.#name(healer, "Somebody")} calls ${whom} back to life.`);
  }

  #levelUp(event: SeenEvent, nowMs: number): void {
    const who = event.targetEntity ?? event.sourceEntity;
    if (!who) return;
    const { effects } = this.#p;
    effects.ring(who.x, who.y, 0.2, 3.2, "#ffe27a", 900, nowMs, true);
    effects.rise(who.x, who.y, "#ffe27a", 46, 1, nowMs, 3);
    this.#over(who, `Level ${event.amount}!`, "#ffe27a", this.#isMe(who) ? 30 : 18, nowMs);
    this.#p.log("progress", this.#isMe(who) ? `You reach level ${event.amount}.` : `${this.#name(who)} reaches level ${event.amount}.`);
  }

  /** Somebody did something: his arms show it. */
  #struck(event: SeenEvent, nowMs: number): void {
    if (event.sourceEntity) event.sourceEntity.struckAt = nowMs;
  }

  #over(entity: Entity | null, text: string, colour: string, size: number, nowMs: number): void {
    if (entity) this.#p.effects.text(text, entity.x, entity.y, this.#p.heightOf(entity), colour, size, nowMs);
  }

  #isMe(entity: Entity | null): boolean {
    return entity !== null && entity.id === this.#p.picture.ownId;
  }

  #name(entity: Entity | null, unknown = "it"): string {
    return entity ? this.#p.lexicon.nameOf(entity.kind, entity.template, entity.name) : unknown;
  }

  #ability(event: SeenEvent): string {
    return this.#p.lexicon.ability(event.ability)?.name ?? "an attack";
  }

  #what(event: SeenEvent, periodic: boolean): string {
    return periodic ? (this.#p.lexicon.status(event.ability)?.name ?? "an effect") : this.#ability(event);
  }
}
