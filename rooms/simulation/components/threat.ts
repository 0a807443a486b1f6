import { type EntityId, NOBODY } from "#shared/primitives/entity-id.ts";
import { TAKE_OVER_FACTOR } from "#shared/rules/combat.ts";
import type { World } from "../world.ts";

/** Enemies an NPC remembers at once. One more takes the place of the least threatening. */
export const THREAT_SLOTS = 32;

/** Whom each NPC is angry at, and who did how much to bring it down: [index × THREAT_SLOTS + n]. */
export class ThreatTables {
  readonly enemy: Uint32Array;
  readonly threat: Int32Array;
  /** Threat of health taken and of healing given against this NPC: how its experience is divided. */
  readonly contribution: Int32Array;
  /** Slots in use are 0 … used − 1. */
  readonly used: Uint8Array;

  constructor(world: World) {
    const n = world.capacity;
    this.enemy = world.track(new Uint32Array(n * THREAT_SLOTS));
    this.threat = world.track(new Int32Array(n * THREAT_SLOTS));
    this.contribution = world.track(new Int32Array(n * THREAT_SLOTS));
    this.used = world.track(new Uint8Array(n));
  }

  clear(npc: number): void {
    this.used[npc] = 0;
  }

  knows(npc: number, enemy: EntityId): boolean {
    return this.#find(npc, enemy) >= 0;
  }

  /** @param threat and @param contribution are added to what the enemy has; 0, 0 only makes it known. */
  add(npc: number, enemy: EntityId, threat: number, contribution: number): void {
    let at = this.#find(npc, enemy);
    if (at < 0) {
      at = this.#slotFor(npc);
      this.enemy[at] = enemy;
      this.threat[at] = 0;
      this.contribution[at] = 0;
    }
    this.threat[at] += threat;
    this.contribution[at] += contribution;
  }

  /** Makes a known enemy clearly the most threatening: a taunt. @returns false when the NPC does not know it */
  raise(npc: number, enemy: EntityId): boolean {
    const at = this.#find(npc, enemy);
    if (at < 0) return false;
    const from = npc * THREAT_SLOTS;
    let most = 0;
    for (let other = from; other < from + this.used[npc]; other++) if (other !== at) most = Math.max(most, this.threat[other]);
    this.threat[at] = Math.max(this.threat[at], Math.ceil(most * TAKE_OVER_FACTOR) + 1);
    return true;
  }

  /** Takes part of an enemy's threat away, thousandths; one point stays, so that it is not forgotten. */
  lower(npc: number, enemy: EntityId, part: number): void {
    const at = this.#find(npc, enemy);
    if (at >= 0 && this.threat[at] > 0) this.threat[at] = Math.max(1, Math.round((this.threat[at] * (1000 - part)) / 1000));
  }

  /** The enemy is no longer a target but keeps his part in the kill: he died, or fled to safety. */
  calm(npc: number, slot: number): void {
    this.threat[npc * THREAT_SLOTS + slot] = 0;
  }

  /** Forgets an enemy; the last slot takes its place. */
  remove(npc: number, slot: number): void {
    const last = npc * THREAT_SLOTS + --this.used[npc];
    const at = npc * THREAT_SLOTS + slot;
    this.enemy[at] = this.enemy[last];
    this.threat[at] = this.threat[last];
    this.contribution[at] = this.contribution[last];
    this.enemy[last] = NOBODY;
  }

  #find(npc: number, enemy: EntityId): number {
    const from = npc * THREAT_SLOTS;
    const to = from + this.used[npc];
    for (let at = from; at < to; at++) if (this.enemy[at] === enemy) return at;
    return -1;
  }

  #slotFor(npc: number): number {
    const from = npc * THREAT_SLOTS;
    if (this.used[npc] < THREAT_SLOTS) return from + this.used[npc]++;
    let least = from;
    for (let at = from + 1; at < from + THREAT_SLOTS; at++) if (this.threat[at] < this.threat[least]) least = at;
    return least;
  }
}
