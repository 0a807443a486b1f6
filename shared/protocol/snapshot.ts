import { INDEX_BITS, indexOf } from "#shared/primitives/entity-id.ts";
import type { ByteReader, ByteWriter } from "#shared/primitives/bytes.ts";
import { type CombatEventKind, type EntityKind, SelfField } from "./codes.ts";
import { encodeName, MAX_NAME_BYTES } from "./name.ts";

/**
 * The snapshot: what one client is told about one tick. Little-endian, byte-aligned; golden vectors stand in
 * snapshot.test.ts, the layout for people in docs/PROTOCOL.md. Sections come in the order of their bits.
 *
 *   u32 tick · u16 ackSeq · u8 sections · owner (f32 x, f32 y, i16 vx, i16 vy) · SELF · LEAVES · ENTERS · UPDATES · EVENTS
 */
export const Section = { SELF: 1, LEAVES: 2, ENTERS: 4, UPDATES: 8, EVENTS: 16 } as const;
export const HEADER_SIZE = 7;
export const OWNER_SIZE = 12;

export { encodeName, MAX_NAME_BYTES } from "./name.ts";

/** An update's u16 head: entity index in the low 14 bits, then these two. */
export const UPDATE_MOVE = 0x4000;
export const UPDATE_EXTRA = 0x8000;
/** Bits of the mask that follows the movement when UPDATE_EXTRA is set. */
export const ExtraField = { HEALTH: 1, FLAGS: 2, CAST: 4, TARGET: 8, LEVEL: 16, SHIELD: 32, HEIGHT: 64, PHASE: 128 } as const;

export const UPDATE_MOVE_SIZE = 7;
/** head 2 + movement 5 + mask 1 + health 1 + flags 2 + cast 3 + target 4 + level 1 + shield 1 + height 1 + phase 1. */
export const MAX_UPDATE_SIZE = 22;
/** Upper bits of an enter's kind: what follows its fixed part. Absent: full health, no flags, no target, no name. */
export const EnterPart = { HEALTH: 16, FLAGS: 32, TARGET: 64, NAME: 128 } as const;
const ENTER_KIND_MASK = 15;
/** id 4, kind and parts 1, template 2, level 1, x 2, y 2, facing 1. */
export const MIN_ENTER_SIZE = 13;
/** … health 1, flags 2, target 4, name length 1 + name, appearance 4. */
export const MAX_ENTER_SIZE = MIN_ENTER_SIZE + 12 + MAX_NAME_BYTES;
/** Health of others on the wire when nothing is missing. */
export const FULL_HEALTH = 255;
/** Stands for a target that is not in the client's picture: somebody, but never an entity's id. */
export const UNSEEN = 1 << INDEX_BITS;
export const EVENT_SIZE = 9;
/** Sections count their records in one byte; what does not fit waits for the next tick. */
export const MAX_RECORDS = 255;

export interface EnterRecord {
  id: number;
  kind: EntityKind;
  /** Code of the class (player), NPC, ability (projectile), item (drop) in the content. */
  template: number;
  level: number;
  /** Wire units (quantize.ts). */
  x: number;
  y: number;
  facing: number;
  health: number;
  flags: number;
  /** Whom it attacks; for a drop: who may take it first (0 = anybody). UNSEEN: somebody who is not in the picture. */
  target: number;
  name: string;
  /** Of those who have a name: packed (rules/appearance.ts). */
  appearance: number;
}

export interface UpdateRecord {
  index: number;
  move?: { x: number; y: number; facing: number };
  health?: number;
  flags?: number;
  /** ability 0 = not casting; `ticks` until it is done. */
  cast?: { ability: number; ticks: number };
  target?: number;
  level?: number;
  /** What its shields still take, as part of its full health: 255 = as much, or more. */
  shield?: number;
  /** Above the ground, decimetres. */
  height?: number;
  /** A boss: the number of its phase from 1; 0: it does not fight. */
  phase?: number;
}

export interface CombatEvent {
  kind: CombatEventKind;
  /** Entity indices; 0 = none. */
  source: number;
  target: number;
  ability: number;
  amount: number;
  flags: number;
}

