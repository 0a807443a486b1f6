import type { Backlogs } from "#rooms/ports/hub.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import { type HubMissed, HubMessage } from "#shared/protocol/hub.ts";
import type { Topic } from "#shared/protocol/topics.ts";
import type { Reader } from "./reader.ts";
import { encodeEvent, encodeMessage, type Posting, type Switchboard } from "./switchboard.ts";

/** How often it is looked whether something was said that nobody has told here, ms. */
const LOOK_MS = 1000;
/** Messages of one question to the database. */
const PAGE = 100;
/** Messages that one catching up sends; the rest is for HTTP. */
const MOST = 200;
/** Messages of one topic that wait for an earlier one; the database has them all. */
const MAX_EARLY = 100;

interface TopicState {
  /** Up to this number all has been told live; null: not known yet. */
  told: number | null;
  /** Messages that came before their time. */
  early: Map<number, Posting>;
  /** Somebody asks the database for what is missing. */
  filling: boolean;
}

/**
 * The durable topics that somebody of this process follows. Their messages are numbered without gaps, and the database has all of them:
 * live messages only hasten things. Whoever follows a topic gets each of its messages once and in order, whichever of them got lost
 * on the way here.
 */
export class DurableTopics {
  readonly #switchboard: Switchboard;
  readonly #backlogs: Backlogs;
  readonly #log: RoomLog;
  readonly #states = new Map<Topic, TopicState>();
  /** Those who wait to catch up, because the database did not answer or the topic has just been opened. */
  readonly #waiting = new Map<Reader, Map<Topic, number>>();
  readonly #timer: NodeJS.Timeout;
  #looking = false;
  #lookAgain = false;
  #failing = false;

  constructor(switchboard: Switchboard, backlogs: Backlogs, log: RoomLog) {
    this.#switchboard = switchboard;
    this.#backlogs = backlogs;
    this.#log = log;
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** A message on its way to who follows its topic. */
  post(posting: Posting): void {
    const { topic, id } = posting;
    if (id === undefined || !this.#backlogs.has(topic)) return this.#switchboard.deliver(posting);
    const state = this.#states.get(topic);
    if (!state) return; // nobody here follows it
    if (state.told === null || id > state.told + 1) {
      if (state.early.size < MAX_EARLY) state.early.set(id, posting);
      this.look();
    } else if (id === state.told + 1) {
      this.#tell(state, posting, id);
      this.#tellEarly(state);
    }
  }

  #tell(state: TopicState, posting: Posting, id: number): void {
    state.told = id;
    state.early.delete(id);
    this.#switchboard.deliver(posting, (reader) => wants(reader, posting.topic, id), "durable");
  }

  #tellEarly(state: TopicState): void {
    for (const id of state.early.keys()) if (state.told !== null && id <= state.told) state.early.delete(id);
    for (;;) {
      const next = state.told === null ? undefined : state.early.get(state.told + 1);
      if (!next) return;
      this.#tell(state, next, next.id as number);
    }
  }

