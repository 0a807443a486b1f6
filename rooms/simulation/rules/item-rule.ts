import type { Item } from "#shared/content/schema.ts";
import { HUNDREDTHS } from "#shared/rules/combat.ts";
import { msToTicks } from "#shared/rules/ability.ts";
import type { StatusRule } from "./status-rule.ts";

/** Something that can be used up. */
export interface ItemRule {
  readonly code: number;
  /** From 0, and its name. */
  readonly group: number;
  readonly groupId: string;
  readonly cooldownTicks: number;
  readonly heal: number;
  /** Hundredths. */
  readonly resource: number;
  readonly status: StatusRule | null;
}

/** By code; whatever cannot be used up is a hole. */
export function itemRules(items: readonly Item[], tickRate: number, statusOf: (id: string) => StatusRule): (ItemRule | null)[] {
  const groups = [...new Set(items.flatMap(({ use }) => (use ? [use.group] : [])))].sort();
  const rules = new Array<ItemRule | null>(items.reduce((most, { code }) => Math.max(most, code), 0) + 1).fill(null);
  for (const { code, use } of items) {
    if (!use) continue;
    rules[code] = {
      code,
      group: groups.indexOf(use.group),
      groupId: use.group,
      cooldownTicks: msToTicks(use.cooldownMs, tickRate),
      heal: use.heal,
      resource: use.resource * HUNDREDTHS,
      status: use.status === undefined ? null : statusOf(use.status),
    };
  }
  return rules;
}