export interface SelfState {
  vitals?: { health: number; maxHealth: number; resource: number; maxResource: number };
  /** speed in mm/s; flags: EntityFlag bits that matter to prediction (DEAD, STUNNED, ROOTED, CASTING). */
  movement?: { speedMmps: number; flags: number };
  progress?: { level: number; experience: number; nextLevelAt: number };
  /** Tick at which each ability slot is ready again. */
  cooldowns?: { globalReadyTick: number; readyTicks: number[] };
  cast?: { ability: number; startTick: number; endTick: number };
  target?: number;
  statuses?: Array<{ status: number; stacks: number; endTick: number }>;
  /** Strides of forced motion left: told with every snapshot while there are any, and once when there are none. */
  impulse?: number;
  /** Above the ground, 1/256 m, and upward speed, 1/256 m/s: told with every snapshot in the air, and once on the ground. */
  height?: { lift: number; rise: number };
  /** Slots whose uses have not all come back: so many as of `rechargeTick`, when the next one does (spentAt in shared/rules/ability.ts). */
  charges?: Array<{ slot: number; spent: number; rechargeTick: number }>;
  /** What all shields together still take. */
  shield?: number;
  /** A duel, or the offer of one (state: DuelState; tick: when the offer lapses or the countdown ends), and who would raise the dead until when. */
  offers?: { duel: { state: number; opponent: number; tick: number }; resurrection: { by: number; untilTick: number } };
}

export interface Snapshot {
  tick: number;
  /** Low 16 bits of the last input that was processed. */
  ackSeq: number;
  owner: { x: number; y: number; vx: number; vy: number };
  self: SelfState | null;
  leaves: number[];
  enters: EnterRecord[];
  updates: UpdateRecord[];
  events: CombatEvent[];
}

const text = new TextDecoder();

/** Writes one enter record. `nameBytes` is UTF-8, at most MAX_NAME_BYTES. */
export function writeEnter(w: ByteWriter, e: Omit<EnterRecord, "name">, nameBytes: Uint8Array): void {
  const parts =
    (e.health === FULL_HEALTH ? 0 : EnterPart.HEALTH) |
    (e.flags === 0 ? 0 : EnterPart.FLAGS) |
    (e.target === 0 ? 0 : EnterPart.TARGET) |
    (nameBytes.length === 0 ? 0 : EnterPart.NAME);
  w.u32(e.id)
    .u8(e.kind | parts)
    .u16(e.template)
    .u8(e.level)
    .u16(e.x)
    .u16(e.y)
    .u8(e.facing);
  if (parts & EnterPart.HEALTH) w.u8(e.health);
  if (parts & EnterPart.FLAGS) w.u16(e.flags);
  if (parts & EnterPart.TARGET) w.u32(e.target);
  if (parts & EnterPart.NAME) w.u8(nameBytes.length).raw(nameBytes).u32(e.appearance);
}

/** Writes one update record. */
export function writeUpdate(w: ByteWriter, u: UpdateRecord): void {
  const mask =
    (u.health !== undefined ? ExtraField.HEALTH : 0) |
    (u.flags !== undefined ? ExtraField.FLAGS : 0) |
    (u.cast !== undefined ? ExtraField.CAST : 0) |
    (u.target !== undefined ? ExtraField.TARGET : 0) |
    (u.level !== undefined ? ExtraField.LEVEL : 0) |
    (u.shield !== undefined ? ExtraField.SHIELD : 0) |
    (u.height !== undefined ? ExtraField.HEIGHT : 0) |
    (u.phase !== undefined ? ExtraField.PHASE : 0);
  w.u16(u.index | (u.move ? UPDATE_MOVE : 0) | (mask ? UPDATE_EXTRA : 0));
  if (u.move) w.u16(u.move.x).u16(u.move.y).u8(u.move.facing);
  if (!mask) return;
  w.u8(mask);
  if (u.health !== undefined) w.u8(u.health);
  if (u.flags !== undefined) w.u16(u.flags);
  if (u.cast !== undefined) w.u8(u.cast.ability).u16(u.cast.ticks);
  if (u.target !== undefined) w.u32(u.target);
  if (u.level !== undefined) w.u8(u.level);
  if (u.shield !== undefined) w.u8(u.shield);
  if (u.height !== undefined) w.u8(u.height);
  if (u.phase !== undefined) w.u8(u.phase);
}

export function writeEvent(w: ByteWriter, e: CombatEvent): void {
  w.u8(e.kind)
    .u16(e.source)
    .u16(e.target)
    .u8(e.ability)
    .u16(e.amount > 0xffff ? 0xffff : e.amount)
    .u8(e.flags);
}

