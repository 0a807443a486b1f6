import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteReader, ByteWriter } from "#shared/primitives/bytes.ts";
import { type Action, MAX_ACTION_SIZE, readAction, writeAction } from "./action.ts";
import { ActionKind, DuelAction } from "./codes.ts";
import { emptyInput, INPUT_SIZE, readInput, readInputAt, writeInput } from "./input.ts";
import { facingToWire, healthToWire, MAX_ZONE_SIZE_M, positionToWire, wireToFacing, wireToPosition } from "./quantize.ts";

const bytesOf = (write: (w: ByteWriter) => void): Uint8Array => {
  const w = new ByteWriter(64);
  write(w);
  return w.written();
};
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("1.3 what clients send", () => {
  it("1.3 golden: an input", () => {
    const input = { seq: 0x01020304, moveX: 127, moveY: -127, facing: 0x8000, buttons: 1, viewDelay: 12 };
    assert.equal(hex(bytesOf((w) => writeInput(w, input))), "04030201" + "7f" + "81" + "0080" + "01" + "0c");
  });

  it("1.3 every ten bytes are an input that reads back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: INPUT_SIZE, maxLength: INPUT_SIZE }), (bytes) => {
        const input = readInput(new ByteReader(bytes), emptyInput());
        assert.deepEqual(
          bytesOf((w) => writeInput(w, input)),
          bytes,
        );
        const frame = Uint8Array.of(17, 1, ...bytes);
        assert.deepEqual(readInputAt(frame, 2, emptyInput()), input);
      }),
    );
  });

  it("1.6 golden: actions", () => {
    const all: [Action, string][] = [
      [{ kind: ActionKind.USE_ABILITY, slot: 2, target: 0x4001, aimX: 64, aimY: 128 }, "01" + "02" + "01400000" + "4000" + "8000"],
      [{ kind: ActionKind.SET_TARGET, target: 5 }, "02" + "05000000"],
      [{ kind: ActionKind.INTERACT, target: 6 }, "03" + "06000000"],
      [{ kind: ActionKind.RELEASE }, "04"],
      [{ kind: ActionKind.CANCEL_CAST }, "05"],
      [{ kind: ActionKind.PVP_FLAG, on: true }, "06" + "01"],
      [{ kind: ActionKind.DUEL, what: DuelAction.CHALLENGE, target: 7 }, "07" + "01" + "07000000"],
      [{ kind: ActionKind.ANSWER_RESURRECTION, accept: false }, "08" + "00"],
      [{ kind: ActionKind.DISMOUNT }, "09"],
      [{ kind: ActionKind.USE_ITEM, item: 0x0102 }, "0a" + "0201"],
      [{ kind: ActionKind.TRAVEL, to: 0x0103 }, "0b" + "0301"],
    ];
    for (const [action, golden] of all) {
      const bytes = bytesOf((w) => writeAction(w, action));
      assert.equal(hex(bytes), golden);
      assert.ok(bytes.length <= MAX_ACTION_SIZE);
      assert.deepEqual(readAction(new ByteReader(bytes)), action);
    }
  });

  it("R24 random bytes are an action of the exact length or none, and never throw", () => {
    const length = { 1: 10, 2: 5, 3: 5, 4: 1, 5: 1, 6: 2, 7: 6, 8: 2, 9: 1, 10: 3, 11: 3 } as Record<number, number>;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 16 }), (bytes) => {
        const action = readAction(new ByteReader(bytes));
        assert.equal(action !== null, bytes.length > 0 && length[bytes[0]] === bytes.length);
      }),
      { numRuns: 2000 },
    );
  });

  it("1.5 positions lose at most half a step, and stay inside 16 bits", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: MAX_ZONE_SIZE_M, noNaN: true }), (m) => {
        assert.ok(Math.abs(wireToPosition(positionToWire(m)) - m) <= 1 / 128 + 1e-9);
      }),
    );
    assert.equal(positionToWire(-5), 0);
    assert.equal(positionToWire(5000), 65535);
    assert.equal(facingToWire(wireToFacing(200)), 200);
  });

  it("1.5 only the dead show no health", () => {
    assert.equal(healthToWire(0, 1000), 0);
    assert.equal(healthToWire(1, 100_000), 1);
    assert.equal(healthToWire(999, 1000), 255);
    assert.equal(healthToWire(500, 1000), 128);
    assert.equal(healthToWire(5, 0), 0);
  });
});
