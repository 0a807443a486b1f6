import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";

/** Flags under which nobody is a target of harm: dead, on the way home, in a safe area. */
const UNTOUCHABLE = EntityFlag.DEAD | EntityFlag.EVADING | EntityFlag.SAFE;

/**
 * Do two players fight each other?
 * @param dueling in a duel with each other, past its countdown
 * @param together in one party: its members duel, but wanting to fight players does not make them each other's enemies
 */
export function feudBetween(flags: number, otherFlags: number, dueling: boolean, together = false): boolean {
  return dueling || (!together && (flags & otherFlags & EntityFlag.PVP) !== 0);
}

/** Are these two enemies at all? Players fight NPCs, and players with whom they have a feud. */
export function areEnemies(kind: number, otherKind: number, feud = false): boolean {
  if (kind === EntityKind.PLAYER) return otherKind === EntityKind.NPC || (feud && otherKind === EntityKind.PLAYER);
  return kind === EntityKind.NPC && otherKind === EntityKind.PLAYER;
}

/** May an effect already on its way (a projectile, a pulse) harm this target? */
export function canBeHarmed(sourceKind: number, targetKind: number, targetFlags: number, feud = false): boolean {
  return areEnemies(sourceKind, targetKind, feud) && (targetFlags & UNTOUCHABLE) === 0;
}

/** May somebody begin an attack on this target? Nobody attacks out of a safe area either. */
export function canAttack(sourceKind: number, sourceFlags: number, targetKind: number, targetFlags: number, feud = false): boolean {
  return (sourceFlags & EntityFlag.SAFE) === 0 && canBeHarmed(sourceKind, targetKind, targetFlags, feud);
}

/** May somebody heal or strengthen this target? His own kind, alive, and no enemy. */
export function canHelp(sourceKind: number, targetKind: number, targetFlags: number, feud = false): boolean {
  return sourceKind === targetKind && !feud && (targetFlags & EntityFlag.DEAD) === 0;
}
