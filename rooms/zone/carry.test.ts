import assert from "node:assert/strict";
import fc from "fast-check";
import type { CharacterRecord } from "#rooms/ports/characters.ts";
import type { CompiledZone } from "#shared/content/compiled.ts";
import type { Status } from "#shared/content/schema.ts";
import { testZone } from "#test/support/test-zone.ts";
import { carriedInto } from "./carry.ts";

describe("1.8 what is brought along, read back", () => {
  const warnings: string[] = [];
  const log = { info() {}, warn: (_d: unknown, message: string) => warnings.push(message), error() {} };
  const zone = testZone({});

  const read = (state: unknown, ageMs = 0, { into = zone, arrives = false }: { into?: CompiledZone; arrives?: boolean } = {}) => {
    const record = { lease: { characterId: "x", epoch: 1n }, carried: { state, ageMs } } as unknown as CharacterRecord;
    return carriedInto(into, record, arrives, log);
  };
  const status = (id: string, leftMs: number, pulseMs = 0) => ({ id, stacks: 1, leftMs, pulseMs, power: 0, shield: 0 });
  const written = (more: object) => ({ zoneId: "testland", globalMs: 0, cooldowns: {}, charges: {}, statuses: [], pvpMs: 0, ...more });
  /** The same zone, with one status changed. */
  const withStatus = (id: string, more: Partial<Status>): CompiledZone => {
    const old = zone.tables.statusById.get(id) as Status;
    return { ...zone, tables: { ...zone.tables, statusById: new Map([...zone.tables.statusById, [id, { ...old, ...more }]]) } };
  };

  it("1.8 offline time counts for cooldowns; what lasts runs, waits or ends as the content says", () => {
    const state = written({ cooldowns: { bolt: 3000, bash: 1000 }, statuses: [status("hasted", 1500)], pvpMs: 2500 });
    const later = read(state, 2000);
    assert.deepEqual(later?.cooldowns, { bolt: 1000, bash: 0 });
    assert.equal(later?.pvpMs, 500);
    assert.deepEqual(later?.statuses, []);
    assert.equal(read(state, 2000, { into: withStatus("hasted", { offline: "waits" }) })?.statuses[0].leftMs, 1500);
    const ends = withStatus("hasted", { offline: "ends" });
    assert.deepEqual(read(state, 0, { into: ends })?.statuses, []);
    assert.equal(read(state, 0, { into: ends, arrives: true })?.statuses.length, 1, "who changes zones was never away");
  });

  it("1.8 what does not cross stays behind in another zone, not on another layer", () => {
    const into = withStatus("hasted", { crossesZones: false });
    const from = (zoneId: string) => read(written({ zoneId, statuses: [status("hasted", 1500)] }), 0, { into, arrives: true });
    assert.equal(from("testland")?.statuses.length, 1);
    assert.equal(from("otherland")?.statuses.length, 0);
  });

  it("1.8 a wound goes on in its rhythm", () => {
    const wound = read(written({ statuses: [status("burning", 2700, 700)] }), 1000, { arrives: true })?.statuses[0];
    assert.deepEqual([wound?.leftMs, wound?.pulseMs], [1700, 700]);
  });

  it("R29 property: whatever stands in the row, nobody is kept out", () => {
    fc.assert(
      fc.property(fc.anything(), fc.double({ min: 0, max: 1e12, noNaN: true }), (state, ageMs) => {
        read(state, ageMs);
        read(written({ cooldowns: state }), ageMs);
        read(written({ statuses: [state] }), ageMs);
      }),
    );
    assert.ok(warnings.length > 0);
    for (const leftMs of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e15, "5", null])
      assert.equal(read(written({ cooldowns: { bolt: leftMs } })), undefined);
  });
});
