import { CombatEventKind, EntityFlag, EntityKind, type ErrorCode, INTERACT_CAST, ObjectState, SelfField } from "#shared/protocol/codes.ts";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { inRange } from "#shared/rules/ability.ts";
import { NEVER_DUE } from "../components/objects.ts";
import { placeNear } from "../placing.ts";
import type { ObjectRule } from "../rules/object-rule.ts";
import type { ZoneState } from "../zone-state.ts";
import { clearCast, interruptCast } from "./combat/cast-state.ts";
import { restoreHealth } from "./combat/harm.ts";
import { applyStatus } from "./combat/statuses.ts";
import { strikeFromFighter } from "./combat/strikes.ts";
import { tellTeleport } from "./impulse.ts";
import { closeDoor, openDoor } from "./objects/door.ts";
import { setObjectState, useUp } from "./objects/state.ts";
import { sees } from "./sight.ts";

/** A player wants to use an object: at once, or he begins to work at it. @returns why not, or null */
export function useObject(s: ZoneState, i: number, object: number): ErrorCode | null {
  const { world } = s;
  const n = world.template[object] - 1;
  const rule = s.rules.objects[n];
  const refusal = refusalOf(s, i, object, rule, n);
  if (refusal) return refusal;
  if (rule.castTicks === 0) {
    perform(s, i, n, rule);
    return null;
  }
  world.castAbility[i] = INTERACT_CAST;
  world.castStartTick[i] = world.tick;
  world.castEndTick[i] = world.tick + rule.castTicks;
  world.castTarget[i] = world.id[object];
  s.setFlags(i, EntityFlag.CASTING, 0);
  s.changed(i, SelfField.CAST);
  s.events.combat.add(CombatEventKind.CAST_STARTED, i, object, INTERACT_CAST, rule.castTimeMs, 0);
  s.objects.addWorker(i, world.health[i]);
  return null;
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
    if (objects.dueTick[n] <= world.tick) {
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
  const object = world.alive(id) ? indexOf(id) : 0;
  clearCast(s, i);
  const n = world.template[object] - 1;
  const rule = object === 0 ? undefined : s.rules.objects[n];
  const refusal = rule ? refusalOf(s, i, object, rule, n) : "gone";
  if (refusal || !rule) {
    s.events.refuse(world.id[i], refusal ?? "gone");
    return;
  }
  s.events.combat.add(CombatEventKind.CAST_FINISHED, i, object, INTERACT_CAST, 0, 0);
  perform(s, i, n, rule);
}

function refusalOf(s: ZoneState, i: number, object: number, rule: ObjectRule, n: number): ErrorCode | null {
  const { world, objects } = s;
  if (world.flags[i] & EntityFlag.CASTING) return "casting";
  if (!inRange(world.x[object] - world.x[i], world.y[object] - world.y[i], rule.rangeM)) return "out_of_range";
  // a closed door hides its own middle
  if (rule.box === null && !sees(s, i, object)) return "no_line_of_sight";
  if (world.level[i] < rule.minLevel) return "level_too_low";
  if (rule.locked && objects.state[n] === ObjectState.READY) return "locked";
  if (rule.box === null && objects.state[n] !== ObjectState.READY) return "not_ready";
  if (rule.kind === "portal" && world.flags[i] & EntityFlag.IN_COMBAT) return "in_combat";
  return null;
}

function perform(s: ZoneState, i: number, n: number, rule: ObjectRule): void {
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
      placeNear(s, i, rule.toX, rule.toY, 0);
      tellTeleport(s, i);
      return;
    case "sign":
      s.events.interact(s.world.id[i], s.objects.entity[n], "sign", rule.id, rule.text);
      return;
    case "resurrection_stone":
      s.objects.boundTo[i] = n + 1;
      s.events.interact(s.world.id[i], s.objects.entity[n], "bound", rule.id, "");
  }
}