export function writeSelf(w: ByteWriter, s: SelfState): void {
  const mask =
    (s.vitals ? SelfField.VITALS : 0) |
    (s.movement ? SelfField.MOVEMENT : 0) |
    (s.progress ? SelfField.PROGRESS : 0) |
    (s.cooldowns ? SelfField.COOLDOWNS : 0) |
    (s.cast ? SelfField.CAST : 0) |
    (s.target !== undefined ? SelfField.TARGET : 0) |
    (s.statuses ? SelfField.STATUSES : 0) |
    (s.impulse !== undefined ? SelfField.IMPULSE : 0) |
    (s.height ? SelfField.HEIGHT : 0) |
    (s.charges ? SelfField.CHARGES : 0) |
    (s.shield !== undefined ? SelfField.SHIELD : 0) |
    (s.offers ? SelfField.OFFERS : 0);
  w.u16(mask);
  if (s.vitals) w.u16(s.vitals.health).u16(s.vitals.maxHealth).u16(s.vitals.resource).u16(s.vitals.maxResource);
  if (s.movement) w.u16(s.movement.speedMmps).u16(s.movement.flags);
  if (s.progress) w.u8(s.progress.level).u32(s.progress.experience).u32(s.progress.nextLevelAt);
  if (s.cooldowns) {
    w.u32(s.cooldowns.globalReadyTick).u8(s.cooldowns.readyTicks.length);
    for (const tick of s.cooldowns.readyTicks) w.u32(tick);
  }
  if (s.cast) w.u8(s.cast.ability).u32(s.cast.startTick).u32(s.cast.endTick);
  if (s.target !== undefined) w.u32(s.target);
  if (s.statuses) {
    w.u8(s.statuses.length);
    for (const x of s.statuses) w.u8(x.status).u8(x.stacks).u32(x.endTick);
  }
  if (s.impulse !== undefined) w.u8(s.impulse);
  if (s.height) w.i16(s.height.lift).i16(s.height.rise);
  if (s.charges) {
    w.u8(s.charges.length);
    for (const x of s.charges) w.u8(x.slot).u8(x.spent).u32(x.rechargeTick);
  }
  if (s.shield !== undefined) w.u16(s.shield);
  if (s.offers) {
    const { duel, resurrection } = s.offers;
    w.u8(duel.state).u32(duel.opponent).u32(duel.tick).u32(resurrection.by).u32(resurrection.untilTick);
  }
}

/**
 * Writes a whole snapshot from objects: the reference encoder, for tests and tools. The room's packet writer
 * (rooms/replication) produces the same bytes without objects.
 * @returns bytes written
 */
export function writeSnapshot(w: ByteWriter, s: Snapshot): number {
  const start = w.offset;
  const sections =
    (s.self ? Section.SELF : 0) |
    (s.leaves.length ? Section.LEAVES : 0) |
    (s.enters.length ? Section.ENTERS : 0) |
    (s.updates.length ? Section.UPDATES : 0) |
    (s.events.length ? Section.EVENTS : 0);
  w.u32(s.tick).u16(s.ackSeq).u8(sections).f32(s.owner.x).f32(s.owner.y).i16(s.owner.vx).i16(s.owner.vy);
  if (s.self) writeSelf(w, s.self);
  if (s.leaves.length) {
    w.u8(s.leaves.length);
    for (const index of s.leaves) w.u16(index);
  }
  if (s.enters.length) {
    w.u8(s.enters.length);
    for (const e of s.enters) writeEnter(w, e, encodeName(e.name));
  }
  if (s.updates.length) {
    w.u8(s.updates.length);
    for (const u of s.updates) writeUpdate(w, u);
  }
  if (s.events.length) {
    w.u8(s.events.length);
    for (const e of s.events) writeEvent(w, e);
  }
  return w.offset - start;
}

