import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";

/** Flags under which nobody is a target of harm: dead, on the way home, in a safe area. */
const UNTOUCHABLE = EntityFlag.DEAD | EntityFlag.EVADING | EntityFlag.SAFE;

/** Are these two enemies at all? Players fight NPCs; players do not fight players, nor NPCs NPCs. */
export function areEnemies(kind: number, otherKind: number): boolean {
  return (kind === EntityKind.PLAYER && otherKind === EntityKind.NPC) || (kind === EntityKind.NPC && otherKind === EntityKind.PLAYER);
}

/** May an effect already on its way (a projectile, a pulse) harm this target? */
export function canBeHarmed(sourceKind: number, targetKind: number, targetFlags: number): boolean {
  return areEnemies(sourceKind, targetKind) && (targetFlags & UNTOUCHABLE) === 0;
}

/** May somebody begin an attack on this target? Nobody attacks out of a safe area either. */
export function canAttack(sourceKind: number, sourceFlags: number, targetKind: number, targetFlags: number): boolean {
  return (sourceFlags & EntityFlag.SAFE) === 0 && canBeHarmed(sourceKind, targetKind, targetFlags);
}

/** May somebody heal or strengthen this target? His own kind, alive. */
export function canHelp(sourceKind: number, targetKind: number, targetFlags: number): boolean {
  return sourceKind === targetKind && (targetFlags & EntityFlag.DEAD) === 0;
}
