import { indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, EntityFlag, EntityKind, type ErrorCode, SelfField } from "#shared/protocol/codes.ts";
import { msToTicks } from "#shared/rules/ability.ts";
import type { ZoneState } from "../../zone-state.ts";
import { refreshStatuses } from "./status-state.ts";

/** How long the dead may think about it, ms. */
const OFFER_MS = 60_000;

/** The present strike would raise a dead player where he lies; he is asked. A newer offer takes the place of the one before. */
export function offerResurrection(s: ZoneState, target: number, healthPart: number): void {
  const { world, fighters, strike } = s;
  if (world.kind[target] !== EntityKind.PLAYER || strike.sourceKind !== EntityKind.PLAYER) return;
  if ((world.flags[target] & EntityFlag.DEAD) === 0) return;
  world.raisedBy[target] = strike.source;
  world.raisedUntil[target] = world.tick + msToTicks(OFFER_MS, s.tickRate);
  fighters.raisedPart[target] = healthPart;
  s.changedForOwner(target, SelfField.OFFERS);
}

/** The dead one says yes or no. @returns why not, or null */
export function answerResurrection(s: ZoneState, i: number, accept: boolean): ErrorCode | null {
  const { world, fighters } = s;
  if ((world.flags[i] & EntityFlag.DEAD) === 0) return "not_dead";
  const by = world.raisedBy[i];
  if (by === NOBODY || world.raisedUntil[i] <= world.tick) return "no_offer";
  forgetResurrection(s, i);
  if (!accept) return null;
  world.health[i] = Math.max(1, Math.round((world.maxHealth[i] * fighters.raisedPart[i]) / 1000));
  s.setFlags(i, 0, EntityFlag.DEAD);
  refreshStatuses(s, i);
  s.changed(i, SelfField.VITALS);
  s.events.combat.add(CombatEventKind.RESURRECTED, world.alive(by) ? indexOf(by) : 0, i, 0, 0, 0);
  return null;
}

/** Nobody would raise him any more: he lives, or has left his corpse. */
export function forgetResurrection(s: ZoneState, i: number): void {
  if (s.world.raisedBy[i] === NOBODY) return;
  s.world.raisedBy[i] = NOBODY;
  s.world.raisedUntil[i] = 0;
  s.changedForOwner(i, SelfField.OFFERS);
}
