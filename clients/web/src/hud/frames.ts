import { isHarmful } from "#shared/content/harmful.ts";
import type { Action } from "#shared/protocol/action.ts";
import { ActionKind, DuelAction, DuelState, EntityKind } from "#shared/protocol/codes.ts";
import { el, fill, setText } from "../dom.ts";
import { secondsLeft } from "../game/clock.ts";
import type { Entity } from "../game/entity.ts";
import type { Lexicon } from "../game/lexicon.ts";
import type { PartyBook } from "../game/party.ts";
import type { Picture } from "../game/picture.ts";
import { npcBody, playerBody } from "../render/figures/cast.ts";
import { drawPortrait } from "../render/portrait.ts";
import { Bar } from "./bars.ts";
import { PvpSwitch } from "./pvp-switch.ts";

const PORTRAIT_PX = 76;

export interface FramesParts {
  picture: Picture;
  lexicon: Lexicon;
  /** Own name, class and packed appearance. */
  name: string;
  classCode: number;
  appearance: number;
  /** Players cannot choose here whether they fight each other. */
  pvpFixed: boolean;
  act(action: Action): void;
  party: PartyBook;
  /** Asks somebody to trade. */
  onTrade(name: string): void;
}

/** Oneself and one's target, in the upper left corner. */
export class Frames {
  readonly element: HTMLElement;
  readonly #picture: Picture;
  readonly #lexicon: Lexicon;
  readonly #name: string;
  readonly #self = makeFrame("self");
  readonly #target = makeFrame("target");
  readonly #resource: Bar;
  readonly #pvp: PvpSwitch;
  readonly #challenge: HTMLElement;
  readonly #trade: HTMLElement;
  readonly #invite: HTMLElement;
  readonly #party: PartyBook;
  readonly #statuses = el("div", { class: "statuses", "data-testid": "statuses" });
  #targetShown = 0;
  #statusKey = "";

