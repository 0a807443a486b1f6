import { el, setText } from "../dom.ts";
import type { Entity } from "../game/entity.ts";
import type { Lexicon } from "../game/lexicon.ts";
import type { Picture } from "../game/picture.ts";
import { Bar } from "./bars.ts";

/** Bosses that fight farther away than this are somebody else's, m. */
const NEAR_M = 60;

/** The boss one fights: its name, phase, health and what it casts, at the top of the page. */
export class BossFrame {
  readonly element: HTMLElement;
  readonly #picture: Picture;
  readonly #lexicon: Lexicon;
  readonly #name = el("span", { class: "boss-name", "data-testid": "boss-name" });
  readonly #phase = el("span", { class: "boss-phase", "data-testid": "boss-phase" });
  readonly #health = new Bar("health", "boss-health");
  readonly #cast = new Bar("cast");

  constructor(picture: Picture, lexicon: Lexicon) {
    this.#picture = picture;
    this.#lexicon = lexicon;
    this.element = el(
      "section",
      { class: "boss-frame hidden", "data-testid": "boss-frame", "aria-label": "Boss" },
      el("div", { class: "boss-head" }, this.#name, this.#phase),
      this.#health.element,
      this.#cast.element,
    );
  }

  update(serverTick: number): void {
    const boss = this.#nearest();
    this.element.classList.toggle("hidden", boss === null);
    if (!boss) return;
    const npc = this.#lexicon.npc(boss.template);
    setText(this.#name, npc?.name ?? "");
    setText(this.#phase, (npc && this.#lexicon.phaseOf(npc.id, boss.phase)) ?? "");
    this.#health.set(boss.health, `${Math.ceil(boss.health * 100)} %`);
    const casting = boss.casting;
    const ability = casting ? this.#lexicon.ability(casting.ability) : undefined;
    this.#cast.element.classList.toggle("hidden", !casting || !ability);
    if (casting && ability)
      this.#cast.set((serverTick - casting.startTick) / Math.max(1, casting.endTick - casting.startTick), ability.name);
  }

  #nearest(): Entity | null {
    const me = this.#picture.me;
    let nearest: Entity | null = null;
    let least = NEAR_M * NEAR_M;
    for (const entity of this.#picture.entities.values()) {
      if (!me || entity.phase === 0 || entity.dead) continue;
      const distance = (entity.x - me.x) ** 2 + (entity.y - me.y) ** 2;
      if (distance >= least) continue;
      least = distance;
      nearest = entity;
    }
    return nearest;
  }
}
