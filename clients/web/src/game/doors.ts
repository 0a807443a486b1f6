import { setDoor } from "#shared/content/doors.ts";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { EntityKind } from "#shared/protocol/codes.ts";
import type { Snapshot } from "#shared/protocol/snapshot.ts";
import type { CollisionMap } from "#shared/rules/collision.ts";
import type { Lexicon } from "./lexicon.ts";
import type { Picture } from "./picture.ts";

/** The map one walks by follows the doors in sight. */
export class Doors {
  readonly #picture: Picture;
  readonly #lexicon: Lexicon;
  readonly #collision: CollisionMap;

  constructor(picture: Picture, lexicon: Lexicon, collision: CollisionMap) {
    this.#picture = picture;
    this.#lexicon = lexicon;
    this.#collision = collision;
  }

  /** The picture has taken the snapshot already. */
  follow(snapshot: Snapshot): void {
    for (const { id } of snapshot.enters) this.#hang(indexOf(id));
    for (const { index, health } of snapshot.updates) if (health !== undefined) this.#hang(index);
  }

  #hang(index: number): void {
    const entity = this.#picture.entities.get(index);
    const object = entity?.kind === EntityKind.OBJECT ? this.#lexicon.object(entity.template) : undefined;
    if (entity && object?.kind === "door") setDoor(this.#collision, object.box, entity.health < 1);
  }
}
