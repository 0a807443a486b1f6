import type { CompiledZone } from "#shared/content/compiled.ts";
import type { Origin } from "#shared/content/schema.ts";
import { msToTicks } from "#shared/rules/ability.ts";
import type { PartySharing } from "#shared/rules/experience.ts";
import type { BuildRules } from "#shared/rules/progress.ts";
import { type AbilityRule, abilityRule } from "./rules/ability-rule.ts";
import { behaviourRule, type GroupRule, groupRule } from "./rules/behaviour-rule.ts";
import { encounterRule } from "./rules/encounter-rule.ts";
import type { Names } from "./rules/effect-rule.ts";
import { type ClassRule, classRule, type NpcRule, npcRule } from "./rules/fighter-rule.ts";
import { type ObjectRule, objectRule } from "./rules/object-rule.ts";
import { type ItemRule, itemRules } from "./rules/item-rule.ts";
import { type StatusRule, statusRule } from "./rules/status-rule.ts";
import { type WaystoneRule, waystoneRules } from "./rules/waystone-rule.ts";

/** Content as the tick reads it: durations in ticks, names resolved, found by code in plain arrays. */
export interface RuleTables {
  /** By code; a hole is null. */
  readonly statuses: readonly (StatusRule | null)[];
  readonly abilities: readonly (AbilityRule | null)[];
  readonly classes: readonly (ClassRule | null)[];
  readonly npcs: readonly (NpcRule | null)[];
  /** By the number in `NpcMinds.group`. */
  readonly groups: readonly GroupRule[];
  /** In the order of the zone's list. */
  readonly objects: readonly ObjectRule[];
  /** Those of the whole world, by their code; a hole is null. */
  readonly waystones: readonly (WaystoneRule | null)[];
  /** What can be used up, by the item's code; a hole is null. */
  readonly items: readonly (ItemRule | null)[];
  readonly classCodeOfId: ReadonlyMap<string, number>;
  /** By code; a hole is null. */
  readonly origins: readonly (Origin | null)[];
  readonly originCodeOfId: ReadonlyMap<string, number>;
  readonly build: BuildRules;
  /** How the experience of a party's kill is shared. */
  readonly party: PartySharing;
  readonly globalCooldownTicks: number;
}

/** @throws Error when content names something that does not exist (the loader has already said where) */
export function buildRuleTables(compiled: CompiledZone): RuleTables {
  const { tables, content, zone } = compiled;
  const tickRate = zone.tickRate;
  const codeOf = (entry: { code: number } | undefined, id: string): number => entry?.code ?? missing(id);
  const statusCode = (id: string) => codeOf(tables.statusById.get(id), id);
  const statusGroups = numbered();
  const statuses = byCode([...tables.statusByCode.values()].map((status) => statusRule(status, tickRate, statusGroups, statusCode)));
  const names: Names = {
    status: (id) => found(statuses, tables.statusById.get(id), id),
    skillOf: (practisedBy) => content.skills.findIndex((skill) => skill.practisedBy === practisedBy),
    abilityCode: (id) => codeOf(tables.abilityById.get(id), id),
  };
  const cooldownGroups = numbered();
  const abilities = byCode([...tables.abilityByCode.values()].map((ability) => abilityRule(ability, tickRate, names, cooldownGroups)));
  const abilitiesOf = (ids: readonly string[]) => ids.map((id) => found(abilities, tables.abilityById.get(id), id));
  const classes = [...tables.classByCode.values()].map((c) => classRule(c, abilitiesOf(c.abilities), content.skills));
  const sayingCode = (id: string | undefined) => (id === undefined ? 0 : (tables.sayingById.get(id)?.code ?? 0));
  const npcCode = (id: string) => tables.npcById.get(id)?.code ?? 0;
  const npcs = [...tables.npcByCode.values()].map((n) => {
    const encounter = tables.encounterOfNpc.get(n.id);
    const status = (id: string) => found(statuses, tables.statusById.get(id), id);
    const names = { slot: (id: string) => n.abilities.indexOf(id), npcCode, sayingCode, status };
    return npcRule(
      n,
      abilitiesOf(n.abilities),
      behaviourRule(n, tickRate, sayingCode),
      encounter ? encounterRule(encounter, n.abilities.length, tickRate, names) : null,
    );
  });
  return {
    statuses,
    abilities,
    classes: byCode(classes),
    npcs: byCode(npcs),
    origins: byCode(content.origins),
    originCodeOfId: new Map(content.origins.map((origin) => [origin.id, origin.code])),
    build: content,
    party: content.progression.party,
    groups: compiled.spawnGroups.map((group, n) =>
      groupRule(
        group,
        compiled.spawnPoints.flatMap((point, slot) => (point.group === n ? [slot] : [])),
        tickRate,
      ),
    ),
    objects: zone.objects.map((object) => objectRule(object, zone.objects, tickRate, names.status)),
    waystones: waystoneRules(content.zones, zone.id),
    items: itemRules(content.items, tickRate, names.status),
    classCodeOfId: new Map([...tables.classById].map(([id, c]) => [id, c.code])),
    globalCooldownTicks: msToTicks(content.progression.globalCooldownMs, tickRate),
  };
}

function byCode<T extends { readonly code: number }>(rules: readonly T[]): (T | null)[] {
  const table = new Array<T | null>(rules.reduce((most, rule) => Math.max(most, rule.code), 0) + 1).fill(null);
  for (const rule of rules) table[rule.code] = rule;
  return table;
}

function found<T>(table: readonly (T | null)[], entry: { code: number } | undefined, id: string): T {
  return (entry && table[entry.code]) || missing(id);
}

function missing(id: string): never {
  throw new Error(`content names ${id}, which does not exist`);
}

/** Gives every name a number, from 1 on. */
function numbered(): (name: string) => number {
  const numbers = new Map<string, number>();
  return (name) => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, numbers.size + 1);
    return numbers.size;
  };
}
