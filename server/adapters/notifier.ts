import { randomUUID } from "node:crypto";
import type { HubMetrics } from "#rooms/ports/hub.ts";
import type { Notifier, PublishOptions } from "#rooms/ports/notifier.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import { isFrame, type Topic } from "#shared/protocol/topics.ts";

/** What travels between processes. */
export interface Presence {
  subscribe(channel: string, hear: (message: unknown) => void): Promise<unknown>;
  publish(channel: string, message: unknown): unknown;
}

/** Something that happened on a topic. */
interface Message {
  topic: Topic;
  kind: string;
  data: object;
  id?: number;
  only?: readonly string[];
  except?: readonly string[];
}

/** Several messages of one process. */
interface Batch {
  from: string;
  messages: Message[];
  moved: string[];
}

const CHANNEL = "necp:hub";
/** Messages that wait to be told to other processes; while it is full, newer ones are not told there. */
const MAX_WAITING = 10_000;
/** Messages of one batch. */
const BATCH = 500;

export interface NotifierDeps {
  /** Absent: this process is alone. */
  presence?: Presence;
  /** To who is connected here. */
  deliver: (message: Message) => void;
  /** These accounts belong elsewhere now. */
  moved: (accountIds: readonly string[]) => void;
  metrics: Pick<HubMetrics, "hubDropped">;
  log: Pick<RoomLog, "info" | "warn" | "error">;
}

/**
 * Tells the hubs of all processes. Players of this process are told in the next turn of the event loop, without a detour; the other
 * processes get everything as one publication at a time, with what has come together since the last one. While Redis does not
 * answer, other processes are not told: what is durable they find in the database.
 */
export class HubNotifier implements Notifier {
  readonly #deps: NotifierDeps;
  readonly #self = randomUUID();
  #here: Message[] = [];
  #away: Message[] = [];
  #moved = new Set<string>();
  #sending = false;
  #failing = false;

  constructor(deps: NotifierDeps) {
    this.#deps = deps;
  }

  /** Hears the others. @throws when Redis does not answer */
  async start(): Promise<void> {
    await this.#deps.presence?.subscribe(CHANNEL, (message) => this.#hear(message as Batch));
  }

  publish(topic: Topic, kind: string, data: object, { id, only, except = [] }: PublishOptions = {}): void {
    const message: Message = {
      topic,
      kind,
      data,
      ...(id === undefined ? {} : { id }),
      ...(only ? { only } : {}),
      ...(except.length > 0 ? { except } : {}),
    };
    if (this.#here.length >= MAX_WAITING) this.#deps.metrics.hubDropped("queue_full", 1);
    else if (this.#here.push(message) === 1) setImmediate(() => this.#deliverHere());
    if (!this.#deps.presence) return;
    // frames make way for what is said once only
    if (this.#away.length >= MAX_WAITING || (this.#away.length >= MAX_WAITING / 2 && isFrame(topic))) {
      this.#deps.metrics.hubDropped("queue_full", 1);
      return;
    }
    this.#away.push(message);
    this.#sendSoon();
  }

  moved(accountIds: readonly string[]): void {
    this.#safely(() => this.#deps.moved(accountIds));
    if (!this.#deps.presence || this.#moved.size > MAX_WAITING) return; // a hint; hubs look each second anyway
    for (const id of accountIds) this.#moved.add(id);
    this.#sendSoon();
  }

  #deliverHere(): void {
    const messages = this.#here;
    this.#here = [];
    for (const message of messages) this.#safely(() => this.#deps.deliver(message));
  }

  #hear(batch: Batch): void {
    if (batch.from === this.#self) return;
    for (const message of batch.messages) this.#safely(() => this.#deps.deliver(message));
    if (batch.moved.length > 0) this.#safely(() => this.#deps.moved(batch.moved));
  }

  #safely(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#deps.log.error({ err: error }, "a message could not be delivered");
    }
  }

  #sendSoon(): void {
    if (this.#sending) return;
    this.#sending = true;
    setImmediate(() => void this.#sendAll());
  }

  async #sendAll(): Promise<void> {
    const { presence, metrics, log } = this.#deps;
    while (presence && (this.#away.length > 0 || this.#moved.size > 0)) {
      const batch: Batch = { from: this.#self, messages: this.#away.splice(0, BATCH), moved: [...this.#moved] };
      this.#moved.clear();
      try {
        await presence.publish(CHANNEL, batch);
        if (this.#failing) log.info({}, "hubs of other processes can be told again");
        this.#failing = false;
      } catch (error) {
        metrics.hubDropped("not_sent", batch.messages.length);
        if (!this.#failing) log.warn({ err: error }, "hubs of other processes cannot be told; they find what is durable by themselves");
        this.#failing = true;
      }
    }
    this.#sending = false;
  }
}
