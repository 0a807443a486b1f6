import { type EntityId, NOBODY } from "#shared/primitives/entity-id.ts";
import type { DropRecord } from "#rooms/ports/loot.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";

/** Which entity is which item row: what lies on the ground of this zone. */
export class DropBook {
  readonly #sim: Simulation;
  readonly #entityOf: (characterId: string) => EntityId;
  readonly #records = new Map<EntityId, DropRecord>();
  /** Ids of all of them, placed or not. */
  readonly #known = new Set<string>();
  /** Drops for which the zone had no free entity; they are laid down when there is one. */
  #unplaced: DropRecord[] = [];

  /** @param entityOf the character's entity in this zone, NOBODY when it is not here */
  constructor(sim: Simulation, entityOf: (characterId: string) => EntityId) {
    this.#sim = sim;
    this.#entityOf = entityOf;
  }

  get size(): number {
    return this.#records.size + this.#unplaced.length;
  }

  /** What is known already stays as it is. */
  add(record: DropRecord, nowMs: number): void {
    if (this.#known.has(record.dropId)) return;
    this.#known.add(record.dropId);
    this.#place(record, nowMs);
  }

  #place(record: DropRecord, nowMs: number): void {
    const ticks = (untilMs: number) => Math.max(0, Math.ceil(((untilMs - nowMs) * this.#sim.tickRate) / 1000));
    const entity = this.#sim.addDrop({
      itemCode: record.itemCode,
      quantity: record.quantity,
      x: record.x,
      y: record.y,
      owner: record.ownerCharacterId === null ? NOBODY : this.#entityOf(record.ownerCharacterId),
      ownedTicks: record.ownerCharacterId === null ? 0 : ticks(record.ownedUntil),
      expiresInTicks: ticks(record.expiresAt),
    });
    if (entity === NOBODY) this.#unplaced.push(record);
    else this.#records.set(entity, record);
  }

  /** Lays down what found no room earlier. */
  placeWaiting(nowMs: number): void {
    if (this.#unplaced.length === 0) return;
    const again = this.#unplaced;
    this.#unplaced = [];
    for (const record of again) this.#place(record, nowMs);
  }

  dropId(entity: EntityId): string | null {
    return this.#records.get(entity)?.dropId ?? null;
  }

  /** Somebody has it now, or nobody ever will. */
  remove(entity: EntityId): void {
    this.#forget(entity);
    this.#sim.removeDrop(entity);
  }

  /** The simulation removed it because its time was over. @returns its id, null when it was no drop of ours */
  expired(entity: EntityId): string | null {
    const id = this.dropId(entity);
    this.#forget(entity);
    return id;
  }

  #forget(entity: EntityId): void {
    const id = this.dropId(entity);
    if (id !== null) this.#known.delete(id);
    this.#records.delete(entity);
  }

  /** A character is back, as another entity: what is reserved for him follows. */
  ownerArrived(characterId: string, entity: EntityId): void {
    for (const [drop, record] of this.#records) {
      if (record.ownerCharacterId === characterId) this.#sim.setDropOwner(drop, entity);
    }
  }
}
