import type { CharacterPlace } from "#rooms/ports/places.ts";
import type { Zone } from "#shared/content/schema.ts";

type WorldObject = Zone["objects"][number];

/** What objects of the zones stand for, found by where a character is. */
export class Stands {
  readonly #meanings: ReadonlyMap<string, string>;

  /** @param meaning of an object; null: it is none of these */
  constructor(zones: readonly Zone[], meaning: (object: WorldObject) => string | null) {
    this.#meanings = new Map(
      zones.flatMap((zone) =>
        zone.objects.flatMap((object): Array<[string, string]> => {
          const what = meaning(object);
          return what === null ? [] : [[`${zone.id}/${object.id}`, what]];
        }),
      ),
    );
  }

  /** Why a character cannot use something of this meaning where it is; null: it can. @param place as Whereabouts says */
  refusal(place: CharacterPlace | undefined, meaning: string): "not_near" | "character_dead" | null {
    const near = place?.near.some(({ objectId }) => this.#meanings.get(`${place.zoneId}/${objectId}`) === meaning) ?? false;
    if (!place || !near) return "not_near";
    return place.alive ? null : "character_dead";
  }
}
