/** Thousands of clients of the hub that talk and listen: a process of its own, on the clients' core. */
import { HubMessage } from "#shared/protocol/hub.ts";
import { ACK_FRAME, Frame, matchmakeUrl, type Seat, socketUrl } from "#shared/protocol/wire.ts";
import { PROTOCOL_VERSION } from "#shared/protocol/version.ts";
import { RawSocket } from "../../bots/socket.ts";
import { HttpClient } from "../../http.ts";
import { Histogram, type HistogramData } from "../../stats.ts";

export interface GatherPlan {
  bench: "gather";
  /** Web port: tickets. */
  web: string;
  /** Access tokens, one per client; `partySize` neighbours are a party. */
  tokens: string[];
  partySize: number;
}
export interface TalkPlan {
  bench: "talk";
  /** Talk that counts, and before it some that does not: the first words wake up what has slept. */
  seconds: number;
  warmUpSeconds: number;
  /** Messages per second to everybody, and to a party. */
  zonePerSecond: number;
  partyPerSecond: number;
}
export interface GatherReport {
  bench: "gathered";
  clients: number;
  failed: number;
  firstFailure: string;
}
export interface TalkReport {
  bench: "talked";
  /** Messages said; refused by the server. */
  said: number;
  refused: number;
  firstRefusal: string;
  /** Deliveries that there should have been, and those that came. */
  expected: number;
  delivered: number;
  seconds: number;
  /** From saying to hearing, ms. */
  zone: HistogramData;
  party: HistogramData;
  /** CPU time of this process, s per s. */
  load: number;
}

const JOINING_AT_ONCE = 24;
/** What was said last is heard by then. */
const ECHO_MS = 2000;
/** In front of the time in each text: found without decoding the message. */
const MARK = "bench@";
const MARK_BYTES = Buffer.from(MARK);
const TIME_DIGITS = 14;
/** Between mark and time, in the place of the channel: it does not count. */
const WARMING_UP = "w";
/** Kind and type, as a DATA frame of that type begins. */
const EVENT_HEAD = Buffer.from([Frame.DATA, 0xa0 | HubMessage.EVENT.length, ...Buffer.from(HubMessage.EVENT)]);
const ERROR_HEAD = Buffer.from([Frame.DATA, 0xa0 | "error".length, ...Buffer.from("error")]);

class Listener {
  socket: RawSocket | null = null;
  joined = false;

  open(url: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket = new RawSocket(url, {
        opened: () => {},
        message: (buffer, start, end) => {
          if ((buffer[start] & 31) === Frame.JOIN_ROOM) {
            this.socket?.send(ACK_FRAME);
            this.joined = true;
            resolve();
          } else hear(buffer, start, end);
        },
        closed: (code, reason) => {
          this.joined = false;
          reject(new Error(reason || `closed with ${code}`));
        },
      });
    });
  }
}

let listeners: Listener[] = [];
let partySize = 5;
const zone = new Histogram();
const party = new Histogram();
let delivered = 0;
let refused = 0;
let firstRefusal = "";

function hear(buffer: Buffer, start: number, end: number): void {
  if (begins(buffer, start, ERROR_HEAD)) {
    refused++;
    firstRefusal ||= buffer.toString("latin1", start, end);
  }
  if (!begins(buffer, start, EVENT_HEAD)) return;
  const at = buffer.indexOf(MARK_BYTES, start);
  if (at < 0 || at >= end) return;
  const from = at + MARK_BYTES.length;
  if (buffer[from] === WARMING_UP.charCodeAt(0)) return;
  const ms = performance.now() - Number(buffer.toString("latin1", from + 1, from + 1 + TIME_DIGITS));
  (buffer[from] === 0x7a ? zone : party).record(ms);
  delivered++;
}

function begins(buffer: Buffer, start: number, head: Buffer): boolean {
  return head.equals(buffer.subarray(start, start + head.length));
}

