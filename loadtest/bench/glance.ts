import { indexOf } from "#shared/primitives/entity-id.ts";
import { EntityFlag, EntityKind, SelfField } from "#shared/protocol/codes.ts";
import { wireToPosition } from "#shared/protocol/quantize.ts";
import {
  EnterPart,
  ExtraField,
  FULL_HEALTH,
  HEADER_SIZE,
  MIN_ENTER_SIZE,
  OWNER_SIZE,
  Section,
  UPDATE_EXTRA,
  UPDATE_MOVE,
} from "#shared/protocol/snapshot.ts";

interface Npc {
  id: number;
  x: number;
  y: number;
  health: number;
}

const INDEX_MASK = 0x3fff;
/** Low bits of an enter's head: its kind. */
const KIND_MASK = 15;

/**
 * What a client of the bench keeps of its snapshots: whether it lives, and which NPCs are near. Everything else is stepped
 * over, so that a thousand clients fit on one core; glance.test.ts compares it with the full decoder.
 */
export class Glance {
  dead = false;
  /** Number of the last snapshot's tick; 0 before the first. */
  tick = 0;
  #x = 0;
  #y = 0;
  readonly #npcs = new Map<number, Npc>();
  readonly #isNpc = new Uint32Array((INDEX_MASK + 1) >> 5);
  readonly #players = new Map<number, number>();
  /** Index and squared distance of the nearest player that moved in the last snapshot. */
  #friend = 0;
  #friendSquare = Number.POSITIVE_INFINITY;

  /** One snapshot: `b[start … end)` without the frame's head. */
  take(b: Buffer, start: number, end: number): void {
    this.tick = b.readUInt32LE(start);
    const sections = b[start + HEADER_SIZE - 1];
    this.#x = b.readFloatLE(start + HEADER_SIZE);
    this.#y = b.readFloatLE(start + HEADER_SIZE + 4);
    let at = start + HEADER_SIZE + OWNER_SIZE;
    if (sections & Section.SELF) at = this.#self(b, at);
    if (sections & Section.LEAVES) at = this.#leaves(b, at);
    if (sections & Section.ENTERS) at = this.#enters(b, at);
    if (sections & Section.UPDATES) at = this.#updates(b, at);
    if (at > end) throw new RangeError("snapshot: cut short");
  }

  /** Id of the nearest living NPC within a distance; 0 when there is none. */
  nearestNpc(rangeM: number): number {
    let best = 0;
    let bestSquare = rangeM * rangeM;
    for (const npc of this.#npcs.values()) {
      const square = (npc.x - this.#x) ** 2 + (npc.y - this.#y) ** 2;
      if (square > bestSquare || npc.health === 0) continue;
      best = npc.id;
      bestSquare = square;
    }
    return best;
  }

  /** Id of the nearest player that moved in the last snapshot, within a distance; 0 when there is none. */
  nearestPlayer(rangeM: number): number {
    return this.#friendSquare <= rangeM * rangeM ? (this.#players.get(this.#friend) ?? 0) : 0;
  }

  #self(b: Buffer, start: number): number {
    const mask = b.readUInt16LE(start);
    let at = start + 2;
    if (mask & SelfField.VITALS) at += 8;
    if (mask & SelfField.MOVEMENT) {
      this.dead = (b.readUInt16LE(at + 2) & EntityFlag.DEAD) !== 0;
      at += 4;
    }
    if (mask & SelfField.PROGRESS) at += 9;
    if (mask & SelfField.COOLDOWNS) at += 5 + 4 * b[at + 4];
    if (mask & SelfField.CAST) at += 9;
    if (mask & SelfField.TARGET) at += 4;
    if (mask & SelfField.STATUSES) at += 1 + 6 * b[at];
    if (mask & SelfField.IMPULSE) at += 1;
    if (mask & SelfField.HEIGHT) at += 4;
    return at;
  }

  #leaves(b: Buffer, start: number): number {
    const count = b[start];
    for (let n = 0, at = start + 1; n < count; n++, at += 2) {
      const index = b.readUInt16LE(at);
      if (this.#isNpc[index >> 5] & (1 << (index & 31))) this.#npcs.delete(index);
      else this.#players.delete(index);
      this.#isNpc[index >> 5] &= ~(1 << (index & 31));
    }
    return start + 1 + 2 * count;
  }

  #enters(b: Buffer, start: number): number {
    let at = start + 1;
    for (let n = b[start]; n > 0; n--) {
      const id = b.readUInt32LE(at);
      const head = b[at + 4];
      const kind = head & KIND_MASK;
      const index = indexOf(id);
      if (kind === EntityKind.NPC) {
        this.#npcs.set(index, {
          id,
          x: wireToPosition(b.readUInt16LE(at + 8)),
          y: wireToPosition(b.readUInt16LE(at + 10)),
          health: head & EnterPart.HEALTH ? b[at + MIN_ENTER_SIZE] : FULL_HEALTH,
        });
        this.#isNpc[index >> 5] |= 1 << (index & 31);
      } else if (kind === EntityKind.PLAYER) {
        this.#players.set(index, id);
      }
      at += MIN_ENTER_SIZE;
      if (head & EnterPart.HEALTH) at += 1;
      if (head & EnterPart.FLAGS) at += 2;
      if (head & EnterPart.TARGET) at += 4;
      if (head & EnterPart.NAME) at += 1 + b[at] + 4;
    }
    return at;
  }

  #updates(b: Buffer, start: number): number {
    this.#friendSquare = Number.POSITIVE_INFINITY;
    let at = start + 1;
    for (let n = b[start]; n > 0; n--) {
      const head = b[at] | (b[at + 1] << 8);
      const index = head & INDEX_MASK;
      at += 2;
      const npc = this.#isNpc[index >> 5] & (1 << (index & 31)) ? this.#npcs.get(index) : undefined;
      if (head & UPDATE_MOVE) {
        const x = wireToPosition(b[at] | (b[at + 1] << 8));
        const y = wireToPosition(b[at + 2] | (b[at + 3] << 8));
        at += 5;
        if (npc) {
          npc.x = x;
          npc.y = y;
        } else {
          this.#meet(index, (x - this.#x) ** 2 + (y - this.#y) ** 2);
        }
      }
      if (head & UPDATE_EXTRA) at = this.#extra(b, at, npc);
    }
    return at;
  }

  #meet(index: number, square: number): void {
    if (square >= this.#friendSquare || !this.#players.has(index)) return;
    this.#friend = index;
    this.#friendSquare = square;
  }

  #extra(b: Buffer, start: number, npc: Npc | undefined): number {
    const mask = b[start];
    let at = start + 1;
    if (mask & ExtraField.HEALTH) {
      if (npc) npc.health = b[at];
      at += 1;
    }
    if (mask & ExtraField.FLAGS) at += 2;
    if (mask & ExtraField.CAST) at += 3;
    if (mask & ExtraField.TARGET) at += 4;
    if (mask & ExtraField.LEVEL) at += 1;
    if (mask & ExtraField.HEIGHT) at += 1;
    if (mask & ExtraField.SHIELD) at += 1;
    if (mask & ExtraField.PHASE) at += 1;
    return at;
  }
}
