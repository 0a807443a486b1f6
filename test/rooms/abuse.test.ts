import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { ByteWriter } from "#shared/primitives/bytes.ts";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { Rng } from "#shared/primitives/rng.ts";
import { Frame, PING_FRAME, socketUrl } from "#shared/protocol/wire.ts";
import { PROTOCOL_VERSION } from "#shared/protocol/version.ts";
import type { TestClient } from "./support/test-client.ts";
import { ZoneServer } from "./support/zone-server.ts";

describe("abuse of a zone room", () => {
  let server: ZoneServer;
  let honest: TestClient;
  beforeEach(async () => {
    server = await ZoneServer.start();
    honest = await server.player("Honest");
  });
  afterEach(() => server.stop());

  /** The honest player noticed nothing: snapshots come, the room counted no error. */
  async function unharmed(): Promise<void> {
    await honest.snapshotsMore(3);
    assert.equal(honest.closed, null);
    assert.equal(server.metrics.errors, 0);
  }

  it("R24 what the server does not know is answered with an error and nothing else happens", async () => {
    const rogue = await server.player("Rogue");
    const answer = async (bytes: number[], code: string) => {
      const before = rogue.messages.length;
      rogue.sendRaw(Uint8Array.from(bytes));
      await rogue.until(() => rogue.messages.length > before, `an answer to ${bytes}`);
      assert.equal(rogue.messages[before].payload.code, code, `${bytes}`);
    };
    await answer([Frame.BYTES, 99, 1, 2, 3], "message_unknown");
    await answer([Frame.BYTES, 0xa3, 0x66, 0x6f, 0x6f], "message_unknown");
    await answer([Frame.BYTES], "message_unknown");
    await answer([Frame.BYTES, 0xcd], "message_unknown");
    await answer([Frame.DATA, 0xa9, ...Buffer.from("__proto__")], "message_unknown");
    await answer([Frame.DATA], "message_unknown");
    await answer([Frame.DATA, 0xdf, 0xff, 0xff, 0xff, 0xff], "message_unknown");
    await answer([Frame.REQUEST, 1, 0xa1, 0x61, 0x91], "message_unknown");
    await answer([Frame.BYTES, 1, 0, 0], "message_malformed");
    await answer([Frame.BYTES, 1, ...new Array(11).fill(0)], "message_malformed");
    await answer([Frame.BYTES, 2], "message_malformed");
    await answer([Frame.BYTES, 2, 1, 0], "message_malformed");
    await answer([Frame.BYTES, 2, 77], "message_malformed");
    await answer([19, 1, 2, 3], "message_malformed");
    await answer([], "message_malformed");
    rogue.sendText('{"type":"move","x":1}');
    await rogue.until(() => rogue.messages.at(-1)?.payload.code === "message_malformed", "an answer to JSON");
    assert.equal(rogue.closed, null);
    await unharmed();
  });

  it("R24 random frames: nobody notices, the process neither", async () => {
    const rng = new Rng(randomBytes(4).readUInt32LE());
    const seed = rng.state.join(".");
    for (let round = 0; round < 5; round++) {
      const rogue = await server.player(`Rogue${"abcde"[round]}`);
      for (let n = 0; n < 110 && !rogue.closed; n++) {
        const frame = randomBytes(rng.int(0, 200));
        // every kind of frame, with every kind of rubbish; leaving would end the round
        if (frame.length > 0 && rng.chance(0.7)) frame[0] = rng.int(10, 22);
        if (frame.length > 0 && (frame[0] & 31) === Frame.LEAVE_ROOM) frame[0] = Frame.BYTES;
        if (frame.length > 1 && rng.chance(0.5)) frame[1] = rng.int(0, 3);
        rogue.sendRaw(Uint8Array.from(frame));
      }
      rogue.sendRaw(PING_FRAME);
      await rogue.until(() => rogue.pings > 0, `a pong after the rubbish of seed ${seed}`);
      assert.equal(rogue.closed, null, `seed ${seed}`);
      rogue.destroy();
    }
    await unharmed();
  });

  it("R24 a flood is told so and closed, an oversized frame closes its own socket", async () => {
    const flood = await server.player("Flood");
    for (let n = 0; n < 1000; n++) flood.input({ moveX: 127 });
    const { message, code } = await flood.goodbye();
    assert.equal(message.code, "flooding");
    assert.equal(code, 4002);
    const big = await server.player("Big");
    big.sendRaw(new Uint8Array(17 * 1024));
    await big.until(() => big.closed !== null, "close");
    await unharmed();
    await honest.until(() => honest.sees(flood.id) === null, "the flooder is out of the world");
  });

  it("R22 speeding inputs, old and doubled numbers: nobody walks more than 5 % further", async () => {
    const fast = await server.player("Fast");
    await fast.snapshotsMore(2);
    const speedMps = (fast.self.movement?.speedMmps ?? 0) / 1000;
    const start = { x: fast.x, tick: fast.last?.tick ?? 0 };
    let sent = 0;
    for (let n = 0; n < 40; n++) {
      for (let k = 0; k < 2; k++) fast.input({ moveX: n % 20 < 10 ? 127 : -127, seq: ++sent });
      fast.input({ moveX: 127, seq: Math.max(1, sent - 3) });
      fast.input({ moveX: 127, seq: sent });
      await fast.snapshotsMore(1);
      const ticks = (fast.last?.tick ?? 0) - start.tick + 8; // one full queue may have been saved up
      assert.ok(Math.abs(fast.x - start.x) <= ticks * (speedMps / 20) * 1.05 + 0.1);
    }
    // all the same direction, five times too many
    const from = { x: fast.x, tick: fast.last?.tick ?? 0 };
    for (let n = 0; n < 12; n++) {
      for (let k = 0; k < 5; k++) fast.input({ moveX: 127, seq: ++sent });
      await fast.snapshotsMore(1);
    }
    const seconds = ((fast.last?.tick ?? 0) - from.tick) / 20;
    const saved = 8 / 20;
    assert.ok(fast.x - from.x <= (seconds + saved) * speedMps * 1.05, `${fast.x - from.x} m in ${seconds} s at ${speedMps} m/s`);
    assert.equal(fast.closed, null);
  });

  it("R23 actions on nobody, on strangers and out of range are refused", async () => {
    const rogue = await server.player("Rogue");
    const refused = async (run: () => void) => {
      const before = rogue.messages.filter((m) => m.type === "error").length;
      run();
      await rogue.until(() => rogue.messages.filter((m) => m.type === "error").length > before, "a refusal");
    };
    await refused(() => rogue.act({ kind: 1, slot: 200, target: honest.id, aimX: 0, aimY: 0 }));
    await refused(() => rogue.act({ kind: 1, slot: 0, target: 0xffffffff, aimX: 0, aimY: 0 }));
    await refused(() => rogue.act({ kind: 3, target: indexOf(honest.id) }));
    await refused(() => rogue.act({ kind: 4 }));
    await unharmed();
  });

  it("R25 a client that does not acknowledge its seat is closed; one that never comes frees it", async () => {
    const silent = server.client();
    silent.acknowledge = false;
    const seat = await silent.seat({ protocol: PROTOCOL_VERSION, ticket: server.office.ticket(server.office.addCharacter("Silent")) });
    silent.open(socketUrl(server.endpoint, seat));
    await silent.until(() => silent.closed !== null, "close");
    assert.equal(silent.snapshots, 0);
    await honest.until(() => server.room().clients.length === 1, "the seat is free");
    await unharmed();
  });

  it("R24 numbers beyond every limit in inputs change nothing but the sender", async () => {
    const rogue = await server.player("Rogue");
    const w = new ByteWriter(16);
    for (const fill of [0xff, 0x80, 0x7f]) {
      w.reset().u8(Frame.BYTES).u8(1);
      for (let n = 0; n < 10; n++) w.u8(fill);
      rogue.sendRaw(Uint8Array.from(w.written()));
    }
    await rogue.snapshotsMore(5);
    assert.ok(Number.isFinite(rogue.x) && Number.isFinite(rogue.y));
    await unharmed();
  });
});
