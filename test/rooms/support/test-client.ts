import assert from "node:assert/strict";
import { ByteReader } from "#shared/primitives/bytes.ts";
import { indexOf } from "#shared/primitives/entity-id.ts";
import type { Action } from "#shared/protocol/action.ts";
import { emptyInput, type MoveInput } from "#shared/protocol/input.ts";
import type { HandoffMessage, WelcomeMessage } from "#shared/protocol/messages.ts";
import { wireToPosition } from "#shared/protocol/quantize.ts";
import { type EnterRecord, readSnapshot, type SelfState, type Snapshot } from "#shared/protocol/snapshot.ts";
import { PROTOCOL_VERSION } from "#shared/protocol/version.ts";
import { ACK_FRAME, FrameWriter, isSnapshotFrame, readFrame, socketUrl } from "#shared/protocol/wire.ts";
import { JoinRefused, RoomClient } from "./room-client.ts";

/** A client on a real WebSocket that believes every byte and complains about contradictions. */
export class TestClient extends RoomClient {
  readonly #frames = new FrameWriter();
  readonly #input = emptyInput();
  welcome: WelcomeMessage | null = null;
  snapshots = 0;
  last: Snapshot | null = null;
  readonly self: SelfState = {};
  readonly entities = new Map<number, EnterRecord>();
  readonly events: Snapshot["events"] = [];
  pings = 0;
  /** Hears every snapshot before it changes the picture. */
  onSnapshot: (s: Snapshot) => void = () => {};
  /** Sent without the acknowledgement, the client stays a silent one. */
  acknowledge = true;

  async join(options: { ticket: string; protocol?: number }): Promise<this> {
    const seat = await this.seat({ protocol: PROTOCOL_VERSION, ...options });
    this.openSeat(seat);
    await this.until(() => this.welcome !== null || this.closed !== null, "welcome");
    if (!this.welcome) throw new JoinRefused(this.closed?.code ?? 0, this.closed?.reason ?? "");
    return this;
  }

  /** Takes the seat of a broken connection again. */
  async resume(): Promise<this> {
    const seat = await this.seat({ reconnectionToken: this.reconnectionToken }, "reconnect");
    this.welcome = null;
    this.closed = null;
    this.entities.clear();
    this.openSeat(seat);
    await this.until(() => this.welcome !== null || this.closed !== null, "welcome after a resume");
    if (!this.welcome) throw new JoinRefused(0, "the connection was closed");
    return this;
  }

  /** Where it goes on, once the server has said so. */
  async handoff(): Promise<HandoffMessage> {
    await this.until(() => this.closed !== null || this.messages.some((m) => m.type === "handoff"), "handoff");
    const found = this.messages.find((m) => m.type === "handoff");
    assert.ok(found, `closed with ${JSON.stringify(this.closed)} instead, last: ${JSON.stringify(this.messages.slice(-3))}`);
    return found.payload as unknown as HandoffMessage;
  }

  /** Goes on in the next room, whose seat was reserved: a new connection, and input numbers that go on. */
  async follow(): Promise<TestClient> {
    const { endpoint, reservation } = await this.handoff();
    const next = new TestClient(endpoint, reservation.roomId);
    next.#input.seq = this.#input.seq;
    next.open(socketUrl(endpoint, reservation));
    await next.until(() => next.welcome !== null || next.closed !== null, "welcome");
    if (!next.welcome) throw new JoinRefused(next.closed?.code ?? 0, next.closed?.reason ?? "");
    return next;
  }

  /** Number of the last input that was sent. */
  get seq(): number {
    return this.#input.seq;
  }

  protected override receive(bytes: Uint8Array): void {
    if (isSnapshotFrame(bytes)) {
      this.#picture(readSnapshot(new ByteReader(bytes.subarray(2))));
      return;
    }
    const frame = readFrame(bytes);
    if (frame.kind === "join") {
      this.reconnectionToken = frame.reconnectionToken;
      if (this.acknowledge) this.sendRaw(ACK_FRAME);
    } else if (frame.kind === "ping") this.pings++;
    else if (frame.kind === "error") this.messages.push({ type: "ERROR", payload: { code: frame.code, detail: frame.message } });
    else if (frame.kind === "message") {
      const payload = frame.payload as unknown as Record<string, unknown>;
      if (frame.type === "welcome") this.welcome = payload as unknown as WelcomeMessage;
      this.messages.push({ type: String(frame.type), payload });
    }
  }

  #picture(s: Snapshot): void {
    this.onSnapshot(s);
    this.snapshots++;
    this.last = s;
    if (s.self) Object.assign(this.self, s.self);
    for (const index of s.leaves) assert.ok(this.entities.delete(index), `leave of ${index}, which is not in the picture`);
    for (const e of s.enters) {
      assert.ok(!this.entities.has(indexOf(e.id)), `enter of ${indexOf(e.id)}, which is in the picture`);
      this.entities.set(indexOf(e.id), e);
    }
    for (const u of s.updates) {
      const e = this.entities.get(u.index);
      assert.ok(e, `update of ${u.index}, which is not in the picture`);
      Object.assign(e, u.move);
      for (const field of ["health", "flags", "target", "level"] as const) if (u[field] !== undefined) e[field] = u[field];
    }
    this.events.push(...s.events);
  }

  /** The next room message of a type that arrives after this call, or one that matches among those that came. */
  async message(type: string, matches: (payload: Record<string, unknown>) => boolean = () => true): Promise<Record<string, unknown>> {
    const find = () => this.messages.find((m) => m.type === type && matches(m.payload));
    await this.until(() => find() !== undefined, `message ${type}`);
    return find()?.payload ?? {};
  }

  /** The next `count` snapshots. */
  async snapshotsMore(count: number): Promise<void> {
    const goal = this.snapshots + count;
    await this.until(() => this.snapshots >= goal, `${count} snapshots`);
  }

  get id(): number {
    return this.welcome?.entityId ?? 0;
  }

  get x(): number {
    return this.last?.owner.x ?? Number.NaN;
  }

  get y(): number {
    return this.last?.owner.y ?? Number.NaN;
  }

  /** The entity with this id as the picture has it. */
  sees(id: number): EnterRecord | null {
    const e = this.entities.get(indexOf(id));
    return e?.id === id ? e : null;
  }

  distanceTo(e: { x: number; y: number }): number {
    return Math.hypot(wireToPosition(e.x) - this.x, wireToPosition(e.y) - this.y);
  }

  /** Sends one input with the next number. */
  input(input: Partial<MoveInput>): void {
    Object.assign(this.#input, { seq: this.#input.seq + 1, moveX: 0, moveY: 0 }, input);
    this.sendRaw(this.#frames.input(this.#input));
  }

  act(action: Action): void {
    this.sendRaw(this.#frames.action(action));
  }

  /** Walks towards a place, one input per snapshot, until nearer than `withinM`. */
  async walkTo(place: () => { x: number; y: number }, withinM: number): Promise<void> {
    const end = Date.now() + 60_000;
    for (;;) {
      const { x, y } = place();
      const dx = x - this.x;
      const dy = y - this.y;
      const d = Math.hypot(dx, dy);
      if (d <= withinM) return;
      if (Date.now() > end) throw new Error(`still ${d} m away`);
      this.input({ moveX: Math.round((dx / d) * 127), moveY: Math.round((dy / d) * 127) });
      await this.snapshotsMore(1);
    }
  }
}
