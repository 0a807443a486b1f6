import type { Ability } from "#shared/content/schema.ts";
import type { Rng } from "#shared/primitives/rng.ts";
import type { Action } from "#shared/protocol/action.ts";
import { ActionKind, EntityKind, ServerMessage } from "#shared/protocol/codes.ts";
import { emptyInput, type MoveInput } from "#shared/protocol/input.ts";
import type { ErrorMessage, GoodbyeMessage, LootMessage, ProgressMessage, WelcomeMessage } from "#shared/protocol/messages.ts";
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
import type { Behaviour, BotBody } from "./body.ts";
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
  /** null: stands where it entered and sends nothing. */
  behaviour: (() => Behaviour) | null;
}

const SNAPSHOT_LATE_MS = 75;
const JOIN_TIMEOUT_MS = 20_000;
const BYTES_HEAD = 2;

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
  #zone: KnownZone | null = null;
  #socket: RawSocket | null = null;
  #joined: ((error: Error | null) => void) | null = null;
  #playing = false;
  #leaving: (() => void) | null = null;
  #goodbye = "";
  #last = 0;
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
      this.#zone = knowledge.zone(ticket.zoneId);
      this.home = this.#zone.home(this.#settings.placement, this.#settings.fights, this.#crowd, this.rng);
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

  async #join(http: HttpClient, ticket: Ticket): Promise<void> {
    const options = { ticket: ticket.ticket, protocol: PROTOCOL_VERSION };
    const answer = await http.send("POST", matchmakeUrl(ticket.endpoint, "joinById", ticket.roomId), options);
    if (answer.status !== 200) throw new Error(`seat: ${answer.status} ${(answer.body as { error?: string } | undefined)?.error ?? ""}`);
    const url = socketUrl(ticket.endpoint, answer.body as Seat);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => this.#joined?.(new Error(`join: no welcome within ${JOIN_TIMEOUT_MS / 1000} s`)), JOIN_TIMEOUT_MS);
      this.#joined = (error) => {
        this.#joined = null;
        clearTimeout(timer);
        if (error) reject(error);
        else resolve();
      };
      this.#socket = new RawSocket(url, {
        opened: () => {},
        message: (buffer, start, end) => this.#message(buffer.subarray(start, end)),
        closed: (code, reason) => this.#closed(code, reason),
      });
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
        this.picture.me = (payload as WelcomeMessage).entityId;
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
    countReason(this.#tally.dropped, this.#goodbye || reason || `closed with ${code}`);
    this.#leaving?.();
  }
}
