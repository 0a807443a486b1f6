import { STATS, type StatName } from "#shared/rules/stats.ts";

export const STAT_LABELS: Readonly<Record<StatName, string>> = {
  maxHealth: "Health",
  maxResource: "Resource",
  resourceRegen: "Regeneration",
  power: "Power",
  crit: "Critical",
  dodge: "Dodge",
  block: "Block",
  hit: "Accuracy",
  haste: "Haste",
  armour: "Armour",
  resistFire: "Fire resistance",
  resistFrost: "Frost resistance",
  resistNature: "Nature resistance",
  resistHoly: "Holy resistance",
  resistShadow: "Shadow resistance",
  speed: "Speed",
};

/** An amount of a stat with its unit. */
export function statText(name: StatName, value: number): string {
  switch (STATS[name].unit) {
    case "part":
      return `${(value * 100).toFixed(1)} %`;
    case "perSecond":
      return `${value.toFixed(1)} / s`;
    case "mps":
      return `${value.toFixed(1)} m/s`;
    default:
      return String(Math.round(value * 10) / 10);
  }
}

/** The same as a difference: with its sign. */
export function changeText(name: StatName, value: number): string {
  return `${value > 0 ? "+" : "−"}${statText(name, Math.abs(value))}`;
}
