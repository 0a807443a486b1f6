import { type EntityId, indexOf } from "#shared/primitives/entity-id.ts";
import type { Session } from "./session.ts";

/** Who is in the zone: found by character, by entity, or one after the other. */
export class Roster {
  /** In no order; the tick goes through it. */
  readonly all: Session[] = [];
  readonly #byCharacter = new Map<string, Session>();
  readonly #byIndex: (Session | null)[];

  constructor(capacity: number) {
    this.#byIndex = new Array<Session | null>(capacity).fill(null);
  }

  get size(): number {
    return this.all.length;
  }

  add(session: Session): void {
    this.all.push(session);
    this.#byCharacter.set(session.characterId, session);
    this.#byIndex[indexOf(session.entity)] = session;
  }

  remove(session: Session): void {
    const at = this.all.indexOf(session);
    if (at < 0) return;
    this.all[at] = this.all[this.all.length - 1];
    this.all.pop();
    this.#byCharacter.delete(session.characterId);
    this.#byIndex[indexOf(session.entity)] = null;
  }

  ofCharacter(characterId: string): Session | null {
    return this.#byCharacter.get(characterId) ?? null;
  }

  ofEntity(entity: EntityId): Session | null {
    const session = this.#byIndex[indexOf(entity)];
    return session?.entity === entity ? session : null;
  }
}
