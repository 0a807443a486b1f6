import { u16ToAngle } from "#shared/primitives/angle.ts";
import { indexOf } from "#shared/primitives/entity-id.ts";
import type { CharacterSave, CharacterStore } from "#rooms/ports/characters.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import type { Session } from "./session.ts";

/** Waits before a failed release is tried again, ms. After the last one the lease stays ours until the next claim takes it. */
const RELEASE_RETRIES_MS = [100, 500, 1500];
const RELEASES_AT_ONCE = 16;
const SAVE_RETRY_MS = 250;

/** What a save reads of the simulation. */
type CharacterSource = Pick<Simulation, "world" | "luggage">;

/** What was written last, and the stamp of what was carried then. */
interface Saved {
  state: CharacterSave;
  stamp: number;
}

/** Writes characters behind: positions, health and resource of those that changed, all in one statement. */
export class Persistence {
  readonly #store: CharacterStore;
  readonly #sim: CharacterSource;
  readonly #zoneId: string;
  readonly #layer: number;
  readonly #log: RoomLog;
  readonly #saved = new WeakMap<Session, Saved>();
  /** The save under way. A release waits for it: an older state must not be written after the last one. */
  #saving: Promise<unknown> | null = null;

  constructor(store: CharacterStore, sim: CharacterSource, { zoneId, layer }: { zoneId: string; layer: number }, log: RoomLog) {
    this.#store = store;
    this.#sim = sim;
    this.#zoneId = zoneId;
    this.#layer = layer;
    this.#log = log;
  }

  /** The character as it stands now, with all it carries. Only while its entity is in the world. */
  captureWhole(session: Session): CharacterSave {
    const carried = { ...this.#sim.luggage.of(session.entity), zoneId: this.#zoneId };
    return { ...this.#capture(session), carried };
  }

  #capture(session: Session): CharacterSave {
    const { world } = this.#sim;
    const i = indexOf(session.entity);
    return {
      lease: session.lease,
      zoneId: this.#zoneId,
      layer: this.#layer,
      x: world.x[i],
      y: world.y[i],
      facing: u16ToAngle(world.facing[i]),
      health: world.health[i],
      resource: world.resource[i],
      carried: null,
    };
  }

  /**
   * Saves those that changed since their last save. Does nothing while an earlier save is under way. A failure is logged; the
   * next call tries again.
   * @returns sessions whose character belongs to another room by now
   */
  async saveChanged(sessions: Iterable<Session>): Promise<Session[]> {
    if (this.#saving) return [];
    const changed = new Map<string, { session: Session; saved: Saved }>();
    for (const session of sessions) {
      if (session.left) continue;
      const saved = this.#changed(session);
      if (saved) changed.set(session.characterId, { session, saved });
    }
    if (changed.size === 0) return [];
    const saving = this.#store.save([...changed.values()].map(({ saved }) => saved.state));
    this.#saving = saving.catch(() => {});
    try {
      const lost = await saving;
      for (const { session, saved } of changed.values()) this.#saved.set(session, saved);
      return lost.flatMap((id) => changed.get(id)?.session ?? []);
    } catch (error) {
      this.#log.warn({ err: error, zoneId: this.#zoneId, characters: changed.size }, "saving failed, it will be tried again");
      return [];
    } finally {
      this.#saving = null;
    }
  }

  /** What is to be written of a session; null: nothing changed. What it carries is the same as long as only time has passed. */
  #changed(session: Session): Saved | null {
    const before = this.#saved.get(session);
    const stamp = this.#sim.luggage.stamp(session.entity);
    if (before?.stamp !== stamp) return { state: this.captureWhole(session), stamp };
    const state = this.#capture(session);
    return same(before.state, state) ? null : { state, stamp };
  }

  /** Resolves when no save is under way. */
  async idle(): Promise<void> {
    await this.#saving;
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

function same(a: CharacterSave, b: CharacterSave): boolean {
  return a.x === b.x && a.y === b.y && a.facing === b.facing && a.health === b.health && a.resource === b.resource;
}
