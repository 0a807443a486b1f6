import type { Ability, CharacterClass } from "#shared/content/schema.ts";
import { affords, readinessRefusal, schoolOf, spentAt } from "#shared/rules/ability.ts";
import { el, setText } from "../dom.ts";
import type { Lexicon } from "../game/lexicon.ts";
import type { Picture } from "../game/picture.ts";
import { abilityIcon } from "../render/icons.ts";
import { Bar } from "./bars.ts";

/** What is written on the keys of the slots. */
const SLOT_LABELS = "1234567890-=";

interface Slot {
  ability: Ability;
  button: HTMLButtonElement;
  sweep: HTMLElement;
  left: HTMLElement;
  charges: HTMLElement;
  /** Whole cooldown as far as known, ticks: what the sweep is measured by. */
  lastReady: number;
  startTick: number;
}

/** Abilities, things to use, the bar of what one casts, and experience. */
export class ActionBar {
  readonly element: HTMLElement;
  readonly abilities: readonly Ability[];
  readonly #picture: Picture;
  readonly #lexicon: Lexicon;
  readonly #slots: Slot[];
  readonly #cast = new Bar("cast", "cast-bar");
  readonly #experience = new Bar("experience", "experience");

  constructor(picture: Picture, lexicon: Lexicon, characterClass: CharacterClass, press: (slot: number) => void, quick: HTMLElement) {
    this.#picture = picture;
    this.#lexicon = lexicon;
    this.abilities = characterClass.abilities.flatMap((id) => lexicon.abilityById(id) ?? []);
    this.#slots = this.abilities.map((ability, n) => makeSlot(ability, n, characterClass, lexicon, () => press(n)));
    this.#cast.element.classList.add("cast-bar", "hidden");
    this.element = el(
      "div",
      { class: "bottom" },
      this.#cast.element,
      el("div", { class: "action-bar", role: "toolbar", "aria-label": "Abilities" }, ...this.#slots.map((slot) => slot.button), quick),
      el("div", { class: "experience" }, this.#experience.element),
    );
  }

  update(serverTick: number, tickMs: number, attacking: boolean): void {
    const { own } = this.#picture;
    const targetDistance = this.#targetDistance();
    for (const [n, slot] of this.#slots.entries()) {
      const { ability } = slot;
      const ready = Math.max(own.cooldowns.readyTicks[n] ?? 0, ability.globalCooldown ? own.cooldowns.globalReadyTick : 0);
      if (ready !== slot.lastReady) {
        slot.lastReady = ready;
        slot.startTick = serverTick;
      }
      const left = Math.max(0, ready - serverTick);
      const part = left > 0 ? left / Math.max(1, ready - slot.startTick) : 0;
      slot.sweep.style.setProperty("--part", String(Math.min(1, part)));
      const seconds = (left * tickMs) / 1000;
      setText(slot.left, seconds > 1.2 ? (seconds >= 10 ? String(Math.ceil(seconds)) : seconds.toFixed(1)) : "");
      const refusal = readinessRefusal(
        serverTick,
        own.movement.flags,
        0,
        0,
        false,
        affords(own.vitals.resource, own.vitals.health, ability.cost, ability.healthCost),
        schoolOf(ability) !== "physical",
      );
      if (ability.charges) setText(slot.charges, String(this.#chargesLeft(n, ability.charges, serverTick, tickMs)));
      slot.button.classList.toggle("unusable", refusal !== null && refusal !== "casting");
      slot.button.classList.toggle("poor", refusal === "not_enough_resource");
      slot.button.classList.toggle("far", ability.target === "enemy" && targetDistance !== null && targetDistance > ability.rangeM);
      slot.button.classList.toggle("active", n === 0 && attacking);
    }
    this.#updateCast(serverTick, tickMs);
    const { level, experience, nextLevelAt } = own.progress;
    const from = level > 1 ? (this.#lexicon.content.progression.experienceForLevel[level - 2] ?? 0) : 0;
    const text = nextLevelAt ? `Level ${level} — ${experience - from} / ${nextLevelAt - from} experience` : `Level ${level} — the highest`;
    this.#experience.set(nextLevelAt ? (experience - from) / Math.max(1, nextLevelAt - from) : 1, text);
  }

  #chargesLeft(slot: number, charges: { max: number; rechargeMs: number }, serverTick: number, tickMs: number): number {
    const known = this.#picture.own.charges.find((entry) => entry.slot === slot);
    return known ? charges.max - spentAt(serverTick, known.spent, known.rechargeTick, Math.ceil(charges.rechargeMs / tickMs)) : charges.max;
  }

  #targetDistance(): number | null {
    const { me, target } = this.#picture;
    return me && target ? Math.hypot(target.x - me.x, target.y - me.y) : null;
  }

  #updateCast(serverTick: number, tickMs: number): void {
    const { cast } = this.#picture.own;
    const ability = cast.ability ? this.#lexicon.ability(cast.ability) : undefined;
    this.#cast.element.classList.toggle("hidden", !ability);
    if (!ability) return;
    const left = (Math.max(0, cast.endTick - serverTick) * tickMs) / 1000;
    const done = (serverTick - cast.startTick) / Math.max(1, cast.endTick - cast.startTick);
    // what is channelled runs out
    this.#cast.set(ability.channel ? 1 - done : done, `${ability.name}  ${left.toFixed(1)} s`);
  }
}

function makeSlot(ability: Ability, n: number, characterClass: CharacterClass, lexicon: Lexicon, press: () => void): Slot {
  const sweep = el("span", { class: "sweep" });
  const left = el("span", { class: "cooldown-left" });
  const charges = el("span", { class: "charges" });
  const button = el(
    "button",
    { class: "slot", type: "button", "data-testid": `ability-${n + 1}`, "aria-label": `${n + 1}: ${ability.name}`, onclick: press },
    abilityIcon(ability, 56),
    sweep,
    left,
    charges,
    el("kbd", {}, SLOT_LABELS[n]),
    tooltip(ability, characterClass, lexicon),
  );
  return { ability, button, sweep, left, charges, lastReady: 0, startTick: 0 };
}

function tooltip(ability: Ability, characterClass: CharacterClass, lexicon: Lexicon): HTMLElement {
  const facts = [
    [ability.cost ? `${ability.cost} ${characterClass.resource.name}` : "", ability.healthCost ? `${ability.healthCost} health` : ""]
      .filter(Boolean)
      .join(", ") || "free",
    ability.channel
      ? `channelled for ${seconds(ability.channel.durationMs)}`
      : ability.castTimeMs
        ? `${seconds(ability.castTimeMs)} to cast`
        : "instant",
    ability.charges ? `${ability.charges.max} charges, one back every ${seconds(ability.charges.rechargeMs)}` : "",
    ability.target === "self" ? "" : `${ability.rangeM} m`,
    ability.area ? areaText(ability.area) : "",
    ability.lingers ? `stays for ${seconds(ability.lingers.durationMs)}` : "",
    ability.cooldownMs ? `every ${seconds(ability.cooldownMs)}` : "",
  ].filter(Boolean);
  const effects = ability.effects.map((effect) => {
    if (effect.kind !== "status") return "";
    const status = lexicon.content.statuses.find((entry) => entry.id === effect.status);
    return status ? `${status.name} for ${seconds(status.durationMs)}` : "";
  });
  return el(
    "span",
    { class: "tooltip", role: "tooltip" },
    el("strong", {}, ability.name),
    el("em", {}, facts.join(" · ")),
    el("span", {}, ability.description),
    ...effects.filter(Boolean).map((text) => el("span", { class: "tooltip-effect" }, text)),
  );
}

function areaText(area: NonNullable<Ability["area"]>): string {
  switch (area.shape) {
    case "circle":
      return `${area.radiusM} m around`;
    case "cone":
      return `${area.angleDeg}° arc`;
    case "line":
      return `${area.radiusM} m beam`;
    case "chain":
      return `up to ${area.maxTargets} targets`;
  }
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
