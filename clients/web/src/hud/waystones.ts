import type { TeleportList } from "#shared/api/generated.ts";
import type { InteractionMessage } from "#shared/protocol/messages.ts";
import { el, fill } from "../dom.ts";
import type { Picture } from "../game/picture.ts";
import { standsAt } from "../game/targeting.ts";
import { Panel } from "./windows.ts";

type Stone = TeleportList["teleports"][number];

export interface WaystoneWays {
  /** Those of the world, and which of them are discovered. */
  list(): Promise<readonly Stone[]>;
  /** Sets out for one. */
  travel(code: number): void;
  say(text: string): void;
  complain(text: string): void;
}

/** The way stones one knows, and the window that opens at one: a click on another travels there. Stays when the zone changes. */
export class Waystones {
  readonly panel = new Panel("Way stones", "waystones", () => this.#close());
  readonly #ways: WaystoneWays;
  #stones: readonly Stone[] = [];
  #zoneId = "";
  /** What one stands at: its entity (0: none) and its name in the content. */
  #entity = 0;
  #here = "";

  constructor(ways: WaystoneWays) {
    this.#ways = ways;
  }

  /** One is in another zone now. */
  entered(zoneId: string): void {
    this.#zoneId = zoneId;
    this.#close();
    void this.#refresh();
  }

  /** Has one discovered this one of the zone one is in? */
  knows(objectId: string): boolean {
    return this.#stones.some(({ zoneId, id, discoveredAt }) => zoneId === this.#zoneId && id === objectId && discoveredAt !== null);
  }

  /** One has touched something. @returns false: it is no way stone */
  interaction({ kind, entityId, serviceId }: InteractionMessage): boolean {
    if (kind !== "waystone" && kind !== "waystone_discovered") return false;
    this.#entity = entityId;
    this.#here = serviceId;
    void this.#open(kind === "waystone_discovered");
    return true;
  }

  /** Who walks away has left it. */
  update(picture: Picture): void {
    if (this.#entity && !standsAt(picture, this.#entity)) this.#close();
  }

  async #open(isNew: boolean): Promise<void> {
    const at = this.#entity;
    if (!(await this.#refresh()) || this.#entity !== at) return;
    const stone = this.#stones.find((one) => this.#isHere(one));
    if (isNew) this.#ways.say(`${stone?.name ?? "Way stone"} discovered: you can come back here from any other.`);
    this.panel.open = true;
  }

  /** @returns false: the server did not say */
  async #refresh(): Promise<boolean> {
    try {
      this.#stones = await this.#ways.list();
    } catch (error) {
      this.#ways.complain((error as Error).message);
      return false;
    }
    this.#render();
    return true;
  }

  #render(): void {
    const known = this.#stones.filter(({ discoveredAt }) => discoveredAt !== null);
    const zones = [...new Set(known.map(({ zoneId }) => zoneId))].sort((a, b) => Number(b === this.#zoneId) - Number(a === this.#zoneId));
    const hidden = this.#stones.length - known.length;
    fill(
      this.panel.body,
      ...zones.map((zoneId) => this.#zone(known.filter((stone) => stone.zoneId === zoneId))),
      el("p", { class: "muted" }, hidden === 0 ? "You know them all." : `${hidden} more to discover: touch a way stone to know it.`),
    );
  }

  #zone(stones: readonly Stone[]): HTMLElement {
    return el("section", { class: "waystone-zone" }, el("h4", {}, stones[0].zoneName), ...stones.map((stone) => this.#row(stone)));
  }

  #row(stone: Stone): HTMLElement {
    const here = this.#isHere(stone);
    const go = () => {
      this.#close();
      this.#ways.travel(stone.code);
    };
    return el(
      "button",
      { type: "button", disabled: here, "data-testid": `waystone-${stone.id}`, onclick: go },
      el("span", {}, stone.name),
      here ? el("small", {}, "you are here") : null,
    );
  }

  #isHere({ zoneId, id }: Stone): boolean {
    return zoneId === this.#zoneId && id === this.#here;
  }

  #close(): void {
    this.#entity = 0;
    this.panel.open = false;
  }
}
