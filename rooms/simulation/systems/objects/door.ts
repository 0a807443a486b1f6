import { setDoor } from "#shared/content/doors.ts";
import { EntityKind, ObjectState } from "#shared/protocol/codes.ts";
import { BODY_RADIUS_M, isFree } from "#shared/rules/collision.ts";
import { NEVER_DUE } from "../../components/objects.ts";
import { placeNear } from "../../placing.ts";
import type { ZoneState } from "../../zone-state.ts";
import { tellTeleport } from "../impulse.ts";
import { setObjectState, useUp } from "./state.ts";

export function openDoor(s: ZoneState, n: number): void {
  const { box } = s.rules.objects[n];
  if (!box) return;
  useUp(s, n);
  setDoor(s.map, box, true);
  waysChanged(s);
}

export function closeDoor(s: ZoneState, n: number): void {
  const rule = s.rules.objects[n];
  if (!rule.box) return;
  setObjectState(s, n, ObjectState.READY);
  s.objects.dueTick[n] = NEVER_DUE;
  setDoor(s.map, rule.box, false);
  waysChanged(s);
  const disc = s.grid.disc;
  disc[0] = rule.x;
  disc[1] = rule.y;
  disc[2] = (rule.box[2] + rule.box[3]) / 2 + BODY_RADIUS_M;
  pushOut(s, s.grid.inDisc(s.world, s.found));
}

/** Makes the map what the doors' states say: after a state was loaded. */
export function hangDoors(s: ZoneState): void {
  for (const [n, { box }] of s.rules.objects.entries()) if (box) setDoor(s.map, box, s.objects.state[n] === ObjectState.USED);
}

/** Whoever of those found stands in something solid is moved to the nearest free place. Bodies never block each other (ADR 9). */
function pushOut(s: ZoneState, found: number): void {
  const { world } = s;
  for (let k = 0; k < found; k++) {
    const i = s.found[k];
    if (world.kind[i] !== EntityKind.PLAYER && world.kind[i] !== EntityKind.NPC && world.kind[i] !== EntityKind.DROP) continue;
    if (isFree(s.map, world.x[i], world.y[i])) continue;
    placeNear(s, i, world.x[i], world.y[i], 0);
    tellTeleport(s, i);
  }
}

/** Ways that were planned through a door are planned anew. */
function waysChanged(s: ZoneState): void {
  const { world, minds } = s;
  s.fields.forget();
  for (let i = 1; i < world.end; i++) if (world.kind[i] === EntityKind.NPC && minds.walking[i] === 1) minds.forgetPath(i);
}
