import assert from "node:assert/strict";
import { getMessageBytes } from "@colyseus/core";
import fc from "fast-check";
import { readFrame } from "#shared/protocol/wire.ts";

/** What `undefined` and prototypes make of a value on its way over the wire. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("1.5 wire framing against the server's own encoder", () => {
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 20 }),
      fc.dictionary(
        fc.string({ minLength: 1 }).filter((k) => k !== "__proto__"),
        tie("value"),
        { maxKeys: 20 },
      ),
    ),
  })).value;

  it("1.5 every message comes back as it was sent", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 70 }), fc.nat()), json, (type, payload) => {
        const frame = readFrame(getMessageBytes.raw(13, type, payload));
        assert.ok(frame.kind === "message");
        assert.equal(frame.type, type);
        assert.deepEqual(plain(frame.payload), plain(payload));
      }),
      { numRuns: 300 },
    );
  });

  it("1.5 handshake, error and raw bytes come back as they were sent", () => {
    const join = readFrame(getMessageBytes[10]("token-1", "none", new Uint8Array(300), [{ tag: 1, bytes: Uint8Array.of(1, 2) }]));
    assert.deepEqual(join, { kind: "join", reconnectionToken: "token-1", serializer: "none" });
    assert.deepEqual(readFrame(getMessageBytes[11](524, "seat expired")), { kind: "error", code: 524, message: "seat expired" });
    const snapshot = readFrame(getMessageBytes.raw(17, 1, undefined, Uint8Array.of(9, 8, 7)));
    assert.ok(snapshot.kind === "snapshot");
    assert.deepEqual([...snapshot.payload], [9, 8, 7]);
    assert.deepEqual(readFrame(getMessageBytes[18]()), { kind: "ping" });
  });
});