  constructor({ picture, lexicon, name, classCode, appearance, pvpFixed, act, party, onTrade }: FramesParts) {
    this.#picture = picture;
    this.#lexicon = lexicon;
    this.#name = name;
    this.#party = party;
    this.#pvp = new PvpSwitch(act);
    if (!pvpFixed) this.#self.head.append(this.#pvp.element);
    this.#challenge = el(
      "button",
      {
        type: "button",
        class: "tag hidden",
        "data-testid": "challenge",
        onclick: () => act({ kind: ActionKind.DUEL, what: DuelAction.CHALLENGE, target: picture.own.target }),
      },
      "Duel",
    );
    this.#invite = el(
      "button",
      {
        type: "button",
        class: "tag hidden",
        "data-testid": "invite-target",
        onclick: () => picture.target && void party.invite(picture.target.name),
      },
      "Invite",
    );
    this.#trade = el(
      "button",
      { type: "button", class: "tag hidden", "data-testid": "trade-target", onclick: () => picture.target && onTrade(picture.target.name) },
      "Trade",
    );
    this.#target.head.append(el("span", { class: "tags" }, this.#trade, this.#invite, this.#challenge));
    this.#resource = new Bar(`resource-${classCode}`, "self-resource");
    this.#self.bars.append(this.#resource.element, this.#statuses);
    this.#target.element.classList.add("hidden");
    this.element = el("div", { class: "frames" }, this.#self.element, this.#target.element);
    drawPortrait(this.#self.portrait, playerBody(classCode, appearance, lexicon.looks), {
      spanM: 1.25,
      middleM: 1.5,
      turn: 0.35,
      nowMs: 0,
    });
  }

  update(nowMs: number, serverTick: number, tickMs: number): void {
    const { vitals, progress, shield, movement } = this.#picture.own;
    this.#pvp.update(movement.flags);
    setText(this.#self.name, this.#name);
    setText(this.#self.level, String(progress.level));
    this.#self.health.set(vitals.health / vitals.maxHealth, `${vitals.health}${shield ? ` + ${shield}` : ""} / ${vitals.maxHealth}`);
    this.#resource.set(vitals.resource / vitals.maxResource, `${vitals.resource} / ${vitals.maxResource}`);
    this.#updateStatuses(serverTick, tickMs);
    this.#updateTarget(this.#picture.target, nowMs, serverTick);
  }

  #updateTarget(target: Entity | null, nowMs: number, serverTick: number): void {
    const frame = this.#target;
    frame.element.classList.toggle("hidden", !target);
    if (!target) {
      this.#targetShown = 0;
      return;
    }
    const npc = target.kind === EntityKind.NPC ? this.#lexicon.npc(target.template) : undefined;
    if (this.#targetShown !== target.id) {
      this.#targetShown = target.id;
      const body = target.kind === EntityKind.PLAYER ? playerBody(target.template, target.appearance, this.#lexicon.looks) : npcBody(npc);
      const tall = body.heightM / body.size > 2;
      drawPortrait(frame.portrait, body, {
        spanM: (tall ? 1.25 : 1.5) * body.size,
        middleM: body.heightM * (tall ? 0.68 : 0.55),
        turn: tall ? -0.35 : -0.7,
        nowMs,
      });
      frame.element.classList.toggle("elite", npc?.elite === true);
    }
    frame.element.classList.toggle("hostile", this.#picture.isEnemy(target) && !npc?.neutral);
    this.#challenge.classList.toggle("hidden", !this.#mayChallenge(target));
    this.#trade.classList.toggle("hidden", target.kind !== EntityKind.PLAYER || target.id === this.#picture.ownId);
    this.#invite.classList.toggle("hidden", !this.#mayInvite(target));
    setText(frame.name, this.#lexicon.nameOf(target.kind, target.template, target.name));
    setText(frame.level, String(target.level));
    frame.health.set(target.health, target.dead ? "Dead" : `${Math.max(1, Math.round(target.health * 100))} %`);
    const casting = target.casting;
    const ability = casting ? this.#lexicon.ability(casting.ability) : undefined;
    frame.cast.element.classList.toggle("hidden", !casting || !ability);
    if (casting && ability)
      frame.cast.set((serverTick - casting.startTick) / Math.max(1, casting.endTick - casting.startTick), ability.name);
  }

  #mayChallenge(target: Entity): boolean {
    return (
      target.kind === EntityKind.PLAYER &&
      target.id !== this.#picture.ownId &&
      !target.dead &&
      this.#picture.own.offers.duel.state === DuelState.NONE
    );
  }

  #mayInvite(target: Entity): boolean {
    const { party, organises } = this.#party;
    const other = target.kind === EntityKind.PLAYER && target.id !== this.#picture.ownId;
    return other && !this.#party.has(target.name) && (party === null || organises);
  }

  #updateStatuses(serverTick: number, tickMs: number): void {
    const { statuses } = this.#picture.own;
    const left = statuses.map((status) => secondsLeft(status.endTick, serverTick, tickMs));
    const key = statuses.map((status, n) => `${status.status}:${status.stacks}:${left[n]}`).join();
    if (key === this.#statusKey) return;
    this.#statusKey = key;
    fill(
      this.#statuses,
      ...statuses.map((own, n) => {
        const status = this.#lexicon.status(own.status);
        return el(
          "span",
          { class: status && !isHarmful(status) ? "status good" : "status bad" },
          `${status?.name ?? "?"}${own.stacks > 1 ? ` ×${own.stacks}` : ""} ${left[n]}s`,
        );
      }),
    );
  }
}

function makeFrame(kind: "self" | "target") {
  const portrait = el("canvas", { width: PORTRAIT_PX * 2, height: PORTRAIT_PX * 2, class: "portrait" });
  const name = el("span", { class: "frame-name", "data-testid": `${kind}-name` });
  const level = el("span", { class: "frame-level", "data-testid": `${kind}-level` });
  const health = new Bar("health", `${kind}-health`);
  const cast = new Bar("cast");
  cast.element.classList.add("hidden");
  const head = el("div", { class: "frame-head" }, name);
  const bars = el("div", { class: "frame-bars" }, head, health.element, cast.element);
  const element = el(
    "section",
    { class: `frame frame-${kind}`, "data-testid": `${kind}-frame`, "aria-label": kind === "self" ? "You" : "Target" },
    el("div", { class: "portrait-ring" }, portrait, level),
    bars,
  );
  return { element, portrait, head, name, level, health, cast, bars };
}
