import type { Ability } from "#shared/content/schema.ts";
import type { Rng } from "#shared/primitives/rng.ts";
import type { Action } from "#shared/protocol/action.ts";
import { ActionKind, EntityKind, ServerMessage } from "#shared/protocol/codes.ts";
import { emptyInput, type MoveInput } from "#shared/protocol/input.ts";
import type {
  ErrorMessage,
  GoodbyeMessage,
  HandoffMessage,
  LootMessage,
  ProgressMessage,
  WelcomeMessage,
} from "#shared/protocol/messages.ts";
import { PROTOCOL_VERSION } from "#shared/protocol/version.ts";
import {
  ACK_FRAME,
  CloseCode,
  FrameWriter,
  isSnapshotFrame,
  LEAVE_FRAME,
  matchmakeUrl,
  PING_FRAME,
  readFrame,
  type Seat,
  socketUrl,
} from "#shared/protocol/wire.ts";
import type { HttpClient } from "../http.ts";
import { BotAccount, identityOf, type Ticket } from "./account.ts";
import type { Behaviour, BotBody, Way } from "./body.ts";
import type { KnownZone, Knowledge, Placement } from "./knowledge.ts";
import type { Navigator } from "./navigator.ts";
import { Picture } from "./picture.ts";
import { RawSocket } from "./socket.ts";
import { countReason, type Tally } from "./tally.ts";

export interface BotSettings {
  endpoint: string;
  seed: number;
  placement: Placement;
  /** Homes lie where beginners can fight. */
  fights: boolean;
  /** How long a bot that lost its connection tries to come back, s; 0: not at all. */
  reconnectS: number;
  /** null: stands where it entered and sends nothing. */
  behaviour: (() => Behaviour) | null;
}

const SNAPSHOT_LATE_MS = 75;
const JOIN_TIMEOUT_MS = 20_000;
const BYTES_HEAD = 2;
/** Pauses between two tries to come back double, ms. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2000;
/** The fleet steps so often per second. */
const OWN_RATE = 20;

/** One bot: a player from the login to the last frame, who decides by what it was sent and nothing else. */
export class Bot implements BotBody {
  readonly picture: Picture;
  readonly rng: Rng;
  readonly input: MoveInput = emptyInput();
  abilities: readonly Ability[] = [];
  home: readonly [number, number] = [0, 0];
  readonly #settings: BotSettings;
  readonly #index: number;
  readonly #crowd: Rng;
  readonly #tally: Tally;
  readonly #frames = new FrameWriter();
  readonly #behaviour: Behaviour | null;
  /** What it takes to enter again. */
  #way: { http: HttpClient; account: BotAccount; characterId: string } | null = null;
  #zone: KnownZone | null = null;
  #socket: RawSocket | null = null;
  #joined: ((error: Error | null) => void) | null = null;
  #playing = false;
  #leaving: (() => void) | null = null;
  #goodbye = "";
  #last = 0;
  /** What it knows, to find its way in the next zone. */
  #knowledge: Knowledge | null = null;
  /** Ticks of the zone that its own clock has not stepped through. */
  #owed = 0;
  #tickRate = 20;
  /** When the way it has asked for opens; 0: it has asked for none. */
  #leavesAt = 0;
  #pingAt = 0;

  /** @param crowd the same for all bots of a run: decides what they have in common */
  constructor(settings: BotSettings, index: number, rng: Rng, crowd: Rng, tally: Tally) {
    this.#settings = settings;
    this.#index = index;
    this.rng = rng;
    this.#crowd = crowd;
    this.#tally = tally;
    this.#behaviour = settings.behaviour?.() ?? null;
    this.picture = new Picture({
      killed: (victim) => {
        if (victim.kind === EntityKind.NPC) tally.kills++;
      },
      died: () => tally.deaths++,
    });
  }

