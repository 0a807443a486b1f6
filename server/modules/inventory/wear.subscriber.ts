import { uuidv7 } from "uuidv7";
import type { Items } from "#server/modules/items/items.service.ts";
import type { DeliveredEvent, Subscriber } from "#server/outbox/subscriber.ts";
import type { Tx } from "#server/platform/prisma.ts";
import type { Progression } from "#shared/content/schema.ts";

/**
 * Deaths and fights wear down what is worn, by what the content says: each once, as each event is delivered once. What breaks gives
 * nothing until it is repaired; rooms learn of it by the version of what is worn.
 */
export function wearSubscriber(items: Items, { wear }: Pick<Progression, "wear">): Subscriber {
  const lossOf = ({ name, payload }: DeliveredEvent): number => {
    if (name === "PLAYER_DIED") return wear.death;
    return payload.damageDealt > 0 || payload.damageTaken > 0 ? wear.fight : 0;
  };
  return {
    name: "wear",
    events: ["PLAYER_DIED", "COMBAT_ENDED"],
    async handle(tx: Tx, events: readonly DeliveredEvent[]) {
      const losses = new Map<string, number>();
      for (const event of events) {
        const loss = lossOf(event);
        if (event.characterId !== null && loss > 0) losses.set(event.characterId, (losses.get(event.characterId) ?? 0) + loss);
      }
      if (losses.size === 0) return;
      const characters = await items.lockCharacters(tx, losses.keys());
      const changes = [];
      for (const character of characters.values()) {
        for (const item of await items.inPlaces(tx, character, ["equipment"])) {
          const left = Math.max(0, (item.durability ?? 0) - (losses.get(character.id) ?? 0));
          if (item.durability !== null && left < item.durability) changes.push({ alter: item, durability: left });
        }
      }
      await items.apply(tx, { id: uuidv7(), reason: "used" }, changes);
    },
  };
}