/** `chat {channel, text}` as a DATA frame. */
function said(channel: "zone" | "party", counts: boolean): Uint8Array {
  const text = `${MARK}${counts ? channel[0] : WARMING_UP}${performance.now().toFixed(3).padStart(TIME_DIGITS, "0")}`;
  const word = (value: string): number[] => [0xa0 | value.length, ...Buffer.from(value)];
  return Uint8Array.from([Frame.DATA, ...word("chat"), 0x82, ...word("channel"), ...word(channel), ...word("text"), ...word(text)]);
}

async function gather(plan: GatherPlan): Promise<GatherReport> {
  const http = new HttpClient(JOINING_AT_ONCE);
  const report: GatherReport = { bench: "gathered", clients: 0, failed: 0, firstFailure: "" };
  partySize = plan.partySize;
  listeners = plan.tokens.map(() => new Listener());
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let n = next++; n < listeners.length; n = next++) {
      try {
        await listeners[n].open(await seatOf(http, plan.web, plan.tokens[n]));
      } catch (error) {
        report.failed++;
        report.firstFailure ||= (error as Error).message;
      }
    }
  };
  await Promise.all(Array.from({ length: JOINING_AT_ONCE }, worker));
  http.close();
  return { ...report, clients: listeners.filter(({ joined }) => joined).length };
}

async function seatOf(http: HttpClient, web: string, token: string): Promise<string> {
  const got = await http.send("POST", `${web}/api/v1/hub/ticket`, {}, { authorization: `Bearer ${token}` });
  if (got.status !== 200) throw new Error(`no ticket: ${got.status} ${JSON.stringify(got.body)}`);
  const { ticket, room } = got.body as { ticket: string; room: { endpoint: string; roomId: string } };
  const options = { ticket, protocol: PROTOCOL_VERSION };
  const seat = await http.send("POST", matchmakeUrl(room.endpoint, "joinById", room.roomId), options);
  if (seat.status !== 200) throw new Error(`seat refused: ${seat.status} ${JSON.stringify(seat.body)}`);
  return socketUrl(room.endpoint, seat.body as Seat);
}

/** Everybody speaks in turn, at even distances in time. */
async function talk({ seconds, warmUpSeconds, zonePerSecond, partyPerSecond }: TalkPlan): Promise<TalkReport> {
  zone.reset();
  party.reset();
  delivered = refused = 0;
  firstRefusal = "";
  const perSecond = zonePerSecond + partyPerSecond;
  const total = Math.round((warmUpSeconds + seconds) * perSecond);
  const everyZone = perSecond / zonePerSecond;
  const from = performance.now();
  const countsFrom = from + warmUpSeconds * 1000;
  const cpu = process.cpuUsage();
  let counted = 0;
  let expected = 0;
  let nextZone = 0;
  for (let n = 0; n < total; n++) {
    const due = from + (n * 1000) / perSecond;
    if (due > performance.now()) await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    const toAll = n >= nextZone;
    if (toAll) nextZone += everyZone;
    const counts = due >= countsFrom;
    listeners[n % listeners.length].socket?.send(said(toAll ? "zone" : "party", counts));
    if (!counts) continue;
    counted++;
    expected += toAll ? listeners.length : partySize;
  }
  const lasted = (performance.now() - countsFrom) / 1000;
  await new Promise((resolve) => setTimeout(resolve, ECHO_MS));
  const { user, system } = process.cpuUsage(cpu);
  const load = (user + system) / 1000 / (performance.now() - from);
  const figures = { said: counted, refused, firstRefusal, expected, delivered, seconds: lasted, load };
  return { bench: "talked", ...figures, zone: zone.data(), party: party.data() };
}

process.on("message", (plan: GatherPlan | TalkPlan) => {
  if (plan.bench === "gather") void gather(plan).then((report) => process.send?.(report));
  else void talk(plan).then((report) => process.send?.(report));
});
process.on("disconnect", () => process.exit(0));
