import { App, type WebSocket } from "uWebSockets.js";
import { recordTick } from "../probe.ts";
import { TICK_MS } from "../scenario.ts";
import { listenOnLoopback } from "./listen.ts";

/**
 * `limit`: bare uWebSockets.js. Every tick one prebuilt buffer to each client, one message received from each; no game
 * can be cheaper on this stack. Argument: bytes per message.
 */
const bytes = Number(process.argv[2]);
const sockets = new Set<WebSocket<unknown>>();

const app = App().ws("/*", {
  compression: 0,
  maxPayloadLength: 16 * 1024,
  maxBackpressure: 1024 * 1024,
  open: (ws) => {
    sockets.add(ws);
  },
  close: (ws) => {
    sockets.delete(ws);
  },
  message: () => {},
});

const packet = new Uint8Array(bytes).fill(7);
let due = performance.now() + TICK_MS;
function tick(): void {
  const from = performance.now();
  for (const ws of sockets) ws.send(packet, true, false);
  const now = performance.now();
  recordTick(now - from);
  due = Math.max(due + TICK_MS, now);
  setTimeout(tick, due - now);
}

listenOnLoopback(app, () => setTimeout(tick, TICK_MS));
process.on("SIGTERM", () => process.exit(0));
