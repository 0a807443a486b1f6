import type { ErrorCode } from "#shared/protocol/codes.ts";
import type { LayerRow } from "../layer-policy.ts";
import type { ZoneKey, ZoneLeases } from "../leases.ts";
import { HEARTBEAT_MS, type HostedRoom, ZoneHost } from "../zone-host.ts";

/** A zone whose layers count as full with 10 players; at most four of them. */
export const VALE = "vale";
const LIMITS = { softPlayers: 10, maxLayers: 4 };
const IDLE_MS = 120_000;
const MISSED_MS = 300_000;

interface Row {
  owner: string;
  epoch: bigint;
  expiresAt: number;
  roomId: string | null;
  players: number;
  wantsLayer: boolean;
  closing: boolean;
}

const log = { info() {}, warn() {}, error() {} };
const nameOf = ({ zoneId, layer }: ZoneKey) => `${zoneId}/${layer}`;

/** Processes that share a table of leases in memory, and a clock that tests move. */
export class Countryside {
  readonly rows = new Map<string, Row>();
  readonly processes: Process[] = [];
  now = 0;
  /** The database does not answer, and neither does Redis. */
  failing = false;

  /** Processes that have divided the zones among them: the first has the vale. */
  static async of(names: readonly string[], layerIdleMs?: number): Promise<Countryside> {
    const land = new Countryside();
    for (const name of names) land.process(name, layerIdleMs);
    await land.pass();
    return land;
  }

  process(name: string, layerIdleMs = IDLE_MS): Process {
    const process = new Process(this, name, layerIdleMs);
    this.processes.push(process);
    return process;
  }

  row(zoneId: string, layer: number): Row | undefined {
    return this.rows.get(nameOf({ zoneId, layer }));
  }

  /** Layers that run, with the process that each is: `0a 1b`. */
  get running(): string {
    const live = [...this.rows].filter(([, row]) => row.expiresAt > this.now && row.roomId !== null);
    return live
      .map(([name, row]) => `${name.split("/")[1]}${row.owner}`)
      .sort()
      .join(" ");
  }

  /** So many heartbeats of all processes. */
  async pass(beats = 1): Promise<void> {
    for (let n = 0; n < beats; n++) {
      this.now += HEARTBEAT_MS;
      for (const { host } of this.processes) await host.beat();
    }
  }

  leases(self: string): ZoneLeases {
    const check = () => {
      if (this.failing) throw new Error("no database");
    };
    const mine = (key: ZoneKey, epoch: bigint) => {
      const row = this.rows.get(nameOf(key));
      return row?.owner === self && row.epoch === epoch ? row : null;
    };
    return {
      self,
      acquire: async (key, ms) => {
        check();
        const row = this.rows.get(nameOf(key));
        if (row && row.expiresAt > this.now) return null;
        const epoch = (row?.epoch ?? 0n) + 1n;
        const empty = { roomId: null, players: 0, wantsLayer: false, closing: false };
        this.rows.set(nameOf(key), { owner: self, epoch, expiresAt: this.now + ms, ...empty });
        return epoch;
      },
      renew: async (key, epoch, ms, { roomId, players, wantsLayer, closing }) => {
        check();
        const row = mine(key, epoch);
        if (row) Object.assign(row, { expiresAt: this.now + ms, roomId, players, wantsLayer, closing });
        return row !== null;
      },
      release: async (key, epoch) => {
        check();
        const row = mine(key, epoch);
        if (row) Object.assign(row, { expiresAt: this.now - 1000, roomId: null, players: 0, wantsLayer: false });
      },
      overview: async () => {
        check();
        return [...this.rows].map(([name, { owner, players, wantsLayer, closing, expiresAt, roomId }]): LayerRow => {
          const [zoneId, layer] = name.split("/");
          const live = expiresAt > this.now;
          const missed = expiresAt > this.now - MISSED_MS;
          return { zoneId, layer: Number(layer), owner, players, wantsLayer, closing, live, running: roomId !== null, missed };
        });
      },
    };
  }
}

export interface TestRoom extends HostedRoom {
  key: ZoneKey;
  load: HostedRoom["load"];
  until: number;
  closed: ErrorCode | null;
}

/** A host whose rooms are only said to be there. */
export class Process {
  readonly rooms = new Map<string, TestRoom>();
  openings = 0;
  failOpen = false;
  readonly changes: string[] = [];
  readonly host: ZoneHost;

  constructor(land: Countryside, name: string, layerIdleMs: number) {
    this.host = new ZoneHost({
      zones: new Map([[VALE, LIMITS]]),
      leases: land.leases(name),
      address: `ws://${name}`,
      layerIdleMs,
      metrics: { layers: () => {}, layerChanged: (_zoneId, change) => this.changes.push(change) },
      log,
      now: () => land.now,
      rooms: {
        open: async (key) => {
          if (this.failOpen) throw new Error("no room");
          const id = `${name}-${++this.openings}`;
          const room: TestRoom = {
            key,
            load: { players: 0, wantsLayer: false, idle: true },
            until: Number.POSITIVE_INFINITY,
            closed: null,
            extendLease: (until) => {
              room.until = until;
            },
            close: async (code) => {
              room.closed = code;
              this.rooms.delete(id);
            },
          };
          this.rooms.set(id, room);
          return id;
        },
        find: (id) => this.rooms.get(id),
        advertise: async () => {
          if (land.failing) throw new Error("no Redis either");
        },
      },
    });
  }

  get room(): TestRoom {
    return [...this.rooms.values()][0];
  }

  /** The room of a layer, with so many players. */
  layer(layer: number, players?: number, more: Partial<HostedRoom["load"]> = {}): TestRoom {
    const room = [...this.rooms.values()].find(({ key }) => key.layer === layer);
    if (!room) throw new Error(`layer ${layer} does not run here`);
    if (players !== undefined) room.load = { players, wantsLayer: false, idle: players === 0, ...more };
    return room;
  }
}
