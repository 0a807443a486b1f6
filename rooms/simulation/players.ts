import { angleToU16 } from "#shared/primitives/angle.ts";
import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, EntityFlag, EntityKind, SelfField } from "#shared/protocol/codes.ts";
import { encodeName } from "#shared/protocol/name.ts";
import { isFree } from "#shared/rules/collision.ts";
import { characterStats } from "#shared/rules/progress.ts";
import type { SpentPoints } from "./components/builds.ts";
import { AT_ENTRY, NOT_HERE } from "./components/objects.ts";
import { type Carried, restoreCarried } from "./carried.ts";
import type { ClassRule } from "./rules/fighter-rule.ts";
import { place, placeNear } from "./placing.ts";
import { layDown } from "./systems/combat/death.ts";
import { refreshStatuses } from "./systems/combat/status-state.ts";
import type { ZoneState } from "./zone-state.ts";
import { enterPvp } from "./systems/pvp.ts";

/** Every group of the SELF section: what a new owner has to be told. */
const ALL_SELF =
  SelfField.VITALS |
  SelfField.MOVEMENT |
  SelfField.PROGRESS |
  SelfField.COOLDOWNS |
  SelfField.CAST |
  SelfField.TARGET |
  SelfField.STATUSES |
  SelfField.IMPULSE |
  SelfField.HEIGHT |
  SelfField.CHARGES |
  SelfField.SHIELD |
  SelfField.OFFERS;

const NOTHING_SPENT: SpentPoints = { attributes: [], trained: [] };

/** A character as it enters the zone. */
export interface PlayerSpec {
  name: string;
  /** Class id of the content. */
  classId: string;
  /** Origin id of the content; null or absent: none. */
  originId?: string | null;
  /** Packed (shared/rules/appearance.ts). */
  appearance?: number;
  /** Points spent; absent: none. */
  points?: SpentPoints;
  /** How often each skill was used, in the order of the content's list. */
  skillUses?: readonly number[];
  level: number;
  /** Total, as the database says. */
  experience: number;
  /** Metres; absent: a free place at the zone's entry. What is not free ground is moved to the nearest that is. */
  x?: number;
  y?: number;
  /** Radians. */
  facing?: number;
  /** null or absent: full; 0: dead. */
  health?: number | null;
  /** null or absent: what the class starts with. */
  resource?: number | null;
  /** What it brings along; absent: nothing, everything is ready. */
  carried?: Carried;
  /** The last input another zone processed: numbers count on from it. */
  ackSeq?: number;
  /** Where home is: the name of a resurrection stone of this zone, "" for its entry; absent: in another zone. */
  home?: string;
  /** Codes of the way stones it has discovered, of all zones; absent: none. */
  waystones?: readonly number[];
}