  get navigator(): Navigator {
    if (!this.#zone) throw new Error("a bot without a zone asked for the way");
    return this.#zone.navigator;
  }

  get zoneId(): string {
    return this.#zone?.id ?? "";
  }

  get ways(): readonly Way[] {
    return this.#zone?.ways ?? [];
  }

  leaves(way: Way): void {
    this.#leavesAt = performance.now() + way.castTimeMs;
  }

  get playing(): boolean {
    return this.#playing;
  }

  /** From the login into the zone. Never throws: a failure is counted with its reason. */
  async enter(http: HttpClient, knowledge: Knowledge): Promise<void> {
    try {
      const account = new BotAccount(http, this.#settings.endpoint, identityOf(this.#settings.seed, this.#index));
      await account.logIn();
      const character = await account.character(knowledge.classIds[this.#index % knowledge.classIds.length]);
      this.abilities = knowledge.abilities(character.classId);
      const ticket = await account.select(character.id);
      this.#knowledge = knowledge;
      this.#zone = knowledge.zone(ticket.zoneId);
      this.home = this.#zone.home(this.#settings.placement, this.#settings.fights, this.#crowd, this.rng);
      this.#way = { http, account, characterId: character.id };
      await this.#join(http, ticket);
      this.#tally.joined++;
      this.#tally.playing++;
    } catch (error) {
      countReason(this.#tally.failed, error instanceof Error ? error.message : String(error));
      this.#socket?.destroy();
    }
  }

  /** One tick: decide and say it. */
  step(): void {
    if (!this.#playing || !this.#behaviour || this.picture.tick === 0) return;
    // one input per tick of the zone, at most one per tick of ours
    this.#owed = Math.min(1, this.#owed + this.#tickRate / OWN_RATE);
    if (this.#owed < 1) return;
    this.#owed = 0;
    this.#behaviour.step(this);
    this.input.seq++;
    this.#socket?.send(this.#frames.input(this.input));
  }

  act(action: Action): void {
    if (action.kind === ActionKind.USE_ABILITY) this.#tally.abilities++;
    this.#socket?.send(this.#frames.action(action));
  }

  relocate(): void {
    if (this.#zone) this.home = this.#zone.home("spread", this.#settings.fights, this.#crowd, this.rng);
  }

  /** Measures one round trip; a ping that is still under way is left alone. */
  ping(now: number): void {
    if (!this.#playing || this.#pingAt) return;
    this.#pingAt = now;
    this.#socket?.send(PING_FRAME);
  }

  beginWindow(now: number): void {
    this.#last = now;
  }

  /** Counts the silence up to the end of the measurement. */
  endWindow(now: number): void {
    if (this.#playing) this.#tally.maxGapMs = Math.max(this.#tally.maxGapMs, now - this.#last);
  }

  /** Leaves on purpose; resolves when the server has closed (or after 5 s). */
  async leave(): Promise<void> {
    if (!this.#playing) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, 5000);
      this.#leaving = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#socket?.send(LEAVE_FRAME);
    });
    this.#playing = false;
    this.#socket?.destroy();
  }

  /** Selects the character again, wherever it is by now, until that works or the time is over. Never throws. */
  async #comeBack(): Promise<void> {
    const way = this.#way;
    const lostAt = performance.now();
    let reason = "";
    for (let pause = FIRST_PAUSE_MS; way && !this.#leaving; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
      // all lost it at once: they do not come back at once
      await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + this.rng.unit())));
      if (performance.now() - lostAt > this.#settings.reconnectS * 1000) break;
      try {
        this.picture.clear();
        this.input.seq = 0;
        const ticket = await way.account.select(way.characterId);
        this.#zone = this.#knowledge?.zone(ticket.zoneId) ?? this.#zone;
        await this.#join(way.http, ticket);
        this.#tally.playing++;
        this.#tally.returned++;
        this.#tally.maxAwayMs = Math.max(this.#tally.maxAwayMs, performance.now() - lostAt);
        return;
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
        this.#socket?.destroy();
      }
    }
    countReason(this.#tally.dropped, `not back in time: ${reason}`);
  }

  async #join(http: HttpClient, ticket: Ticket): Promise<void> {
    const options = { ticket: ticket.ticket, protocol: PROTOCOL_VERSION };
    const answer = await http.send("POST", matchmakeUrl(ticket.endpoint, "joinById", ticket.roomId), options);
    if (answer.status !== 200) throw new Error(`seat: ${answer.status} ${(answer.body as { error?: string } | undefined)?.error ?? ""}`);
    await this.#open(socketUrl(ticket.endpoint, answer.body as Seat));
  }

  /** The next zone's room has a seat for it. */
  async #follow({ zoneId, endpoint, reservation }: HandoffMessage): Promise<void> {
    this.#playing = false;
    this.#socket?.destroy();
    this.#zone = this.#knowledge?.zone(zoneId) ?? null;
    this.#pingAt = 0;
    try {
      await this.#open(socketUrl(endpoint, reservation));
    } catch (error) {
      this.#tally.playing--;
      this.#leavesAt = 0;
      if (!this.#leaving && this.#settings.reconnectS > 0) return this.#comeBack();
      countReason(this.#tally.dropped, `handoff: ${(error as Error).message}`);
    }
  }

  async #open(url: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => this.#joined?.(new Error(`join: no welcome within ${JOIN_TIMEOUT_MS / 1000} s`)), JOIN_TIMEOUT_MS);
      this.#joined = (error) => {
        this.#joined = null;
        clearTimeout(timer);
        if (error) reject(error);
        else resolve();
      };
      const socket = new RawSocket(url, {
        opened: () => {},
        message: (buffer, start, end) => {
          if (this.#socket === socket) this.#message(buffer.subarray(start, end));
        },
        closed: (code, reason) => {
          if (this.#socket === socket) this.#closed(code, reason);
        },
      });
      this.#socket = socket;
    });
  }

  #message(bytes: Uint8Array): void {
    if (isSnapshotFrame(bytes)) return this.#snapshot(bytes);
    const frame = readFrame(bytes);
    if (frame.kind === "join") this.#socket?.send(ACK_FRAME);
    else if (frame.kind === "ping") this.#pong();
    else if (frame.kind === "error") this.#goodbye = frame.message;
    else if (frame.kind === "message") this.#hear(String(frame.type), frame.payload);
  }

  #hear(type: string, payload: unknown): void {
    switch (type) {
      case ServerMessage.WELCOME:
        this.picture.clear();
        this.picture.me = (payload as WelcomeMessage).entityId;
        this.#tickRate = (payload as WelcomeMessage).tickRate;
        this.#playing = true;
        this.#last = performance.now();
        this.#joined?.(null);
        break;
      case ServerMessage.ERROR:
        countReason(this.#tally.refused, (payload as ErrorMessage).code);
        break;
      case ServerMessage.LOOT:
        for (const item of (payload as LootMessage).items) this.#tally.loot += item.quantity;
        break;
      case ServerMessage.PROGRESS:
        this.#tally.experience += (payload as ProgressMessage).gained;
        break;
      case ServerMessage.HANDOFF:
        void this.#follow(payload as HandoffMessage);
        break;
      case ServerMessage.GOODBYE:
        this.#goodbye = (payload as GoodbyeMessage).code;
        break;
    }
  }

  #snapshot(bytes: Uint8Array): void {
    const now = performance.now();
    const gap = now - this.#last;
    this.#last = now;
    this.#tally.snapshots++;
    // the frame's WebSocket header is part of what a player's line carries
    this.#tally.bytes += bytes.length + (bytes.length > 125 ? 4 : 2);
    this.#tally.gaps.record(gap);
    if (gap > SNAPSHOT_LATE_MS) this.#tally.late++;
    if (gap > this.#tally.maxGapMs) this.#tally.maxGapMs = gap;
    if (this.#leavesAt > 0 && this.picture.tick === 0) {
      this.#tally.handoffs.record(now - this.#leavesAt);
      this.#leavesAt = 0;
    }
    if (this.#behaviour) this.picture.apply(bytes.subarray(BYTES_HEAD));
  }

  #pong(): void {
    this.#tally.rtt.record(performance.now() - this.#pingAt);
    this.#pingAt = 0;
  }

  #closed(code: number, reason: string): void {
    if (this.#joined) {
      this.#joined(new Error(`join: ${this.#goodbye || reason || `closed with ${code}`}`));
      return;
    }
    if (!this.#playing) return;
    this.#playing = false;
    this.#tally.playing--;
    if (this.#leaving && code === CloseCode.CONSENTED) return this.#leaving();
    if (!this.#leaving && this.#settings.reconnectS > 0) return void this.#comeBack();
    countReason(this.#tally.dropped, this.#goodbye || reason || `closed with ${code}`);
    this.#leaving?.();
  }
}
