import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import { readName } from "#server/modules/characters/names.ts";
import type { Notifier } from "#rooms/ports/notifier.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { Turns } from "#shared/primitives/turns.ts";
import { type Topic, topics } from "#shared/protocol/topics.ts";
import * as repository from "./chat.repository.ts";
import {
  type Channel,
  type ChatMessage,
  type HistoryQuery,
  type MessagePage,
  messagePages,
  type NewMessage,
  type WhoList,
  type WhoQuery,
} from "./chat.schema.ts";
import { FloodGuard } from "./flood.ts";
import { muted } from "./muted.ts";
import { insertFloodMute } from "./mutes.repository.ts";
import { asRead } from "./text.ts";

/** How far a voice carries, metres. */
const HEARD_WITHIN_M = { say: 25, yell: 100 } as const;
/** The kind of all messages of this module on the hub. */
const CHAT = "chat";

/** Who is near somebody, as the room says that holds it. */
export interface Hearing {
  /** Accounts of the characters within so many metres, its own included. @throws Error when the room does not answer in time */
  near(roomId: string, characterId: string, withinM: number): Promise<string[]>;
}

export interface ChatDeps {
  prisma: PrismaClient;
  /** Absent: what is said is written down only. */
  notifier: Notifier | undefined;
  hearing: Hearing;
  /** 1 … of, all as likely. */
  random: (of: number) => number;
  /** Epoch ms. */
  now: () => number;
}

/** Somebody who may write now. */
interface Speaker {
  accountId: string;
  id: string;
  name: string;
  zoneId: string;
  roomId: string;
  partyId: string | null;
  ignoredBy: readonly string[];
}

/** Where a message goes: which channels keep it, and who is told. */
interface Delivery {
  channel: Channel;
  copies: ReadonlyArray<{ channelId: string; topic: Topic; only?: readonly string[]; except?: readonly string[] }>;
  to: { id: string; name: string } | null;
}

/**
 * What players say to each other. A message is written first and told then; who missed it finds it in the history, by its number in the
 * channel. Floods are counted in this process (a character is connected to one hub), mutes stand in the database and hold everywhere.
 */
export class ChatService {
  readonly #deps: ChatDeps;
  readonly #floods = new FloodGuard();
  /** What one account writes is said in the order of writing; the flood limit bounds how much of it waits. */
  readonly #turns = new Turns();

  constructor(deps: ChatDeps) {
    this.#deps = deps;
  }

