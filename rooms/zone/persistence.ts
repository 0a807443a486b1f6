import { u16ToAngle } from "#shared/primitives/angle.ts";
import { indexOf } from "#shared/primitives/entity-id.ts";
import type { CharacterSave, CharacterStore, RoomLog } from "#rooms/ports.ts";
import type { World } from "#rooms/simulation/world.ts";
import type { Session } from "./session.ts";

/** Waits before a failed release is tried again, ms. After the last one the lease stays ours until the next claim takes it. */
const RELEASE_RETRIES_MS = [100, 500, 1500];
const RELEASES_AT_ONCE = 16;
const SAVE_RETRY_MS = 250;

/** Writes characters behind: positions, health and resource of those that changed, all in one statement. */
export class Persistence {
  readonly #store: CharacterStore;
  readonly #world: World;
  readonly #zoneId: string;
  readonly #log: RoomLog;
  readonly #saved = new WeakMap<Session, CharacterSave>();
  /** The save under way. A release waits for it: an older state must not be written after the last one. */
  #saving: Promise<unknown> | null = null;

  constructor(store: CharacterStore, world: World, zoneId: string, log: RoomLog) {
    this.#store = store;
    this.#world = world;
    this.#zoneId = zoneId;
    this.#log = log;
  }

  /** The character as it stands now. Only while its entity is in the world. */
  capture(session: Session): CharacterSave {
    const world = this.#world;
    const i = indexOf(session.entity);
    return {
      lease: session.lease,
      zoneId: this.#zoneId,
      x: world.x[i],
      y: world.y[i],
      facing: u16ToAngle(world.facing[i]),
      health: world.health[i],
      resource: world.resource[i],
    };
  }

  /**
   * Saves those that changed since their last save. Does nothing while an earlier save is under way. A failure is logged; the
   * next call tries again.
   * @returns sessions whose character belongs to another room by now
   */
  async saveChanged(sessions: Iterable<Session>): Promise<Session[]> {
    if (this.#saving) return [];
    const changed = new Map<string, [Session, CharacterSave]>();
    for (const session of sessions) {
      if (session.left) continue;
      const state = this.capture(session);
      if (!same(this.#saved.get(session), state)) changed.set(session.characterId, [session, state]);
    }
    if (changed.size === 0) return [];
    const saving = this.#store.save([...changed.values()].map(([, state]) => state));
    this.#saving = saving.catch(() => {});
    try {
      const lost = await saving;
      for (const [session, state] of changed.values()) this.#saved.set(session, state);
      return lost.flatMap((id) => changed.get(id)?.[0] ?? []);
    } catch (error) {
      this.#log.warn({ err: error, zoneId: this.#zoneId, characters: changed.size }, "saving failed, it will be tried again");
      return [];
    } finally {
      this.#saving = null;
    }
  }

  /** Last save of characters that leave together: tried again for as long as there is time. Never throws. */
  async saveLast(states: readonly CharacterSave[], withinMs: number): Promise<void> {
    if (states.length === 0) return;
    const until = performance.now() + withinMs;
    await this.#saving;
    for (;;) {
      try {
        await this.#store.save(states);
        return;
      } catch (error) {
        this.#log.warn({ err: error, zoneId: this.#zoneId, characters: states.length }, "the last save failed");
        if (performance.now() + SAVE_RETRY_MS > until) return;
        await new Promise((resolve) => setTimeout(resolve, SAVE_RETRY_MS));
      }
    }
  }

  /** Gives the leases of saved characters back, several at a time; each is tried once. Never throws. */
  async releaseAll(states: readonly CharacterSave[]): Promise<void> {
    const rest = [...states];
    const next = async () => {
      for (let state = rest.pop(); state; state = rest.pop()) {
        await this.#store.release(state).catch((error) => this.#log.warn({ err: error }, "releasing a character failed"));
      }
    };
    await Promise.all(Array.from({ length: RELEASES_AT_ONCE }, next));
  }

  /** Last save of one character; gives its lease back. Never throws. */
  async release(state: CharacterSave): Promise<void> {
    await this.#saving;
    for (const waitMs of [...RELEASE_RETRIES_MS, 0]) {
      try {
        await this.#store.release(state);
        return;
      } catch (error) {
        this.#log.warn({ err: error, characterId: state.lease.characterId }, "releasing a character failed");
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  }
}

function same(a: CharacterSave | undefined, b: CharacterSave): boolean {
  return a !== undefined && a.x === b.x && a.y === b.y && a.facing === b.facing && a.health === b.health && a.resource === b.resource;
}