  /** A reader follows these topics from now on. */
  followed(reader: Reader, topics: readonly Topic[]): void {
    for (const topic of topics) {
      if (!this.#backlogs.has(topic)) continue;
      if (!this.#states.has(topic)) {
        this.#states.set(topic, { told: null, early: new Map(), filling: false });
        this.look();
      }
      const cursor = reader.cursors?.get(topic);
      if (reader.cursors && cursor === undefined) continue; // it goes on with what comes
      if (cursor === undefined) reader.catchingUp.set(topic, Symbol("it has not said where it is"));
      else this.#catchUp(reader, topic, cursor);
    }
  }

  /** A reader has said where it wants to go on; also in topics it does not follow yet. */
  catchUp(reader: Reader, cursors: Map<Topic, number>): void {
    if (reader.cursors) for (const [topic, cursor] of cursors) reader.cursors.set(topic, cursor);
    else {
      reader.cursors = cursors;
      for (const topic of [...reader.catchingUp.keys()]) if (!cursors.has(topic)) reader.catchingUp.delete(topic);
    }
    for (const [topic, cursor] of cursors) if (reader.topics.has(topic) && this.#backlogs.has(topic)) this.#catchUp(reader, topic, cursor);
  }

  #catchUp(reader: Reader, topic: Topic, cursor: number): void {
    const run = Symbol(topic);
    reader.catchingUp.set(topic, run);
    reader.ahead.delete(topic);
    void this.#send(reader, topic, cursor, run);
  }

  /** Never throws. A later run for the same topic ends this one. */
  async #send(reader: Reader, topic: Topic, from: number, run: symbol): Promise<void> {
    let cursor = from;
    const current = () => !reader.left && !reader.away && reader.topics.has(topic) && reader.catchingUp.get(topic) === run;
    const live = () => {
      reader.catchingUp.delete(topic);
      reader.cursors?.delete(topic);
      reader.ahead.set(topic, cursor);
    };
    try {
      for (let sent = 0; ; ) {
        const told = this.#states.get(topic)?.told ?? null;
        if (told === null) return this.#later(reader, topic, cursor);
        const messages = await this.#backlogs.read(topic, cursor, PAGE);
        if (!current()) return;
        for (const { id, kind, data } of messages) {
          this.#switchboard.send(reader, encodeEvent({ topic, id, kind, data }), "durable");
          cursor = id;
          reader.cursors?.set(topic, cursor);
        }
        // the answer may be newer than what was told live, never older
        if (messages.length < PAGE) cursor = Math.max(cursor, told);
        const now = this.#states.get(topic)?.told ?? told;
        if (now <= cursor) return live();
        sent += messages.length;
        if (sent < MOST && !reader.busy) continue;
        const missed: HubMissed = { topic, after: cursor, upTo: now };
        this.#switchboard.send(reader, encodeMessage(HubMessage.MISSED, missed));
        cursor = now;
        return live();
      }
    } catch (error) {
      this.#failed(error);
      if (current()) this.#later(reader, topic, cursor);
    }
  }

  #later(reader: Reader, topic: Topic, cursor: number): void {
    const cursors = this.#waiting.get(reader) ?? new Map<Topic, number>();
    this.#waiting.set(reader, cursors.set(topic, cursor));
  }

  /** Asks what the newest messages are, and fetches those that nobody told here. One question at a time. */
  look(): void {
    if (this.#looking) {
      this.#lookAgain = true;
      return;
    }
    this.#looking = true;
    // those of one turn of the event loop together
    setImmediate(() => void this.#look());
  }

  async #look(): Promise<void> {
    this.#lookAgain = false;
    try {
      for (const topic of this.#states.keys()) if (!this.#switchboard.followed(topic)) this.#states.delete(topic);
      if (this.#states.size > 0) {
        const newest = await this.#backlogs.newest([...this.#states.keys()]);
        for (const [topic, state] of this.#states) this.#compare(topic, state, newest.get(topic) ?? 0);
        if (this.#failing) this.#log.info({}, "durable topics can be read again");
        this.#failing = false;
      }
      const waiting = [...this.#waiting];
      this.#waiting.clear();
      for (const [reader, cursors] of waiting)
        for (const [topic, cursor] of cursors) if (reader.catchingUp.has(topic) && reader.cursors) this.#catchUp(reader, topic, cursor);
    } catch (error) {
      this.#failed(error);
    }
    this.#looking = false;
    if (this.#lookAgain && !this.#failing) this.look();
  }

  #compare(topic: Topic, state: TopicState, newest: number): void {
    if (state.told === null) {
      state.told = newest;
      this.#tellEarly(state);
    }
    if (newest > state.told && !state.filling) void this.#fill(topic, state, newest);
  }

  /** Tells what is missing up to a number that was given. Never throws. */
  async #fill(topic: Topic, state: TopicState, upTo: number): Promise<void> {
    state.filling = true;
    try {
      while (state.told !== null && state.told < upTo && this.#states.get(topic) === state) {
        const messages = await this.#backlogs.read(topic, state.told, PAGE);
        // some of them may have come live meanwhile
        for (const { id, kind, data } of messages) if (id > state.told) this.#tell(state, { topic, id, kind, data }, id);
        if (messages.length < PAGE) state.told = Math.max(state.told, upTo); // what is left was removed
      }
      this.#tellEarly(state);
    } catch (error) {
      this.#failed(error);
    }
    state.filling = false;
  }

  #failed(error: unknown): void {
    if (!this.#failing) this.#log.warn({ err: error }, "durable topics cannot be read; it is tried again each second");
    this.#failing = true;
  }
}

/** A live message is for those who have caught up and do not have it already. */
function wants(reader: Reader, topic: Topic, id: number): boolean {
  if (reader.away || reader.catchingUp.has(topic)) return false;
  const ahead = reader.ahead.get(topic);
  if (ahead === undefined) return true;
  if (id <= ahead) return false;
  reader.ahead.delete(topic);
  return true;
}