/** @returns the new entity, NOBODY when the zone is full. @throws RangeError for a class the content does not have */
export function addPlayer(s: ZoneState, spec: PlayerSpec): EntityId {
  const { world, fighters } = s;
  const code = s.rules.classCodeOfId.get(spec.classId);
  const rule = code === undefined ? null : s.rules.classes[code];
  if (!rule) throw new RangeError(`class ${spec.classId} is not in the content`);
  const id = world.spawn(EntityKind.PLAYER);
  if (id === NOBODY) return NOBODY;
  const i = indexOf(id);
  world.template[i] = rule.code;
  world.name[i] = encodeName(spec.name);
  world.experience[i] = spec.experience;
  world.appearance[i] = spec.appearance ?? 0;
  fighters.setUp(i, rule);
  s.builds.setUp(i, s.rules.originCodeOfId.get(spec.originId ?? "") ?? 0, spec.points ?? NOTHING_SPENT, spec.skillUses ?? []);
  setLevel(s, i, rule, spec.level);
  world.health[i] = Math.max(0, Math.min(world.maxHealth[i], Math.round(spec.health ?? world.maxHealth[i])));
  world.resource[i] = Math.max(0, Math.min(world.maxResource[i], spec.resource ?? world.maxResource[i] * rule.resourceStart));
  s.inputs.reset(i, spec.ackSeq ?? 0);
  world.ackSeq[i] = spec.ackSeq ?? 0;
  s.departures.held[i] = 0;
  s.awards.waiting[i] = 0;
  s.itemUses.clear(i);
  s.actions.clear(i);
  s.objects.boundTo[i] = homeOf(s, spec.home);
  s.objects.forgetWaystones(i);
  for (const code of spec.waystones ?? []) s.objects.learnWaystone(i, code);
  s.intents.count[i] = 0;
  world.facing[i] = angleToU16(spec.facing ?? 0);
  s.intents.facing[i] = world.facing[i];
  if (spec.x === undefined || spec.y === undefined) {
    const { at, radiusM } = s.zone.zone.entry;
    placeNear(s, i, at[0], at[1], radiusM);
  } else if (isFree(s.map, spec.x, spec.y)) place(s, i, spec.x, spec.y);
  else placeNear(s, i, spec.x, spec.y, 0);
  if (world.health[i] === 0) layDown(s, i);
  else refreshStatuses(s, i);
  s.wake.wakeAround(world, i, world.tick + s.tickRate);
  enterPvp(s, i);
  if (spec.carried && world.health[i] > 0) restoreCarried(s, i, spec.carried);
  world.selfDirty[i] = ALL_SELF;
  return id;
}

function homeOf(s: ZoneState, home: string | undefined): number {
  if (home === undefined) return NOT_HERE;
  if (home === "") return AT_ENTRY;
  const n = s.rules.objects.findIndex((object) => object.id === home && object.kind === "resurrection_stone");
  return n < 0 ? AT_ENTRY : n + 1;
}

/** Gives a player what the database says he now has. A higher level comes with full health. */
export function takeAward(s: ZoneState, i: number): void {
  const { world, awards } = s;
  const level = awards.level[i];
  awards.waiting[i] = 0;
  world.experience[i] = awards.experience[i];
  s.changedForOwner(i, SelfField.PROGRESS);
  if (level === world.level[i]) return;
  const rule = s.rules.classes[world.template[i]];
  if (!rule) return;
  const rose = level > world.level[i];
  setLevel(s, i, rule, level);
  refreshStatuses(s, i);
  if (rose && (world.flags[i] & EntityFlag.DEAD) === 0) world.health[i] = world.maxHealth[i];
  world.health[i] = Math.min(world.health[i], world.maxHealth[i]);
  s.changed(i, SelfField.VITALS | SelfField.PROGRESS);
  if (rose) s.events.combat.add(CombatEventKind.LEVEL_UP, 0, i, 0, level, 0);
}

/** Takes what points were spent on, or a new rank of a skill. */
export function takeBuild(s: ZoneState, i: number): void {
  const { world, builds } = s;
  builds.waiting[i] = 0;
  const rule = s.rules.classes[world.template[i]];
  if (!rule) return;
  setLevel(s, i, rule, world.level[i]);
  refreshStatuses(s, i); // what they change is changed anew, and the speed may be another
  world.health[i] = Math.min(world.health[i], world.maxHealth[i]);
  world.resource[i] = Math.min(world.resource[i], world.maxResource[i]);
  s.changed(i, SelfField.VITALS);
}

function setLevel(s: ZoneState, i: number, rule: ClassRule, level: number): void {
  const { build } = s.rules;
  s.builds.learnBy(i, level, build.progression.skills);
  const stats = characterStats(rule.body, level, s.builds.of(i, s.rules.origins[s.builds.origin[i]] ?? null), build);
  s.world.level[i] = level;
  s.world.maxHealth[i] = stats.maxHealth;
  s.world.maxResource[i] = stats.maxResource;
  s.fighters.setStats(i, stats);
}
