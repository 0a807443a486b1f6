import assert from "node:assert/strict";
import type { CompiledZone } from "#shared/content/compiled.ts";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { Rng } from "#shared/primitives/rng.ts";
import { positionToWire, wireToPosition } from "#shared/protocol/quantize.ts";
import { type Snapshot, UNSEEN } from "#shared/protocol/snapshot.ts";
import type { TestClient } from "./support/test-client.ts";
import { ZoneServer } from "./support/zone-server.ts";

const PLAYERS = 12;
const SIDE_M = 100;
const RADIUS_M = 20;
const HYSTERESIS_M = 4;
/** A quarter of a second: how long after a change a client may hear of it, or of who came into its radius. */
const BOUND_TICKS = 5;
/** A search comes every fifth tick, and one tick later the client has it. */
const ENTER_TICKS = 6;
const ROUNDING_M = 0.15;
const TICKS = 160;

/** Everything one client was sent. */
interface Stream {
  client: TestClient;
  snapshots: Snapshot[];
}

/** Sees only a little way, and takes no step against overload: the machine the test runs on is shared. */
function shortSighted(zone: CompiledZone): CompiledZone {
  const interest = { radiusM: RADIUS_M, hysteresisM: HYSTERESIS_M };
  return { ...zone, zone: { ...zone.zone, interest, overload: { ...zone.zone.overload, ladder: [] } } };
}

describe("1.4 the streams of a real zone", () => {
  let server: ZoneServer;
  beforeEach(async () => {
    server = await ZoneServer.start({ zone: shortSighted });
  });
  afterEach(() => server.stop());

  it("1.4 each client is told of exactly those it may know, as they said of themselves, and nobody else is ever named", async () => {
    const streams = await record();
    /** Where each entity was at each tick: what its own client was told, exactly. */
    const truth = new Map<number, Map<number, { x: number; y: number }>>();
    for (const { client, snapshots } of streams) truth.set(client.id, new Map(snapshots.map((s) => [s.tick, s.owner])));
    let compared = 0;
    let changes = 0;
    for (const { client, snapshots } of streams) {
      const picture = new Map<number, { id: number; x: number; y: number }>();
      const inReachSince = new Map<number, number>();
      for (const s of snapshots) {
        changes += s.enters.length + s.leaves.length;
        apply(picture, s);
        const at = (id: number, tick = s.tick) => truth.get(id)?.get(tick);
        for (const [id, places] of truth) {
          const place = places.get(s.tick);
          if (id === client.id || !place) continue;
          const d = Math.hypot(place.x - s.owner.x, place.y - s.owner.y);
          if (d > RADIUS_M - ROUNDING_M) inReachSince.delete(id);
          else if (!inReachSince.has(id)) inReachSince.set(id, s.tick);
          const known = picture.get(indexOf(id))?.id === id;
          if (s.tick - (inReachSince.get(id) ?? s.tick) > ENTER_TICKS) assert.ok(known, `tick ${s.tick}: ${d} m away and not told of`);
        }
        for (const e of picture.values()) {
          if (e.id === client.id || !at(e.id)) continue;
          const ages = Array.from({ length: BOUND_TICKS + 1 }, (_, n) => at(e.id, s.tick - n));
          if (ages.includes(undefined)) continue; // its own stream had not begun
          const asTold = ages.findIndex((p) => p && positionToWire(p.x) === e.x && positionToWire(p.y) === e.y);
          assert.ok(asTold >= 0, `tick ${s.tick}: it was never there within 250 ms`);
          const d = Math.hypot(wireToPosition(e.x) - s.owner.x, wireToPosition(e.y) - s.owner.y);
          const furthest = RADIUS_M + HYSTERESIS_M + (BOUND_TICKS * 2 * 6) / 20; // both walk 6 m/s until it is looked at again
          assert.ok(d <= furthest, `tick ${s.tick}: ${d} m away and told of`);
          compared++;
        }
      }
    }
    assert.ok(compared > 3000 && changes > 60, `${compared} places were compared, ${changes} came and went`);
  });

  /** Refuses whatever names somebody who is not in the picture. */
  function apply(picture: Map<number, { id: number; x: number; y: number }>, s: Snapshot): void {
    for (const index of s.leaves) assert.ok(picture.delete(index));
    for (const e of s.enters) {
      assert.ok(!picture.has(indexOf(e.id)));
      picture.set(indexOf(e.id), { id: e.id, x: e.x, y: e.y });
    }
    for (const u of s.updates) {
      const e = picture.get(u.index);
      assert.ok(e, "an update of somebody unknown");
      if (u.move) Object.assign(e, { x: u.move.x, y: u.move.y });
    }
    for (const { target } of [...s.enters, ...s.updates]) {
      if (target && target !== UNSEEN) assert.equal(picture.get(indexOf(target))?.id, target);
    }
    for (const { source, target } of s.events) assert.ok((!source || picture.has(source)) && (!target || picture.has(target)));
  }

  /** Everybody walks to and fro over the whole zone for a while. */
  async function record(): Promise<Stream[]> {
    const rng = new Rng(4);
    const streams = Array.from({ length: PLAYERS }, () => follow(server.client(), rng));
    const joining = streams.map(({ client }, n) => {
      const place = { zoneId: "testland", x: rng.range(5, SIDE_M - 5), y: rng.range(5, SIDE_M - 5), facing: 0 };
      const id = server.office.addCharacter(`Walker${String.fromCharCode(97 + n)}`, { place });
      return client.join({ ticket: server.office.ticket(id) });
    });
    await Promise.all(joining);
    const { client } = streams[0];
    const from = client.last?.tick ?? 0;
    await client.until(() => (client.last?.tick ?? 0) > from + TICKS, "the walk", 40_000);
    return streams;
  }

  /** Keeps what the client is sent, and answers each snapshot with a step. */
  function follow(client: TestClient, rng: Rng): Stream {
    const stream: Stream = { client, snapshots: [] };
    let moveX = rng.int(-127, 127);
    let moveY = rng.int(-127, 127);
    client.onSnapshot = (s) => {
      stream.snapshots.push(structuredClone(s)); // the client goes on working with its own
      if (rng.chance(0.03)) [moveX, moveY] = [rng.int(-127, 127), rng.int(-127, 127)];
      moveX = turned(moveX, s.owner.x);
      moveY = turned(moveY, s.owner.y);
      client.input({ moveX, moveY });
    };
    return stream;
  }

  /** Back to the middle from near the edge. */
  function turned(move: number, at: number): number {
    return at < 8 ? 100 : at > SIDE_M - 8 ? -100 : move;
  }
});
