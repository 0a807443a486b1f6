/** Topics of the hub, with exactly the names that other people's code relies on. Ids are UUIDs or ids of the content. */
export const topics = {
  notifications: (accountId: string) => `player/${accountId}/notifications` as const,
  mail: (accountId: string) => `player/${accountId}/mail` as const,
  friends: (accountId: string) => `player/${accountId}/friends` as const,
  position: (characterId: string) => `character/${characterId}/position` as const,
  combat: (characterId: string) => `character/${characterId}/combat` as const,
  partyChat: (partyId: string) => `party/${partyId}/chat` as const,
  partyLoot: (partyId: string) => `party/${partyId}/loot` as const,
  guildChat: (guildId: string) => `guild/${guildId}/chat` as const,
  guildEvents: (guildId: string) => `guild/${guildId}/events` as const,
  /** Of all layers of the zone. */
  zoneChat: (zoneId: string) => `zone/${zoneId}/chat` as const,
  zoneEvents: (zoneId: string) => `zone/${zoneId}/events` as const,
  announcements: "server/announcements",
  worldEvents: "world/events",
} as const;

type Values<T> = T[keyof T];
/** The name of a topic. */
export type Topic = Values<{ [K in keyof typeof topics]: (typeof topics)[K] extends (...args: never) => infer R ? R : (typeof topics)[K] }>;

const FRAMES = /^character\/[^/]+\/(position|combat)$/;

/** Frames tell how something is now: a reader who is slow loses these first, the next one says it anyway. */
export function isFrame(topic: Topic): boolean {
  return FRAMES.test(topic);
}
