import { type Client, Room, Server } from "@colyseus/core";
import { type SchemaType, schema, StateView, t } from "@colyseus/schema";
import { uWebSocketsTransport } from "@colyseus/uwebsockets-transport";
import { recordTick } from "../probe.ts";
import { INTEREST_HYSTERESIS_M, INTEREST_RADIUS_M, SPEED_MPS, TICK_MS } from "../scenario.ts";
import { CellGrid } from "./cell-grid.ts";
import { listenOnLoopback } from "./listen.ts";

/**
 * `stateview` and `broadcast`: what a competent user of Colyseus writes. Schema state, MessagePack messages, a fixed
 * interval; with `views` one StateView per client, kept by a spatial grid with hysteresis, else everybody sees everybody.
 * No combat, no AI, no persistence. Arguments: "stateview" | "broadcast", side of the square in m.
 */
const views = process.argv[2] === "stateview";
const sideM = Number(process.argv[3]);

/** Who is in view changes slowly: each client looks around every fifth tick, a fifth of them per tick. */
const LOOK_EVERY_TICKS = 5;

const Player = schema(
  {
    name: t.string().default(""),
    x: t.float32().default(0),
    y: t.float32().default(0),
    yaw: t.angle().default(0),
    level: t.uint8().default(1),
    health: t.uint16().default(100),
  },
  "Player",
);
type Player = SchemaType<typeof Player>;

const Everybody = schema({ players: t.map(Player) }, "Everybody");
const Filtered = schema({ players: t.map(Player).view() }, "Filtered");
type World = SchemaType<typeof Everybody>;

interface Walking {
  player: Player;
  dirX: number;
  dirY: number;
  seen: Set<Walking>;
}

class Field extends Room<{ state: World }> {
  override state = (views ? new Filtered() : new Everybody()) as World;
  readonly #walking = new Map<string, Walking>();
  readonly #grid = new CellGrid<Walking>(sideM, INTEREST_RADIUS_M);
  #tick = 0;
  #stepMs = 0;

  override onCreate(): void {
    this.patchRate = TICK_MS;
    this.onMessage("move", (client, move: { x: number; y: number }) => {
      const w = this.#walking.get(client.sessionId);
      const length = Math.hypot(move.x, move.y);
      if (!w || !Number.isFinite(length)) return;
      w.dirX = length > 0 ? move.x / length : 0;
      w.dirY = length > 0 ? move.y / length : 0;
    });
    this.setTimestep((dtMs) => this.#step(dtMs / 1000), TICK_MS);
  }

  override onJoin(client: Client, options: { x: number; y: number }): void {
    const player = new Player({ name: `walker ${client.sessionId}`, x: options.x, y: options.y });
    this.state.players.set(client.sessionId, player);
    const walking: Walking = { player, dirX: 0, dirY: 0, seen: new Set() };
    this.#walking.set(client.sessionId, walking);
    if (!views) return;
    client.view = new StateView();
    client.view.add(player);
    walking.seen.add(walking);
  }

  override onLeave(client: Client): void {
    client.view?.dispose();
    const gone = this.#walking.get(client.sessionId);
    this.#walking.delete(client.sessionId);
    this.state.players.delete(client.sessionId);
    if (gone) for (const other of this.#walking.values()) other.seen.delete(gone);
  }

  override onUncaughtException(error: Error): void {
    console.error(error);
    process.exit(1);
  }

  #step(dtS: number): void {
    const from = performance.now();
    this.#tick++;
    for (const w of this.#walking.values()) {
      const p = w.player;
      if (w.dirX === 0 && w.dirY === 0) continue;
      p.x = Math.min(sideM, Math.max(0, p.x + w.dirX * SPEED_MPS * dtS));
      p.y = Math.min(sideM, Math.max(0, p.y + w.dirY * SPEED_MPS * dtS));
      p.yaw = Math.atan2(w.dirY, w.dirX);
    }
    if (views) this.#look();
    this.#stepMs = performance.now() - from;
  }

  #look(): void {
    this.#grid.fill(
      this.#walking.values(),
      (w) => w.player.x,
      (w) => w.player.y,
    );
    this.clients.forEach((client, i) => {
      const me = this.#walking.get(client.sessionId);
      if (!me || !client.view || i % LOOK_EVERY_TICKS !== this.#tick % LOOK_EVERY_TICKS) return;
      const { x, y } = me.player;
      const view = client.view;
      const leaveAt = (INTEREST_RADIUS_M + INTEREST_HYSTERESIS_M) ** 2;
      for (const other of me.seen) {
        if ((other.player.x - x) ** 2 + (other.player.y - y) ** 2 <= leaveAt) continue;
        view.remove(other.player);
        me.seen.delete(other);
      }
      this.#grid.near(x, y, INTEREST_RADIUS_M, (other) => {
        if (me.seen.has(other)) return;
        view.add(other.player);
        me.seen.add(other);
      });
    });
  }

  /** Sending is part of the tick: its time is added to that of the step before it. */
  override broadcastPatch(): boolean {
    const from = performance.now();
    const changed = super.broadcastPatch();
    recordTick(this.#stepMs + performance.now() - from);
    this.#stepMs = 0;
    return changed;
  }
}

/** The stock transport listens on every interface: here on loopback only, on a port of its own. */
class LoopbackTransport extends uWebSocketsTransport {
  override listen(_port: number | string, _host?: string, _backlog?: number, done?: (error?: Error) => void): this {
    listenOnLoopback(this.app, done);
    return this;
  }
}

// the transport looks for an optional package and leaves the refusal to nobody
process.on("unhandledRejection", (error) => {
  if ((error as { code?: string }).code === "ERR_MODULE_NOT_FOUND") return;
  console.error(error);
  process.exit(1);
});

const server = new Server({
  transport: new LoopbackTransport({ maxBackpressure: 16 * 1024 * 1024 }),
  greet: false,
  gracefullyShutdown: false,
});
server.define("field", Field);
await server.listen(0);
process.on("SIGTERM", () => process.exit(0));
