import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteReader, ByteWriter } from "#shared/primitives/bytes.ts";
import { CombatEventKind } from "./codes.ts";
import {
  type CombatEvent,
  EVENT_SIZE,
  encodeName,
  type EnterRecord,
  MAX_ENTER_SIZE,
  MAX_NAME_BYTES,
  MAX_UPDATE_SIZE,
  readSnapshot,
  type SelfState,
  type Snapshot,
  UPDATE_MOVE_SIZE,
  type UpdateRecord,
  writeEnter,
  writeEvent,
  writeSnapshot,
  writeUpdate,
} from "./snapshot.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const encode = (snapshot: Snapshot): Uint8Array => {
  const w = new ByteWriter(64 * 1024);
  writeSnapshot(w, snapshot);
  return w.written();
};
const decode = (bytes: Uint8Array): Snapshot => readSnapshot(new ByteReader(bytes));

const empty: Snapshot = {
  tick: 1,
  ackSeq: 2,
  owner: { x: 0, y: 0, vx: 0, vy: 0 },
  self: null,
  leaves: [],
  enters: [],
  updates: [],
  events: [],
};

const u8 = fc.integer({ min: 0, max: 255 });
const u16 = fc.integer({ min: 0, max: 65535 });
const i16 = fc.integer({ min: -32768, max: 32767 });
const u32 = fc.integer({ min: 0, max: 4294967295 });
const f32 = fc.float({ noNaN: true, noDefaultInfinity: true }).map((x) => (Object.is(x, -0) ? 0 : x));
const index = fc.integer({ min: 0, max: 16383 });
const optional = { requiredKeys: [] as [] };

const selfState: fc.Arbitrary<SelfState> = fc.record(
  {
    vitals: fc.record({ health: u16, maxHealth: u16, resource: u16, maxResource: u16 }),
    movement: fc.record({ speedMmps: u16, flags: u16 }),
    progress: fc.record({ level: u8, experience: u32, nextLevelAt: u32 }),
    cooldowns: fc.record({ globalReadyTick: u32, readyTicks: fc.array(u32, { maxLength: 8 }) }),
    cast: fc.record({ ability: u8, startTick: u32, endTick: u32 }),
    target: u32,
    statuses: fc.array(fc.record({ status: u8, stacks: u8, endTick: u32 }), { maxLength: 8 }),
    impulse: u8,
    height: fc.record({ lift: i16, rise: i16 }),
    offers: fc.record({
      duel: fc.record({ state: u8, opponent: u32, tick: u32 }),
      resurrection: fc.record({ by: u32, untilTick: u32 }),
    }),
    charges: fc.array(fc.record({ slot: u8, spent: u8, rechargeTick: u32 }), { maxLength: 8 }),
    shield: u16,
  },
  optional,
);
const enter: fc.Arbitrary<EnterRecord> = fc
  .record({
    id: u32,
    kind: fc.constantFrom(1, 2, 3, 4, 5),
    template: u16,
    level: u8,
    x: u16,
    y: u16,
    facing: u8,
    health: u8,
    flags: u16,
    target: u32,
    name: fc.string({ unit: "grapheme", maxLength: 10 }).filter((s) => Buffer.byteLength(s) <= MAX_NAME_BYTES),
    appearance: u32,
  })
  .map((e) => (e.name === "" ? { ...e, appearance: 0 } : e));
const update: fc.Arbitrary<UpdateRecord> = fc.record(
  {
    index,
    move: fc.record({ x: u16, y: u16, facing: u8 }),
    health: u8,
    flags: u16,
    cast: fc.record({ ability: u8, ticks: u16 }),
    target: u32,
    level: u8,
    shield: u8,
    height: u8,
    phase: u8,
  },
  { requiredKeys: ["index"] },
);
const event: fc.Arbitrary<CombatEvent> = fc.record({
  kind: fc.constantFrom(...Object.values(CombatEventKind)),
  source: u16,
  target: u16,
  ability: u8,
  amount: u16,
  flags: u8,
});
const snapshot: fc.Arbitrary<Snapshot> = fc
  .record({
    tick: u32,
    ackSeq: u16,
    owner: fc.record({ x: f32, y: f32, vx: i16, vy: i16 }),
    self: fc.option(selfState),
    leaves: fc.array(index, { maxLength: 255 }),
    enters: fc.array(enter, { maxLength: 20 }),
    updates: fc.array(update, { maxLength: 255 }),
    events: fc.array(event, { maxLength: 50 }),
  })
  .map((s) => structuredClone(s)); // plain prototypes, as the decoder makes them

