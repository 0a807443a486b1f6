import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { EntityKind } from "#shared/protocol/codes.ts";
import { bitsAt, Cell } from "#shared/rules/collision.ts";
import { place, placeNear } from "./placing.ts";
import type { ZoneState } from "./zone-state.ts";

/** An item on the ground. The simulation knows neither its row nor who may own it at last. */
export interface DropSpec {
  itemCode: number;
  /** Shown to clients in the entity's level, up to 255. */
  quantity: number;
  x: number;
  y: number;
  /** Who alone may take it at first; NOBODY: anybody. */
  owner: EntityId;
  /** Ticks until everybody may take it. */
  ownedTicks: number;
  /** Ticks until it is gone. */
  expiresInTicks: number;
}

/** @returns the new entity, NOBODY when the zone is full */
export function addDrop(s: ZoneState, spec: DropSpec): EntityId {
  const { world, drops } = s;
  const id = world.spawn(EntityKind.DROP);
  if (id === NOBODY) return NOBODY;
  const i = indexOf(id);
  world.template[i] = spec.itemCode;
  world.level[i] = Math.min(255, spec.quantity);
  world.target[i] = spec.owner;
  drops.freeTick[i] = world.tick + spec.ownedTicks;
  drops.endTick[i] = world.tick + spec.expiresInTicks;
  if (bitsAt(s.map, spec.x, spec.y) & Cell.SOLID) placeNear(s, i, spec.x, spec.y, 0);
  else place(s, i, spec.x, spec.y);
  return id;
}
