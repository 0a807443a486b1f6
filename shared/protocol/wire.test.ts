import assert from "node:assert/strict";
import fc from "fast-check";
import { makeEntityId } from "#shared/primitives/entity-id.ts";
import { ActionKind } from "./codes.ts";
import { readMsgpack } from "./msgpack.ts";
import {
  ACK_FRAME,
  Frame,
  FrameWriter,
  isSnapshotFrame,
  LEAVE_FRAME,
  matchmakeUrl,
  PING_FRAME,
  readFrame,
  type Seat,
  socketUrl,
} from "./wire.ts";

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const hex = (b: Uint8Array): string => Buffer.from(b).toString("hex");

const seat: Seat = { name: "zone", sessionId: "s1", roomId: "r1", processId: "p1" };

describe("1.5 wire framing", () => {
  it("1.5 the addresses of a seat follow the endpoint", () => {
    assert.equal(matchmakeUrl("ws://127.0.0.1:2568", "joinById", "r1"), "http://127.0.0.1:2568/matchmake/joinById/r1");
    assert.equal(matchmakeUrl("wss://play.example/game/", "reconnect", "r 1"), "https://play.example/game/matchmake/reconnect/r%201");
    assert.equal(socketUrl("ws://127.0.0.1:2568", seat), "ws://127.0.0.1:2568/p1/r1?sessionId=s1");
    assert.equal(socketUrl("https://play.example/game", seat), "wss://play.example/game/p1/r1?sessionId=s1");
    assert.equal(
      socketUrl("ws://a:1", { ...seat, publicAddress: "b:2" }, "tok"),
      "ws://b:2/p1/r1?sessionId=s1&reconnectionToken=tok&skipHandshake=1",
    );
  });

  it("1.5 golden: what a client sends", () => {
    const w = new FrameWriter();
    assert.equal(hex(w.input({ seq: 1, moveX: 127, moveY: 0, facing: 0, buttons: 0, viewDelay: 0 })), "1101010000007f0000000000");
    assert.equal(
      hex(w.input({ seq: 0x01020304, moveX: -127, moveY: -1, facing: 0xabcd, buttons: 1, viewDelay: 12 })),
      "11010403020181ffcdab010c",
    );
    const target = makeEntityId(5, 1);
    assert.equal(hex(w.action({ kind: ActionKind.USE_ABILITY, slot: 2, target, aimX: 64, aimY: 128 })), "1102010205400000" + "40008000");
    assert.equal(hex(w.action({ kind: ActionKind.RELEASE })), "110204");
    assert.deepEqual([hex(ACK_FRAME), hex(PING_FRAME), hex(LEAVE_FRAME)], ["0a", "12", "0c"]);
  });

  it("1.5 golden: what the server sends", () => {
    assert.deepEqual(readFrame(bytes("0a 03 746f6b 06 736368656d61 00")), { kind: "join", reconnectionToken: "tok", serializer: "schema" });
    // 524, prefixed like MessagePack but little-endian
    assert.deepEqual(readFrame(bytes("0b cd0c02 a4 73656174")), { kind: "error", code: 524, message: "seat" });
    assert.deepEqual(readFrame(bytes("12")), { kind: "ping" });
    assert.deepEqual(readFrame(bytes("0f 80 01")), { kind: "other", code: Frame.PATCH });
    // modifiers of the first byte do not change its kind
    assert.deepEqual(readFrame(bytes("8e 0000000000000000")), { kind: "other", code: Frame.STATE });
    assert.deepEqual(readFrame(bytes("11 01 0102")), { kind: "snapshot", payload: bytes("0102") });
    assert.deepEqual(readFrame(bytes("11 cd2c01 07")), { kind: "bytes", type: 300, payload: bytes("07") });
    const frame = readFrame(bytes("0d a8 676f6f64627965 21 de0001 a4636f6465 cd0102"));
    assert.equal(frame.kind, "message");
    assert.ok(frame.kind === "message" && frame.type === "goodbye!");
    assert.deepEqual({ ...(frame.payload as object) }, { code: 258 });
    assert.deepEqual(readFrame(bytes("0d a168")), { kind: "message", type: "h", payload: undefined });
  });

  it("1.5 only snapshots are taken for snapshots", () => {
    assert.equal(isSnapshotFrame(bytes("11 01 00")), true);
    assert.equal(isSnapshotFrame(bytes("0d 11 01 00 0d"), 1, 4), true);
    assert.equal(isSnapshotFrame(bytes("11 01 00"), 0, 2), false);
    for (const other of ["", "11", "1101", "110200", "0d0100"]) assert.equal(isSnapshotFrame(bytes(other)), false, other);
  });

  it("1.5 random bytes are refused with an error or decoded, never more", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        for (const first of [10, 11, 13, 17]) {
          try {
            readFrame(Uint8Array.of(first, ...noise));
          } catch (error) {
            assert.ok(error instanceof Error);
          }
        }
      }),
      { numRuns: 500 },
    );
    assert.throws(() => readFrame(new Uint8Array(0)), RangeError);
  });
});

