import { indexOf } from "#shared/primitives/entity-id.ts";
import { SelfField } from "#shared/protocol/codes.ts";
import { MAX_SLOTS, MAX_STATUSES, type World } from "#rooms/simulation/world.ts";

/** What the SELF section needs besides the world. */
export interface SelfRules {
  /** Total experience at which the level after this one begins, 0 when there is none. */
  nextLevelAt(level: number): number;
  /** Ability slots of a class, by its code. */
  slotCount(classCode: number): number;
}

/** All groups of the SELF section. */
export const ALL_SELF_FIELDS = 511 | SelfField.CHARGES | SelfField.SHIELD | SelfField.OFFERS;
/**
 * mask 2, vitals 8, movement 4, progress 9, cooldowns 5 + 4 a slot, cast 9, target 4, statuses 1 + 6 each, impulse 1, height 4,
 * charges 1 + 6 a slot, shield 2, offers 17.
 */
export const MAX_SELF_SIZE = 2 + 8 + 4 + 9 + 5 + 4 * MAX_SLOTS + 9 + 4 + 1 + 6 * MAX_STATUSES + 1 + 4 + (1 + 6 * MAX_SLOTS) + 2 + 17;

/** Writes the groups in `mask` about the entity itself. @returns where the next byte goes */
export function writeSelfSection(out: DataView, start: number, world: World, id: number, mask: number, rules: SelfRules): number {
  const i = indexOf(id);
  let at = start;
  out.setUint16(at, mask, true);
  at += 2;
  if (mask & SelfField.VITALS) {
    out.setUint16(at, clamp16(world.health[i]), true);
    out.setUint16(at + 2, clamp16(world.maxHealth[i]), true);
    out.setUint16(at + 4, clamp16(Math.floor(world.resource[i])), true);
    out.setUint16(at + 6, world.maxResource[i], true);
    at += 8;
  }
  if (mask & SelfField.MOVEMENT) {
    out.setUint16(at, world.speedMmps[i], true);
    out.setUint16(at + 2, world.flags[i], true);
    at += 4;
  }
  if (mask & SelfField.PROGRESS) {
    out.setUint8(at, world.level[i]);
    out.setUint32(at + 1, world.experience[i], true);
    out.setUint32(at + 5, rules.nextLevelAt(world.level[i]), true);
    at += 9;
  }
  if (mask & SelfField.COOLDOWNS) {
    const slots = rules.slotCount(world.template[i]);
    out.setUint32(at, world.globalReadyTick[i], true);
    out.setUint8(at + 4, slots);
    at += 5;
    for (let slot = 0; slot < slots; slot++, at += 4) out.setUint32(at, world.readyTick[i * MAX_SLOTS + slot], true);
  }
  if (mask & SelfField.CAST) {
    out.setUint8(at, world.castAbility[i]);
    out.setUint32(at + 1, world.castStartTick[i], true);
    out.setUint32(at + 5, world.castEndTick[i], true);
    at += 9;
  }
  if (mask & SelfField.TARGET) {
    out.setUint32(at, world.target[i], true);
    at += 4;
  }
  if (mask & SelfField.STATUSES) {
    const countAt = at++;
    let count = 0;
    for (let n = i * MAX_STATUSES; n < (i + 1) * MAX_STATUSES; n++) {
      if (world.statusCode[n] === 0) continue;
      out.setUint8(at, world.statusCode[n]);
      out.setUint8(at + 1, world.statusStacks[n]);
      out.setUint32(at + 2, world.statusEndTick[n], true);
      at += 6;
      count++;
    }
    out.setUint8(countAt, count);
  }
  if (mask & SelfField.IMPULSE) {
    out.setUint8(at, world.impulse[i]);
    at += 1;
  }
  if (mask & SelfField.HEIGHT) {
    out.setInt16(at, world.lift[i], true);
    out.setInt16(at + 2, world.rise[i], true);
    at += 4;
  }
  if (mask & SelfField.CHARGES) {
    const countAt = at++;
    let count = 0;
    for (let slot = 0; slot < MAX_SLOTS; slot++) {
      const n = i * MAX_SLOTS + slot;
      if (world.spentCharges[n] === 0) continue;
      out.setUint8(at, slot);
      out.setUint8(at + 1, world.spentCharges[n]);
      out.setUint32(at + 2, world.rechargeTick[n], true);
      at += 6;
      count++;
    }
    out.setUint8(countAt, count);
  }
  if (mask & SelfField.SHIELD) {
    out.setUint16(at, clamp16(world.shield[i]), true);
    at += 2;
  }
  if (mask & SelfField.OFFERS) {
    out.setUint8(at, world.duelState[i]);
    out.setUint32(at + 1, world.duelOpponent[i], true);
    out.setUint32(at + 5, world.duelTick[i], true);
    out.setUint32(at + 9, world.raisedBy[i], true);
    out.setUint32(at + 13, world.raisedUntil[i], true);
    at += 17;
  }
  return at;
}

function clamp16(value: number): number {
  return value < 0 ? 0 : value > 0xffff ? 0xffff : value;
}
