import type { PublicContent, PublicNpc, PublicZone } from "#shared/content/public.ts";
import type { Ability, AppearanceChoices, CharacterClass, Item, PublicObject, Saying, Status } from "#shared/content/schema.ts";
import { EntityKind } from "#shared/protocol/codes.ts";

/** The content as the client asks it: by the numbers of the wire. */
export class Lexicon {
  readonly content: PublicContent;
  readonly #abilities: Map<number, Ability>;
  readonly #abilityIds: Map<string, Ability>;
  readonly #statuses: Map<number, Status>;
  readonly #classes: Map<number, CharacterClass>;
  readonly #npcs: Map<number, PublicNpc>;
  readonly #items: Map<number, Item>;
  readonly #itemIds: Map<string, Item>;
  readonly #sayings: Map<number, Saying>;

  /** Objects of the zone one is in, in the order of their numbers. */
  objects: readonly PublicObject[] = [];

  constructor(content: PublicContent) {
    this.content = content;
    this.#abilities = byCode(content.abilities);
    this.#abilityIds = new Map(content.abilities.map((ability) => [ability.id, ability]));
    this.#statuses = byCode(content.statuses);
    this.#classes = byCode(content.classes);
    this.#npcs = byCode(content.npcs);
    this.#items = byCode(content.items);
    this.#sayings = byCode(content.sayings);
    this.#itemIds = new Map(content.items.map((item) => [item.id, item]));
  }

  ability = (code: number): Ability | undefined => this.#abilities.get(code);
  abilityById = (id: string): Ability | undefined => this.#abilityIds.get(id);
  status = (code: number): Status | undefined => this.#statuses.get(code);
  class = (code: number): CharacterClass | undefined => this.#classes.get(code);
  npc = (code: number): PublicNpc | undefined => this.#npcs.get(code);
  object = (template: number): PublicObject | undefined => this.objects[template - 1];
  item = (code: number): Item | undefined => this.#items.get(code);
  saying = (code: number): Saying | undefined => this.#sayings.get(code);
  /** What a boss's phase is called; the number is the wire's, from 1. */
  phaseOf = (npcId: string, phase: number): string | undefined => this.content.bosses.find((boss) => boss.npc === npcId)?.phases[phase - 1];
  itemById = (id: string): Item | undefined => this.#itemIds.get(id);
  classById = (id: string): CharacterClass | undefined => this.content.classes.find((entry) => entry.id === id);
  get looks(): AppearanceChoices {
    return this.content.appearance;
  }
  zone = (id: string): PublicZone | undefined => this.content.zones.find((zone) => zone.id === id);

  /** What an entity is called. */
  nameOf(kind: EntityKind, template: number, name: string): string {
    switch (kind) {
      case EntityKind.PLAYER:
        return name;
      case EntityKind.NPC:
        return this.npc(template)?.name ?? "Something";
      case EntityKind.DROP:
        return this.item(template)?.name ?? "Something";
      case EntityKind.OBJECT:
        return this.object(template)?.name ?? "Something";
      default:
        return this.ability(template)?.name ?? "";
    }
  }
}

function byCode<T extends { code: number }>(list: readonly T[]): Map<number, T> {
  return new Map(list.map((entry) => [entry.code, entry]));
}
