import { getMessageBytes, Protocol } from "@colyseus/core";
import type { HubMetrics } from "#rooms/ports/hub.ts";
import { type HubEvent, HubMessage } from "#shared/protocol/hub.ts";
import { isFrame, type Topic } from "#shared/protocol/topics.ts";
import type { Keeping, Reader } from "./reader.ts";

/** Readers that are sent to in one turn of the event loop: ticks and requests have theirs in between. */
const READERS_PER_TURN = 200;
/** Largest message, encoded. */
const MAX_MESSAGE_BYTES = 12 * 1024;

/** Something that happened, on its way to whoever follows the topic. */
export interface Posting {
  topic: Topic;
  kind: string;
  data: object;
  id?: number;
  only?: readonly string[];
  except?: readonly string[];
}

/** A message as clients get it, frame and all. */
export function encodeMessage(type: string, payload: object): Uint8Array {
  return getMessageBytes.raw(Protocol.ROOM_DATA, type, payload);
}

/** What happened on a topic, as clients get it. */
export function encodeEvent({ topic, kind, data, id }: Posting): Uint8Array {
  const event: HubEvent = id === undefined ? { topic, kind, data } : { topic, kind, data, id };
  return encodeMessage(HubMessage.EVENT, event);
}

/**
 * Who of this process follows which topic, and the way to them. A message is encoded once, however many read it; it goes into the
 * readers' queues at once and from there to their sockets a few hundred readers at a time, so that what else the process does is not
 * kept waiting. Whatever has come together for a reader by then leaves as one.
 */
export class Switchboard {
  readonly #followers = new Map<Topic, Set<Reader>>();
  readonly #readers = new Map<string, Set<Reader>>();
  readonly #metrics: HubMetrics;
  #listed: Reader[] = [];
  #scheduled = false;
  /** Called with who cannot keep up: it has to go. */
  onSlow: (reader: Reader) => void = () => {};

  constructor(metrics: HubMetrics) {
    this.#metrics = metrics;
  }

  add(reader: Reader): void {
    addTo(this.#readers, reader.accountId, reader);
  }

  remove(reader: Reader): void {
    removeFrom(this.#readers, reader.accountId, reader);
    for (const topic of reader.topics) removeFrom(this.#followers, topic, reader);
    reader.topics.clear();
  }

  /** Makes a reader follow exactly these. @returns what is new, and whether anything changed */
  follow(reader: Reader, wanted: ReadonlySet<Topic>): { added: Topic[]; changed: boolean } {
    const added: Topic[] = [];
    let changed = false;
    for (const topic of reader.topics) {
      if (wanted.has(topic)) continue;
      reader.topics.delete(topic);
      removeFrom(this.#followers, topic, reader);
      changed = true;
    }
    for (const topic of wanted) {
      if (reader.topics.has(topic)) continue;
      reader.topics.add(topic);
      addTo(this.#followers, topic, reader);
      added.push(topic);
    }
    return { added, changed: changed || added.length > 0 };
  }

  ofAccount(accountId: string): Iterable<Reader> {
    return this.#readers.get(accountId) ?? [];
  }

  followed(topic: Topic): boolean {
    return this.#followers.has(topic);
  }

  /** To everybody here who follows its topic. @param wants leaves some of them out; @param keeping unless the topic says otherwise */
  deliver(posting: Posting, wants: (reader: Reader) => boolean = () => true, keeping: Keeping = usualFor(posting.topic)): void {
    const followers = this.#followers.get(posting.topic);
    if (!followers) return;
    const { only, except } = posting;
    const frame = encodeEvent(posting);
    if (frame.length > MAX_MESSAGE_BYTES) {
      this.#metrics.hubDropped("too_large", 1);
      return;
    }
    const deaf = except && new Set(except);
    let readers = 0;
    for (const reader of only ? this.#among(followers, only) : followers) {
      if (deaf?.has(reader.accountId) || !wants(reader)) continue;
      this.send(reader, frame, keeping);
      readers++;
    }
    this.#metrics.hubMessage(readers);
  }

  *#among(followers: ReadonlySet<Reader>, accountIds: readonly string[]): Iterable<Reader> {
    for (const accountId of accountIds) for (const reader of this.ofAccount(accountId)) if (followers.has(reader)) yield reader;
  }

  /** An encoded message for one reader. */
  send(reader: Reader, frame: Uint8Array, keeping: Keeping = "kept"): void {
    const became = reader.put(frame, keeping);
    if (became === "queued") this.list(reader);
    else if (became === "left_out") this.#metrics.hubDropped("slow_reader", 1);
    else this.onSlow(reader);
  }

  /** Something waits for this reader, who can be sent to. */
  list(reader: Reader): void {
    if (reader.listed) return;
    reader.listed = true;
    this.#listed.push(reader);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#flushSome());
  }

  #flushSome(): void {
    this.#scheduled = false;
    const turn = this.#listed.splice(0, READERS_PER_TURN);
    for (const reader of turn) {
      reader.listed = false;
      reader.flush(); // who is not there yet is listed again when it comes
    }
    if (this.#listed.length > 0) this.#schedule();
  }
}

function usualFor(topic: Topic): Keeping {
  return isFrame(topic) ? "expendable" : "kept";
}

function addTo<K>(map: Map<K, Set<Reader>>, key: K, reader: Reader): void {
  const set = map.get(key);
  if (set) set.add(reader);
  else map.set(key, new Set([reader]));
}

function removeFrom<K>(map: Map<K, Set<Reader>>, key: K, reader: Reader): void {
  const set = map.get(key);
  if (set?.delete(reader) && set.size === 0) map.delete(key);
}
