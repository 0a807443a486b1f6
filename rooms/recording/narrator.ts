import { indexOf } from "#shared/primitives/entity-id.ts";
import type { CompiledZone } from "#shared/content/compiled.ts";
import { ActionKind, CombatEventFlag, CombatEventKind, EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { wireToPosition } from "#shared/protocol/quantize.ts";
import type { CombatEvents } from "#rooms/simulation/events.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import type { Deed } from "./replay.ts";
import type { Sight } from "./sight.ts";

const KIND_NAMES = namesOf(EntityKind);
const EVENT_NAMES = namesOf(CombatEventKind);
const ACTION_NAMES = namesOf(ActionKind);
const text = new TextDecoder();

/** Says in lines for people what happened in a replayed tick, and what somebody saw of it. */
export class Narrator {
  readonly #simulation: Simulation;
  readonly #zone: CompiledZone;

  constructor(simulation: Simulation, zone: CompiledZone) {
    this.#simulation = simulation;
    this.#zone = zone;
  }

  /** `Mira#17`, `wolf#4`: name and index of an entity; `-` for nobody. */
  nameAt(index: number): string {
    const { world } = this.#simulation;
    if (index === 0) return "-";
    const name = world.name[index];
    const template = name ? text.decode(name) : this.#templateName(world.kind[index], world.template[index]);
    return `${template}#${index}`;
  }

  deed(deed: Deed): string {
    if (deed.kind === "call") return `${deed.name} ${deed.args.map((arg) => JSON.stringify(arg)).join(" ")}`;
    const who = this.nameAt(indexOf(deed.entity));
    if (deed.kind === "input") {
      const { seq, moveX, moveY, facing, buttons, viewDelay } = deed.input;
      return `${who} input ${seq}: move ${moveX} ${moveY}, facing ${facing}, buttons ${buttons}, view delay ${viewDelay * 8} ms`;
    }
    const { kind, ...rest } = deed.action;
    const details = Object.entries(rest).map(([key, value]) => `${key} ${key === "target" ? this.nameAt(indexOf(value)) : value}`);
    return `${who} ${ACTION_NAMES[kind] ?? kind} ${details.join(", ")}`;
  }

  /** Everything the tick that has just run reports. */
  events(): string[] {
    const { combat, kills, pickUps, refusals, deaths, expiredDrops } = this.#simulation.events;
    const lines: string[] = [];
    for (let n = 0; n < combat.count; n++) lines.push(this.#combat(combat, n));
    for (const kill of kills.items.slice(0, kills.count)) {
      const credits = kill.credits.items.slice(0, kill.credits.count);
      const shares = credits.map(({ entity, experience }) => `${this.nameAt(indexOf(entity))} ${experience} xp`);
      lines.push(`kill of ${this.nameAt(indexOf(kill.npc))}: ${shares.join(", ") || "nobody gains"}`);
    }
    for (const { entity, drop } of pickUps.items.slice(0, pickUps.count)) {
      lines.push(`${this.nameAt(indexOf(entity))} wants drop ${this.nameAt(indexOf(drop))}`);
    }
    for (const { entity, code } of refusals.items.slice(0, refusals.count)) {
      lines.push(`${this.nameAt(indexOf(entity))} is refused: ${code}`);
    }
    for (let n = 0; n < deaths.count; n++) lines.push(`${this.nameAt(indexOf(deaths.ids[n]))} is dead`);
    for (let n = 0; n < expiredDrops.count; n++) lines.push(`drop #${indexOf(expiredDrops.ids[n])} has expired`);
    return lines;
  }

  sight({ owner, self, entities, events }: Sight): string[] {
    const lines = [`at ${owner.x.toFixed(2)} ${owner.y.toFixed(2)}, moving ${owner.vx / 256} ${owner.vy / 256} m/s`];
    if (self?.vitals) lines.push(`health ${self.vitals.health}/${self.vitals.maxHealth}, resource ${self.vitals.resource}`);
    if (self?.target) lines.push(`target ${this.nameAt(indexOf(self.target))}`);
    for (const { status, stacks, endTick } of self?.statuses ?? []) lines.push(`status ${status} × ${stacks} until tick ${endTick}`);
    lines.push(`sees ${entities.length} entities and ${events.length} combat events`);
    for (const { id, kind, level, x, y, health, flags } of entities) {
      const place = `${wireToPosition(x).toFixed(1)} ${wireToPosition(y).toFixed(1)}`;
      lines.push(
        `  ${this.nameAt(indexOf(id))} (${KIND_NAMES[kind]}, level ${level}) at ${place}, health ${Math.round((health / 255) * 100)} %${flagNames(flags)}`,
      );
    }
    return lines;
  }

  #combat({ kind, source, target, ability, amount, flags }: CombatEvents, n: number): string {
    const { statusByCode, abilityByCode } = this.#zone.tables;
    const table = kind[n] === CombatEventKind.STATUS_APPLIED ? statusByCode : abilityByCode;
    const what = ability[n] === 0 ? "" : ` by ${table.get(ability[n])?.id ?? ability[n]}`;
    const how = `${flags[n] & CombatEventFlag.CRITICAL ? " critical" : ""}${flags[n] & CombatEventFlag.PERIODIC ? " periodic" : ""}`;
    return `${EVENT_NAMES[kind[n]] ?? kind[n]} ${this.nameAt(source[n])} → ${this.nameAt(target[n])}${what}: ${amount[n]}${how}`;
  }

  #templateName(kind: number, template: number): string {
    const { npcByCode, abilityByCode, itemByCode, classByCode } = this.#zone.tables;
    if (kind === EntityKind.NPC) return npcByCode.get(template)?.id ?? "npc";
    if (kind === EntityKind.PROJECTILE) return abilityByCode.get(template)?.id ?? "projectile";
    if (kind === EntityKind.DROP) return itemByCode.get(template)?.id ?? "drop";
    return classByCode.get(template)?.id ?? "entity";
  }
}

function namesOf(codes: Record<string, number>): Record<number, string> {
  return Object.fromEntries(Object.entries(codes).map(([name, code]) => [code, name]));
}

function flagNames(flags: number): string {
  const names = Object.entries(EntityFlag).filter(([, bit]) => flags & bit);
  return names.length === 0 ? "" : `, ${names.map(([name]) => name.toLowerCase()).join(" ")}`;
}
