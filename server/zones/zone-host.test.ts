import assert from "node:assert/strict";
import type { ErrorCode } from "#shared/protocol/codes.ts";
import { type HostedRoom, LEASE_MS, ZoneHost, type ZoneKey, type ZoneLeases } from "./zone-host.ts";

const KEY: ZoneKey = { zoneId: "vale", layer: 1 };
const log = { info() {}, warn() {}, error() {} };

/** zone_leases in memory, with a clock that tests move. */
class Table {
  row: { owner: string; epoch: bigint; expiresAt: number; roomId: string | null } | null = null;
  now = 0;
  failing = false;

  for(owner: string): ZoneLeases {
    const check = () => {
      if (this.failing) throw new Error("no database");
    };
    const mine = (epoch: bigint) => this.row?.owner === owner && this.row.epoch === epoch;
    return {
      acquire: async (_key, ms) => {
        check();
        if (this.row && this.row.expiresAt > this.now) return null;
        this.row = { owner, epoch: (this.row?.epoch ?? 0n) + 1n, expiresAt: this.now + ms, roomId: null };
        return this.row.epoch;
      },
      renew: async (_key, epoch, ms, room) => {
        check();
        if (!this.row || !mine(epoch)) return false;
        this.row.expiresAt = this.now + ms;
        this.row.roomId = room.roomId;
        return true;
      },
      release: async (_key, epoch) => {
        check();
        if (this.row && mine(epoch)) this.row.expiresAt = 0;
      },
    };
  }
}

class House {
  readonly rooms = new Map<string, HostedRoom & { until: number; closed: ErrorCode | null }>();
  openings = 0;
  failOpen = false;
  readonly host: ZoneHost;

  constructor(table: Table, name: string) {
    this.host = new ZoneHost({
      zones: [KEY],
      leases: table.for(name),
      address: `ws://${name}`,
      log,
      now: () => table.now,
      rooms: {
        open: async () => {
          if (this.failOpen) throw new Error("no room");
          const id = `${name}-${++this.openings}`;
          const room = {
            until: Number.POSITIVE_INFINITY,
            closed: null as ErrorCode | null,
            extendLease: (until: number) => {
              room.until = until;
            },
            close: async (code: ErrorCode) => {
              room.closed = code;
              this.rooms.delete(id);
            },
          };
          this.rooms.set(id, room);
          return id;
        },
        find: (id) => this.rooms.get(id),
        advertise: async () => {
          if (table.failing) throw new Error("no Redis either");
        },
      },
    });
  }

  get room() {
    return [...this.rooms.values()][0];
  }
}

describe("zone host", () => {
  it("1.8 one process is the zone; the other takes over when the lease runs out, and the first closes its room", async () => {
    const table = new Table();
    const a = new House(table, "a");
    const b = new House(table, "b");
    await a.host.beat();
    await b.host.beat();
    assert.equal(a.host.complete, true);
    assert.equal(b.host.complete, false);
    assert.equal(table.row?.roomId, "a-1");
    table.now += LEASE_MS - 1;
    await b.host.beat();
    assert.equal(b.rooms.size, 0, "not before the lease ends");
    const until = a.room.until;
    table.now += 2;
    assert.ok(until < table.now, "by its own clock the first had stopped before");
    await b.host.beat();
    assert.equal(table.row?.roomId, "b-1");
    const stale = a.room;
    await a.host.beat();
    assert.equal(stale.closed, "zone_closing");
    assert.equal(a.host.complete, false);
  });

  it("1.8 renewing goes on while the room lives; a room that is gone is opened anew under the same lease", async () => {
    const table = new Table();
    const a = new House(table, "a");
    await a.host.beat();
    for (let n = 0; n < 5; n++) {
      table.now += 2000;
      await a.host.beat();
    }
    assert.equal(a.openings, 1);
    assert.ok(a.room.until > table.now);
    a.rooms.clear();
    await a.host.beat();
    assert.equal(a.openings, 2);
    assert.equal(table.row?.roomId, "a-2");
    assert.equal(table.row?.epoch, 1n);
  });

  it("R14 while the database does not answer the room goes on; when it does, the lease decides", async () => {
    const table = new Table();
    const a = new House(table, "a");
    const b = new House(table, "b");
    await a.host.beat();
    table.failing = true;
    for (let n = 0; n < 10; n++) {
      table.now += 2000;
      await a.host.beat();
      assert.ok(a.room.until > table.now + 2000);
    }
    table.failing = false;
    await b.host.beat();
    const stale = a.room;
    await a.host.beat();
    assert.equal(stale.closed, "zone_closing");
  });

  it("R11 a process that stood still past its lease does not tick before it has asked", async () => {
    const table = new Table();
    const a = new House(table, "a");
    await a.host.beat();
    table.now += LEASE_MS;
    assert.ok(a.room.until < table.now);
    await a.host.beat();
    assert.ok(a.room.until > table.now, "nobody took the zone meanwhile: it goes on");
  });

  it("1.8 a room that cannot be opened is tried again", async () => {
    const table = new Table();
    const a = new House(table, "a");
    a.failOpen = true;
    await a.host.beat();
    assert.equal(a.host.complete, false);
    a.failOpen = false;
    await a.host.beat();
    assert.equal(a.host.complete, true);
  });

  it("R19 stopping closes the rooms and gives the leases back at once", async () => {
    const table = new Table();
    const a = new House(table, "a");
    const b = new House(table, "b");
    await a.host.start();
    const room = a.room;
    await a.host.stop("server_shutdown");
    assert.equal(room.closed, "server_shutdown");
    await b.host.beat();
    assert.equal(b.host.complete, true);
    await a.host.beat();
    assert.equal(a.openings, 1, "a stopped host opens nothing");
  });
});