function readSelf(r: ByteReader): SelfState {
  const mask = r.u16();
  const s: SelfState = {};
  if (mask & SelfField.VITALS) s.vitals = { health: r.u16(), maxHealth: r.u16(), resource: r.u16(), maxResource: r.u16() };
  if (mask & SelfField.MOVEMENT) s.movement = { speedMmps: r.u16(), flags: r.u16() };
  if (mask & SelfField.PROGRESS) s.progress = { level: r.u8(), experience: r.u32(), nextLevelAt: r.u32() };
  if (mask & SelfField.COOLDOWNS) {
    const globalReadyTick = r.u32();
    const readyTicks = Array.from({ length: r.u8() }, () => r.u32());
    s.cooldowns = { globalReadyTick, readyTicks };
  }
  if (mask & SelfField.CAST) s.cast = { ability: r.u8(), startTick: r.u32(), endTick: r.u32() };
  if (mask & SelfField.TARGET) s.target = r.u32();
  if (mask & SelfField.STATUSES) {
    s.statuses = Array.from({ length: r.u8() }, () => ({ status: r.u8(), stacks: r.u8(), endTick: r.u32() }));
  }
  if (mask & SelfField.IMPULSE) s.impulse = r.u8();
  if (mask & SelfField.HEIGHT) s.height = { lift: r.i16(), rise: r.i16() };
  if (mask & SelfField.CHARGES) s.charges = Array.from({ length: r.u8() }, () => ({ slot: r.u8(), spent: r.u8(), rechargeTick: r.u32() }));
  if (mask & SelfField.SHIELD) s.shield = r.u16();
  if (mask & SelfField.OFFERS) {
    s.offers = { duel: { state: r.u8(), opponent: r.u32(), tick: r.u32() }, resurrection: { by: r.u32(), untilTick: r.u32() } };
  }
  return s;
}

function readEnter(r: ByteReader): EnterRecord {
  const id = r.u32();
  const head = r.u8();
  return {
    id,
    kind: (head & ENTER_KIND_MASK) as EntityKind,
    template: r.u16(),
    level: r.u8(),
    x: r.u16(),
    y: r.u16(),
    facing: r.u8(),
    health: head & EnterPart.HEALTH ? r.u8() : FULL_HEALTH,
    flags: head & EnterPart.FLAGS ? r.u16() : 0,
    target: head & EnterPart.TARGET ? r.u32() : 0,
    name: head & EnterPart.NAME ? text.decode(r.raw(r.u8())) : "",
    appearance: head & EnterPart.NAME ? r.u32() : 0,
  };
}

function readUpdate(r: ByteReader): UpdateRecord {
  const head = r.u16();
  const u: UpdateRecord = { index: indexOf(head) };
  if (head & UPDATE_MOVE) u.move = { x: r.u16(), y: r.u16(), facing: r.u8() };
  if (head & UPDATE_EXTRA) {
    const mask = r.u8();
    if (mask & ExtraField.HEALTH) u.health = r.u8();
    if (mask & ExtraField.FLAGS) u.flags = r.u16();
    if (mask & ExtraField.CAST) u.cast = { ability: r.u8(), ticks: r.u16() };
    if (mask & ExtraField.TARGET) u.target = r.u32();
    if (mask & ExtraField.LEVEL) u.level = r.u8();
    if (mask & ExtraField.SHIELD) u.shield = r.u8();
    if (mask & ExtraField.HEIGHT) u.height = r.u8();
    if (mask & ExtraField.PHASE) u.phase = r.u8();
  }
  return u;
}

function readEvent(r: ByteReader): CombatEvent {
  return { kind: r.u8() as CombatEventKind, source: r.u16(), target: r.u16(), ability: r.u8(), amount: r.u16(), flags: r.u8() };
}

/** Decodes one snapshot; RangeError when it is cut short, Error when bytes are left over. */
export function readSnapshot(r: ByteReader): Snapshot {
  const tick = r.u32();
  const ackSeq = r.u16();
  const sections = r.u8();
  const owner = { x: r.f32(), y: r.f32(), vx: r.i16(), vy: r.i16() };
  const list = <T>(section: number, read: (r: ByteReader) => T): T[] =>
    sections & section ? Array.from({ length: r.u8() }, () => read(r)) : [];
  const snapshot: Snapshot = {
    tick,
    ackSeq,
    owner,
    self: sections & Section.SELF ? readSelf(r) : null,
    leaves: list(Section.LEAVES, (x) => x.u16()),
    enters: list(Section.ENTERS, readEnter),
    updates: list(Section.UPDATES, readUpdate),
    events: list(Section.EVENTS, readEvent),
  };
  if (r.remaining) throw new Error(`snapshot: ${r.remaining} bytes left over`);
  return snapshot;
}
