import { CombatEventKind, EntityFlag, EntityKind, type ErrorCode, INTERACT_CAST, ObjectState, SelfField } from "#shared/protocol/codes.ts";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { GRANTED, NEVER_DUE } from "../components/objects.ts";
import type { ObjectRule } from "../rules/object-rule.ts";
import type { ZoneState } from "../zone-state.ts";
import { clearCast, interruptCast } from "./combat/cast-state.ts";
import { restoreHealth } from "./combat/harm.ts";
import { applyStatus } from "./combat/statuses.ts";
import { strikeFromFighter } from "./combat/strikes.ts";
import { closeDoor, openDoor } from "./objects/door.ts";
import { objectRefusal } from "./objects/refusal.ts";
import { setObjectState, useUp } from "./objects/state.ts";
import { goTo, travelRefusal, travelTo, waystoneAt } from "./objects/waystone.ts";

/** A player wants to use an object: at once, or he begins to work at it. @returns why not, or null */
export function useObject(s: ZoneState, i: number, object: number): ErrorCode | null {
  const { world } = s;
  const n = world.template[object] - 1;
  const rule = s.rules.objects[n];
  const refusal = objectRefusal(s, i, n);
  if (refusal) return refusal;
  // touching a way stone takes no time, setting out from it does
  if (rule.castTicks === 0 || rule.kind === "waystone") perform(s, i, n, rule);
  else beginWork(s, i, n, rule, 0);
  return null;
}

/** A player at a way stone wants to go to another: at once, or he begins to set out. @param to code of the other @returns why not, or null */
export function travel(s: ZoneState, i: number, to: number): ErrorCode | null {
  const from = waystoneAt(s, i);
  const refusal = travelRefusal(s, i, from, to);
  if (refusal) return refusal;
  const rule = s.rules.objects[from];
  if (rule.castTicks === 0) travelTo(s, i, to);
  else beginWork(s, i, from, rule, to);
  return null;
}

/** @param travelsTo code of a way stone; 0: he works at the object itself */
function beginWork(s: ZoneState, i: number, n: number, rule: ObjectRule, travelsTo: number): void {
  const { world, objects } = s;
  world.castAbility[i] = INTERACT_CAST;
  world.castStartTick[i] = world.tick;
  world.castEndTick[i] = world.tick + rule.castTicks;
  world.castTarget[i] = objects.entity[n];
  s.setFlags(i, EntityFlag.CASTING, 0);
  s.changed(i, SelfField.CAST);
  s.events.combat.add(CombatEventKind.CAST_STARTED, i, indexOf(objects.entity[n]), INTERACT_CAST, rule.castTimeMs, 0);
  objects.addWorker(i, world.health[i], travelsTo);
}

/** Work whose time has come is done, if everything still holds; harm breaks it off. */
export function runWork(s: ZoneState): void {
  const { world, objects } = s;
  for (let k = objects.workers - 1; k >= 0; k--) {
    const i = objects.worker[k];
    if (world.kind[i] !== EntityKind.PLAYER || world.castAbility[i] !== INTERACT_CAST) {
      objects.dropWorker(k);
      continue;
    }
    if (world.health[i] < objects.workerHealth[i]) {
      objects.dropWorker(k);
      interruptCast(s, i);
      continue;
    }
    objects.workerHealth[i] = world.health[i];
    if (world.castEndTick[i] > world.tick) continue;
    objects.dropWorker(k);
    finishWork(s, i);
  }
}

/** Objects whose time has come are ready again. */
export function runObjects(s: ZoneState): void {
  const { world, objects } = s;
  if (objects.nextDue[0] > world.tick) return;
  let next = NEVER_DUE;
  for (let n = 0; n < objects.dueTick.length; n++) {
    if (objects.state[n] === GRANTED) {
      if (s.rules.objects[n].box) openDoor(s, n);
      else useUp(s, n);
    } else if (objects.dueTick[n] <= world.tick) {
      objects.dueTick[n] = NEVER_DUE;
      if (s.rules.objects[n].box) closeDoor(s, n);
      else setObjectState(s, n, ObjectState.READY);
    }
    if (objects.dueTick[n] < next) next = objects.dueTick[n];
  }
  objects.nextDue[0] = next;
}

function finishWork(s: ZoneState, i: number): void {
  const { world } = s;
  const id = world.castTarget[i];
  const to = s.objects.workerTravelsTo[i];
  const object = world.alive(id) ? indexOf(id) : 0;
  clearCast(s, i);
  const n = world.template[object] - 1;
  const rule = object === 0 ? undefined : s.rules.objects[n];
  const refusal = !rule ? "gone" : to === 0 ? objectRefusal(s, i, n) : travelRefusal(s, i, n, to);
  if (refusal || !rule) {
    s.events.refuse(world.id[i], refusal ?? "gone");
    return;
  }
  s.events.combat.add(CombatEventKind.CAST_FINISHED, i, object, INTERACT_CAST, 0, 0);
  if (to === 0) perform(s, i, n, rule);
  else travelTo(s, i, to);
}

function perform(s: ZoneState, i: number, n: number, rule: ObjectRule): void {
  if (rule.asks && s.objects.state[n] !== ObjectState.USED) {
    const request = s.events.requests.next();
    request.entity = s.world.id[i];
    request.object = n;
    return;
  }
  switch (rule.kind) {
    case "door":
      if (s.objects.state[n] === ObjectState.READY) openDoor(s, n);
      else closeDoor(s, n);
      return;
    case "lever":
      useUp(s, n);
      openDoor(s, rule.door);
      return;
    case "chest":
    case "gather_node": {
      useUp(s, n);
      const find = s.events.finds.next();
      find.entity = s.world.id[i];
      find.object = n;
      return;
    }
    case "shrine":
      useUp(s, n);
      strikeFromFighter(s, i, 0);
      if (rule.heals > 0) restoreHealth(s, i, Math.round((s.world.maxHealth[i] * rule.heals) / 1000), 0);
      if (rule.status) applyStatus(s, i, rule.status);
      return;
    case "portal":
      goTo(s, i, rule.toZone === s.zone.zone.id ? null : rule.toZone, rule.toX, rule.toY);
      return;
    case "waystone": {
      const kind = s.objects.knowsWaystone(i, rule.waystone) ? "waystone" : "waystone_discovered";
      s.events.interact(s.world.id[i], s.objects.entity[n], kind, rule.id, "");
      return;
    }
    case "sign":
      s.events.interact(s.world.id[i], s.objects.entity[n], "sign", rule.id, rule.text);
      return;
    case "resurrection_stone":
      s.objects.boundTo[i] = n + 1;
      s.events.interact(s.world.id[i], s.objects.entity[n], "bound", rule.id, "");
      return;
    case "bank":
    case "mailbox":
    case "vendor":
    case "auctioneer":
    case "crafting_station":
      s.events.interact(s.world.id[i], s.objects.entity[n], rule.kind, rule.id, "");
  }
}
