import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import type { Snapshot } from "#shared/protocol/snapshot.ts";
import { packAppearance } from "#shared/rules/appearance.ts";
import type { CharacterView } from "../net/api.ts";
import { Entity } from "./entity.ts";
import type { Picture } from "./picture.ts";

/** Flags that the server tells the owner apart from what others see. */
const OWN_FLAGS =
  EntityFlag.DEAD |
  EntityFlag.IN_COMBAT |
  EntityFlag.CASTING |
  EntityFlag.STUNNED |
  EntityFlag.ROOTED |
  EntityFlag.SLOWED |
  EntityFlag.SAFE;

/** What of oneself the content and the log-in say. */
interface Looks {
  classCode: number;
  character: CharacterView;
}

/** Shows oneself as the picture's latest snapshot tells it to the owner. */
export function updateMe(picture: Picture, snapshot: Snapshot, looks: Looks, nowMs: number): Entity {
  const { own } = picture;
  const me = picture.me ?? appear(picture, snapshot, looks, nowMs);
  me.health = own.vitals.health / Math.max(1, own.vitals.maxHealth);
  me.flags = (me.flags & ~OWN_FLAGS) | (own.movement.flags & OWN_FLAGS);
  me.level = own.progress.level;
  me.casting = own.cast.ability ? own.cast : null;
  return me;
}

/** Oneself as somebody in the picture, whether or not the server lists the owner among others. */
function appear(picture: Picture, { owner, tick }: Snapshot, { classCode, character }: Looks, nowMs: number): Entity {
  const record = {
    id: picture.ownId,
    kind: EntityKind.PLAYER,
    template: classCode,
    level: 1,
    x: owner.x * 64,
    y: owner.y * 64,
    facing: 0,
    health: 255,
    flags: 0,
    target: 0,
    name: character.name,
    appearance: packAppearance(character.appearance),
  };
  const me = new Entity(record, tick, nowMs);
  picture.entities.set(me.index, me);
  return me;
}