describe("1.5 MessagePack of the server's messages", () => {
  const value = (text: string): unknown =>
    JSON.parse(JSON.stringify(readMsgpack(bytes(text)), (_k, v) => (v === undefined ? "undefined" : v)));

  it("1.5 golden: every head the server uses", () => {
    const numbers: Array<[string, number]> = [
      ["05", 5],
      ["ff", -1],
      ["ccff", 255],
      ["cd012c", 300],
      ["ce00011170", 70000],
      ["cf0000000100000000", 4294967296],
      ["d080", -128],
      ["d1ff38", -200],
      ["d2ffff63c0", -40000],
      ["d3ffffffffffffffff", -1],
      ["ca3fc00000", 1.5],
      ["cb3ff8000000000000", 1.5],
    ];
    for (const [text, expected] of numbers) assert.equal(readMsgpack(bytes(text)), expected, text);
    assert.equal(value("a26869"), "hi");
    assert.equal(value("d9026869"), "hi");
    assert.equal(value("da00026869"), "hi");
    assert.equal(value("db000000026869"), "hi");
    assert.deepEqual(value("93c0c2c3"), [null, false, true]);
    assert.deepEqual(value("dc000201d40000"), [1, "undefined"]);
    assert.deepEqual(value("81a16101"), { a: 1 });
    assert.deepEqual(value("de0001a161dd0000000102"), { a: [2] });
    assert.deepEqual(value("df0000000101c0"), { 1: null });
    assert.deepEqual(readMsgpack(bytes("c4020a0b")), bytes("0a0b"));
  });

  it("1.5 golden: records, as Colyseus' JavaScript clients write objects", () => {
    assert.deepEqual(value("d4724092a76368616e6e656ca474657874a47a6f6e65a26869"), { channel: "zone", text: "hi" });
    assert.deepEqual(value("d4724093a161a162a163d4724191a178cc649341014102d4724291a179cc46fb"), {
      a: { x: 100 },
      b: [{ x: 1 }, { x: 2 }, { y: 70 }],
      c: -5,
    });
    assert.deepEqual(value("d4724090"), {});
    assert.equal(value("41"), 65, "a number where no record was told");
    for (const wrong of ["d4723f90", "d4728090", "d4724001", "d472409101", "d4724091a16100ff"])
      assert.throws(() => readMsgpack(bytes(wrong)), wrong);
    assert.throws(() => readMsgpack(bytes(`d4724091a161${"40".repeat(20)}01`)), /nested deeper/);
    assert.equal(Object.getPrototypeOf(readMsgpack(bytes("d4724091a95f5f70726f746f5f5f01"))), null);
  });

  it("1.5 hostile lengths, nesting and left-over bytes are refused", () => {
    for (const text of ["ddffffffff", "dfffffffff", "dbffffffff00", "c6ffffffff", "cd01", ""]) {
      assert.throws(() => readMsgpack(bytes(text)), RangeError, text);
    }
    assert.throws(() => readMsgpack(bytes(`${"91".repeat(17)}00`)), /nested deeper/);
    assert.throws(() => readMsgpack(bytes("0101")), /left over/);
    assert.throws(() => readMsgpack(bytes("c1")), /unknown head/);
    assert.throws(() => readMsgpack(bytes("d40100")), /unknown extension/);
    assert.throws(() => readMsgpack(bytes("81c001")), /map key/);
    // a key named like a property of every object is only a key
    assert.equal(Object.getPrototypeOf(readMsgpack(bytes("81a95f5f70726f746f5f5f01"))), null);
  });
});