  /**
   * Says something. @returns the message as its speaker sees it
   * @throws Problem character_not_found, character_not_in_world, chat_muted, not_in_party, player_not_found, zone_unavailable
   */
  async send(accountId: string, characterId: string, { channel, text, to }: NewMessage): Promise<ChatMessage> {
    // among friends one may say the same thing as often as one likes
    await this.#countFlood(accountId, channel === "party" ? null : text);
    return this.#turns.take(accountId, async () => {
      const speaker = await this.#speaker(accountId, characterId);
      return this.#deliver(speaker, await this.#deliveryOf(speaker, channel, to), { text: asRead(text), roll: null });
    });
  }

  /** Rolls dice before one's party, else before those near. @throws Problem as `send` */
  async roll(accountId: string, characterId: string, of: number): Promise<ChatMessage> {
    await this.#countFlood(accountId, null);
    return this.#turns.take(accountId, async () => {
      const speaker = await this.#speaker(accountId, characterId);
      const delivery = toParty(speaker) ?? (await this.#toThoseNear(speaker, "say"));
      const value = this.#deps.random(of);
      return this.#deliver(speaker, delivery, { text: `rolls ${value} (1–${of})`, roll: { value, of } });
    });
  }

  /** What was said, the newest first. @throws Problem character_not_found, character_not_in_world, not_in_party */
  async history(accountId: string, { characterId, channel, limit, cursor }: HistoryQuery): Promise<MessagePage> {
    const { prisma, now } = this.#deps;
    const reader = await repository.findSpeaker(prisma, accountId, characterId, new Date(now()));
    if (!reader) throw new Problem("character_not_found");
    const place = channelOf(channel, characterId, reader);
    const rows = await repository.listMessages(prisma, { channel, ...place, readerAccountId: accountId }, limit + 1, cursor);
    return messagePages.cut(rows, limit, ({ seq }) => seq, toView);
  }

  /** Who is in the world. */
  async who(query: WhoQuery): Promise<WhoList> {
    const rows = await repository.listWho(this.#deps.prisma, query);
    const characters = rows.map(({ id, name, level, classId, zoneId }) => ({ characterId: id, name, level, classId, zoneId }));
    return { total: Number(rows[0]?.total ?? 0), characters };
  }

  /** @throws Problem chat_muted */
  async #countFlood(accountId: string, text: string | null): Promise<void> {
    const now = this.#deps.now();
    const flood = this.#floods.heard(accountId, text, now);
    if (!flood) return;
    if (flood.begins) {
      const times = { createdAt: new Date(now), endsAt: new Date(flood.until) };
      await insertFloodMute(this.#deps.prisma, { id: uuidv7(), accountId, ...times });
    }
    throw muted(flood.until, now, "Too many messages.");
  }

  /** @throws Problem character_not_found, character_not_in_world, chat_muted */
  async #speaker(accountId: string, id: string): Promise<Speaker> {
    const now = this.#deps.now();
    const row = await repository.findSpeaker(this.#deps.prisma, accountId, id, new Date(now));
    if (!row) throw new Problem("character_not_found");
    if (row.mute) throw muted(Date.parse(row.mute.endsAt), now, row.mute.reason);
    const { name, zoneId, roomId, partyId, ignoredBy } = row;
    if (zoneId === null || roomId === null) throw new Problem("character_not_in_world");
    return { accountId, id, name, zoneId, roomId, partyId, ignoredBy };
  }

  async #deliveryOf(speaker: Speaker, channel: Channel, to: string | undefined): Promise<Delivery> {
    switch (channel) {
      case "say":
      case "yell":
        return this.#toThoseNear(speaker, channel);
      case "zone": {
        const { zoneId, ignoredBy } = speaker;
        return { channel, copies: [{ channelId: zoneId, topic: topics.zoneChat(zoneId), except: ignoredBy }], to: null };
      }
      case "party": {
        const delivery = toParty(speaker);
        if (!delivery) throw new Problem("not_in_party");
        return delivery;
      }
      case "whisper":
        return this.#toOne(speaker, to ?? "");
    }
  }

  async #toThoseNear({ id, roomId, zoneId, ignoredBy }: Speaker, channel: "say" | "yell"): Promise<Delivery> {
    try {
      const near = await this.#deps.hearing.near(roomId, id, HEARD_WITHIN_M[channel]);
      return { channel, copies: [{ channelId: id, topic: topics.zoneChat(zoneId), only: near, except: ignoredBy }], to: null };
    } catch (cause) {
      throw new Problem("zone_unavailable", { cause });
    }
  }

  /** Who is ignored is not told so: what he writes stays in his own letter box. */
  async #toOne({ accountId, id }: Speaker, name: string): Promise<Delivery> {
    const read = readName(name);
    const receiver = typeof read === "string" ? null : await repository.findReceiver(this.#deps.prisma, read.key, accountId);
    if (!receiver) throw new Problem("player_not_found");
    if (receiver.id === id)
      throw new Problem("invalid_request", { detail: "to: That is you.", errors: [{ in: "body", path: "to", message: "That is you." }] });
    const own = { channelId: id, topic: topics.notifications(accountId) };
    const theirs = { channelId: receiver.id, topic: topics.notifications(receiver.accountId) };
    return { channel: "whisper", copies: receiver.deaf ? [own] : [own, theirs], to: receiver };
  }

  async #deliver(
    speaker: Speaker,
    { channel, copies, to }: Delivery,
    said: { text: string; roll: ChatMessage["roll"] },
  ): Promise<ChatMessage> {
    const { prisma, notifier, now } = this.#deps;
    const at = new Date(now());
    const ids = copies.map(({ channelId }) => ({ channelId, id: uuidv7() }));
    const numbers = await repository.insertMessage(prisma, {
      channel,
      senderId: speaker.id,
      receiverId: to?.id ?? null,
      ...said,
      at,
      copies: ids,
    });
    const [own] = copies.map(({ channelId, topic, ...who }, n) => {
      const message: ChatMessage = {
        id: ids[n].id,
        channel,
        channelId,
        seq: numbers.get(channelId) as number,
        kind: said.roll ? "roll" : "text",
        from: { characterId: speaker.id, name: speaker.name },
        to: to && { characterId: to.id, name: to.name },
        ...said,
        at: at.toISOString(),
      };
      notifier?.publish(topic, CHAT, message, who);
      return message;
    });
    return own;
  }
}

/** Null: in no party. */
function toParty({ partyId, ignoredBy }: Speaker): Delivery | null {
  if (partyId === null) return null;
  return { channel: "party", copies: [{ channelId: partyId, topic: topics.partyChat(partyId), except: ignoredBy }], to: null };
}

/** Which messages are a reader's to read. @throws Problem character_not_in_world, not_in_party */
function channelOf(channel: HistoryQuery["channel"], characterId: string, { zoneId, partyId, partySince }: repository.SpeakerRow) {
  switch (channel) {
    case "zone":
      if (zoneId === null) throw new Problem("character_not_in_world");
      return { channelId: zoneId, since: null };
    case "party":
      if (partyId === null) throw new Problem("not_in_party");
      return { channelId: partyId, since: partySince };
    case "whisper":
      return { channelId: characterId, since: null };
  }
}

export function toView(row: repository.MessageRow): ChatMessage {
  const { id, channel, channelId, seq, kind, senderId, senderName, receiverId, receiverName, text, roll, rollOf, at } = row;
  return {
    id,
    channel,
    channelId,
    seq,
    kind,
    from: { characterId: senderId, name: senderName },
    to: receiverId === null ? null : { characterId: receiverId, name: receiverName ?? "" },
    text,
    roll: roll === null || rollOf === null ? null : { value: roll, of: rollOf },
    at: at.toISOString(),
  };
}
