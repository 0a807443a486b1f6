import { ITEM_QUALITIES } from "#shared/rules/quality.ts";
import { LOOT_RULES, PARTY_ROLES, PARTY_SIZE } from "#shared/rules/party.ts";
import { el, fill } from "../../dom.ts";
import type { PartyBook } from "../../game/party.ts";
import type { Party, PartyMember } from "../../net/party-ways.ts";
import { Panel } from "../windows.ts";
import { partyIcon, rankIcon } from "./icons.ts";

const RULES: Record<Party["loot"]["rule"], string> = {
  personal: "Personal",
  round_robin: "In turns",
  free_for_all: "Free for all",
  need_greed: "Need before greed",
};
const ROLES: Record<PartyMember["role"], string> = { tank: "Tank", healer: "Healer", damage: "Damage" };

/** The window of the party: invite, who is in it, what the leader decides. */
export class PartyPanel {
  readonly panel: Panel;
  readonly #book: PartyBook;
  readonly #name = el("input", {
    type: "text",
    maxLength: 16,
    placeholder: "Name",
    "aria-label": "Name",
    "data-testid": "party-invite-name",
  });
  readonly #below = el("div", { class: "party-below" });
  #revision = -1;

  constructor(book: PartyBook, onClose: () => void) {
    this.#book = book;
    this.panel = new Panel("Party", "party", onClose);
    const invite = (event: Event) => {
      event.preventDefault();
      const name = this.#name.value.trim();
      if (name === "") return;
      this.#name.value = "";
      void book.invite(name);
    };
    fill(
      this.panel.body,
      el(
        "form",
        { class: "party-invite", onsubmit: invite },
        this.#name,
        el("button", { type: "submit", class: "primary", "data-testid": "party-invite-send" }, "Invite"),
      ),
      this.#below,
    );
  }

  update(): void {
    if (!this.panel.open || this.#revision === this.#book.revision) return;
    this.#revision = this.#book.revision;
    const { party } = this.#book;
    if (!party)
      return fill(
        this.#below,
        el("p", { class: "muted" }, "You are in no party. Invite somebody by name, or choose a player and press Invite."),
      );
    fill(this.#below, this.#members(party), this.#loot(party), this.#actions(party));
  }

  #members(party: Party): HTMLElement {
    return el("ul", { class: "party-list", "data-testid": "party-list" }, ...party.members.map((member) => this.#member(party, member)));
  }

  #member(party: Party, member: PartyMember): HTMLElement {
    const { leads, ownId, self } = this.#book;
    const mine = member.characterId === ownId;
    const kicks = !mine && (leads || (self?.rank === "assistant" && member.rank === "member"));
    const button = (label: string, run: () => void) => el("button", { type: "button", class: "small", onclick: run }, label);
    return el(
      "li",
      { class: member.online ? "" : "gone" },
      rankIcon(member) ?? el("span", { class: "party-icon" }),
      el("b", {}, member.name),
      party.raid ? el("span", { class: "muted" }, `group ${member.group}`) : null,
      mine || leads ? this.#roleSelect(member) : partyIcon(member.role),
      leads && !mine ? button("Lead", () => this.#do((ways) => ways.lead(member.characterId))) : null,
      leads && !mine && party.raid
        ? button(member.rank === "assistant" ? "No assistant" : "Assistant", () =>
            this.#do((ways) => ways.change(member.characterId, { assistant: member.rank !== "assistant" })),
          )
        : null,
      kicks ? button("Kick", () => this.#do((ways) => ways.kick(member.characterId))) : null,
    );
  }

  #roleSelect(member: PartyMember): HTMLElement {
    return select(`party-role-${member.name}`, `Role of ${member.name}`, PARTY_ROLES, ROLES, member.role, true, (role) =>
      this.#do((ways) => ways.change(member.characterId, { role })),
    );
  }

  #loot({ loot }: Party): HTMLElement {
    const { leads } = this.#book;
    const qualities = Object.fromEntries(ITEM_QUALITIES.map((quality) => [quality, `from ${quality}`])) as Record<
      typeof loot.threshold,
      string
    >;
    return el(
      "div",
      { class: "party-loot" },
      el("span", {}, "Loot"),
      select("party-loot", "Loot rule", LOOT_RULES, RULES, loot.rule, leads, (rule) => this.#do((ways) => ways.loot(rule, loot.threshold))),
      loot.rule === "need_greed"
        ? select("party-threshold", "Rolled for", ITEM_QUALITIES, qualities, loot.threshold, leads, (threshold) =>
            this.#do((ways) => ways.loot(loot.rule, threshold)),
          )
        : null,
    );
  }

  #actions({ raid, members }: Party): HTMLElement {
    const { leads, organises } = this.#book;
    const button = (label: string, testId: string, run: () => void) =>
      el("button", { type: "button", class: "secondary", "data-testid": testId, onclick: run }, label);
    const convertible = leads && (!raid || members.length <= PARTY_SIZE);
    return el(
      "div",
      { class: "party-actions" },
      organises ? button("Ready?", "party-ready", () => this.#do((ways) => ways.askReady())) : null,
      convertible ? button(raid ? "Make it a party" : "Make it a raid", "party-raid", () => this.#do((ways) => ways.raid(!raid))) : null,
      button("Leave the party", "party-leave", () => this.#do((ways) => ways.leave())),
    );
  }

  #do(ask: Parameters<PartyBook["do"]>[0]): void {
    void this.#book.do(ask);
  }
}

function select<T extends string>(
  testId: string,
  label: string,
  values: readonly T[],
  names: Record<T, string>,
  chosen: T,
  enabled: boolean,
  onChange: (value: T) => void,
): HTMLElement {
  const options = values.map((value) => el("option", { value, selected: value === chosen }, names[value]));
  const element = el("select", { "data-testid": testId, "aria-label": label, disabled: !enabled }, ...options);
  element.addEventListener("change", () => onChange(element.value as T));
  return element;
}