describe("1.5 snapshot codec", () => {
  // golden: a client in another language is checked against these same bytes
  it("1.5 golden: an empty snapshot", () => {
    assert.equal(
      hex(encode({ ...empty, owner: { x: 1.5, y: -2, vx: 1280, vy: -1 } })),
      "01000000" + "0200" + "00" + "0000c03f" + "000000c0" + "0005" + "ffff",
    );
  });

  it("1.5 golden: every section, every field", () => {
    const full: Snapshot = {
      tick: 0x01020304,
      ackSeq: 0x0506,
      owner: { x: 100.25, y: 200.5, vx: 256, vy: -256 },
      self: {
        vitals: { health: 90, maxHealth: 100, resource: 5, maxResource: 50 },
        movement: { speedMmps: 5000, flags: 2 },
        progress: { level: 3, experience: 1000, nextLevelAt: 1500 },
        cooldowns: { globalReadyTick: 7, readyTicks: [8, 9] },
        cast: { ability: 4, startTick: 10, endTick: 30 },
        target: 0x4001,
        statuses: [{ status: 1, stacks: 2, endTick: 99 }],
        impulse: 7,
        height: { lift: 300, rise: -512 },
        charges: [{ slot: 3, spent: 1, rechargeTick: 200 }],
        shield: 40,
        offers: { duel: { state: 3, opponent: 0x4001, tick: 77 }, resurrection: { by: 0x4002, untilTick: 88 } },
      },
      leaves: [5, 16383],
      enters: [
        {
          id: 0x4002,
          kind: 1,
          template: 1,
          level: 3,
          x: 6416,
          y: 12832,
          facing: 64,
          health: 255,
          flags: 128,
          target: 0,
          name: "Åsa",
          appearance: 0x43251,
        },
        {
          id: 0x4003,
          kind: 2,
          template: 7,
          level: 5,
          x: 1,
          y: 2,
          facing: 3,
          health: 127,
          flags: 0,
          target: 0x4002,
          name: "",
          appearance: 0,
        },
      ],
      updates: [
        { index: 2, move: { x: 1, y: 2, facing: 3 } },
        { index: 3, health: 1, flags: 4, cast: { ability: 5, ticks: 40 }, target: 0x4002, level: 6, shield: 128, height: 12, phase: 2 },
      ],
      events: [{ kind: 1, source: 2, target: 3, ability: 4, amount: 500, flags: 1 }],
    };
    const bytes = hex(encode(full));
    assert.equal(
      bytes,
      [
        "04030201 0605 1f 0080c842 00804843 0001 00ff",
        "ff0f 5a00 6400 0500 3200 8813 0200 03 e8030000 dc050000 07000000 02 08000000 09000000 04 0a000000 1e000000 01400000 01 01 02 63000000 07 2c01 00fe 01 03 01 c8000000 2800 03 01400000 4d000000 02400000 58000000",
        "02 0500 ff3f",
        "02 02400000 a1 0100 03 1019 2032 40 8000 04 c3857361 51320400 03400000 52 0700 05 0100 0200 03 7f 02400000",
        "02 0240 0100 0200 03 0380 ff 01 0400 05 2800 02400000 06 80 0c 02",
        "01 01 0200 0300 04 f401 01",
      ]
        .join("")
        .replaceAll(" ", ""),
    );
    assert.deepEqual(decode(Buffer.from(bytes, "hex")), full);
  });

  it("1.5 what is written is read back", () => {
    fc.assert(
      fc.property(snapshot, (s) => {
        assert.deepEqual(decode(encode(s)), s);
      }),
      { numRuns: 300 },
    );
  });

  it("1.5 a snapshot cut short or with bytes left over is refused", () => {
    fc.assert(
      fc.property(snapshot, fc.double({ min: 0, max: 0.999, noNaN: true }), (s, part) => {
        const bytes = encode(s).slice();
        assert.throws(() => decode(bytes.subarray(0, Math.floor(bytes.length * part))));
        assert.throws(() => decode(Uint8Array.of(...bytes, 0)));
      }),
      { numRuns: 100 },
    );
  });

  it("1.5 no record is longer than its stated size", () => {
    const w = new ByteWriter(1024);
    fc.assert(
      fc.property(enter, update, event, (e, u, c) => {
        writeEnter(w.reset(), e, encodeName(e.name));
        assert.ok(w.offset <= MAX_ENTER_SIZE);
        writeUpdate(w.reset(), u);
        assert.ok(w.offset <= MAX_UPDATE_SIZE);
        writeEvent(w.reset(), c);
        assert.equal(w.offset, EVENT_SIZE);
        writeUpdate(w.reset(), { index: 1, move: { x: 0, y: 0, facing: 0 } });
        assert.equal(w.offset, UPDATE_MOVE_SIZE);
      }),
    );
  });

  it("1.5 a long name is cut at a character, never inside one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (name) => {
        const bytes = encodeName(name);
        assert.ok(bytes.length <= MAX_NAME_BYTES);
        const back = Buffer.from(bytes).toString();
        assert.ok(!back.includes("\ufffd") || name.includes("\ufffd"));
        assert.ok(name.startsWith(back));
      }),
    );
  });

  it("1.5 amounts beyond 16 bits are shown as the largest", () => {
    const shown = decode(encode({ ...empty, events: [{ kind: 1, source: 1, target: 2, ability: 3, amount: 70000, flags: 0 }] }));
    assert.equal(shown.events[0].amount, 65535);
  });
});
