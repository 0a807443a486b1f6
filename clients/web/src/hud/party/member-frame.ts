import { el, fill, setText } from "../../dom.ts";
import type { Lexicon } from "../../game/lexicon.ts";
import type { MemberNow } from "../../game/party.ts";
import type { PartyMember } from "../../net/party-ways.ts";
import { Bar } from "../bars.ts";
import { partyIcon, rankIcon, readyIcon } from "./icons.ts";

/** Where one is oneself. */
export interface Here {
  zoneId: string;
  layer: number;
}

export interface MemberFrameParts {
  lexicon: Lexicon;
  here: () => Here;
  onTarget(member: PartyMember): void;
  /** To the layer the member is on. */
  onJoin(member: PartyMember): void;
  onMenu(member: PartyMember, x: number, y: number): void;
}

/** One member of the party: who, how, where. In raids without resource and icons of roles, so that forty fit. */
export class MemberFrame {
  readonly element: HTMLElement;
  readonly #parts: MemberFrameParts;
  readonly #frame: HTMLElement;
  readonly #join: HTMLButtonElement;
  readonly #name = el("span", { class: "member-name" });
  readonly #level = el("span", { class: "member-level" });
  readonly #marks = el("span", { class: "member-marks" });
  readonly #compact: boolean;
  readonly #health: Bar;
  readonly #resource: Bar;
  #member: PartyMember;
  #marked = "";

  constructor(member: PartyMember, compact: boolean, parts: MemberFrameParts) {
    this.#member = member;
    this.#parts = parts;
    this.#compact = compact;
    const classCode = parts.lexicon.classById(member.classId)?.code ?? 0;
    this.#health = new Bar("health", `party-health-${member.name}`);
    this.#resource = new Bar(`resource-${classCode}`);
    this.#frame = el(
      "button",
      {
        type: "button",
        class: `member of-class-${classCode}`,
        "data-testid": `party-member-${member.name}`,
        onclick: () => parts.onTarget(this.#member),
        oncontextmenu: (event: MouseEvent) => {
          event.preventDefault();
          parts.onMenu(this.#member, event.clientX, event.clientY);
        },
      },
      el("span", { class: "member-head" }, this.#level, this.#name, this.#marks),
      this.#health.element,
      compact ? null : this.#resource.element,
    );
    this.#join = el(
      "button",
      {
        type: "button",
        class: "tag member-join",
        hidden: true,
        "data-testid": `party-join-${member.name}`,
        onclick: () => parts.onJoin(this.#member),
      },
      "Join",
    );
    this.element = el("div", { class: "member-slot" }, this.#frame, this.#join);
  }

  /** @param asking a ready check runs */
  update(member: PartyMember, now: MemberNow | null, asking: boolean): void {
    this.#member = member;
    const { vitals, place } = now ?? { vitals: null, place: null };
    const part = vitals ? vitals.health / Math.max(1, vitals.maxHealth) : member.online ? 1 : 0;
    const away = this.#away(member, place);
    const state = !member.online ? "Offline" : vitals?.lost ? "Connection lost" : vitals?.dead ? "Dead" : away;
    this.#frame.classList.toggle("gone", !member.online || vitals?.lost === true);
    this.#frame.classList.toggle("dead", member.online && vitals?.dead === true);
    this.#frame.classList.toggle("away", member.online && away !== null);
    this.#frame.classList.toggle("fighting", vitals?.inCombat === true);
    this.#frame.classList.toggle("hurt", vitals !== null && !vitals.dead && part < 0.35);
    const joinable = member.online && this.#onOtherLayer(member, place);
    this.#join.hidden = !joinable;
    if (joinable) this.#join.title = `Go to ${away}, where ${member.name} is.`;
    setText(this.#name, member.name);
    setText(this.#level, String(vitals?.level ?? member.level));
    this.#health.set(part, state ?? (vitals && !this.#compact ? `${vitals.health} / ${vitals.maxHealth}` : ""));
    this.#resource.set(vitals ? vitals.resource / Math.max(1, vitals.maxResource) : 0, "");
    this.#mark(member, asking);
  }

  /** Another zone or layer than one's own, in words. */
  #away(member: PartyMember, place: MemberNow["place"]): string | null {
    const { zoneId, layer } = place ?? member;
    const here = this.#parts.here();
    if (zoneId === null) return null;
    if (zoneId !== here.zoneId) return this.#parts.lexicon.zone(zoneId)?.name ?? zoneId;
    return layer === here.layer || layer === null ? null : `Layer ${layer + 1}`;
  }

  #onOtherLayer(member: PartyMember, place: MemberNow["place"]): boolean {
    const { zoneId, layer } = place ?? member;
    const here = this.#parts.here();
    return zoneId === here.zoneId && layer !== null && layer !== here.layer;
  }

  #mark(member: PartyMember, asking: boolean): void {
    const key = `${member.rank} ${member.role} ${asking} ${member.ready}`;
    if (key === this.#marked) return;
    this.#marked = key;
    fill(this.#marks, asking ? readyIcon(member.ready) : null, rankIcon(member), partyIcon(member.role));
  }
}
