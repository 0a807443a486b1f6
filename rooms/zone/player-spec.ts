import type { CompiledZone } from "#shared/content/compiled.ts";
import type { Content } from "#shared/content/schema.ts";
import type { CharacterRecord, Home, ObjectName } from "#rooms/ports/characters.ts";
import type { Carried } from "#rooms/simulation/carried.ts";
import type { PlayerSpec } from "#rooms/simulation/simulation.ts";
import { inOrder, spentOf } from "./practice.ts";

/** What it brings along, where it is at home, and the last input that was processed elsewhere. */
export interface Brought {
  carried: Carried | undefined;
  home: Home;
  ackSeq: number;
}

/** A stored character as it enters a zone; who was last in another one comes in at the entry. */
export function playerSpecOf(record: CharacterRecord, { zone, content }: CompiledZone, more: Brought): PlayerSpec {
  const place = record.place?.zoneId === zone.id ? record.place : null;
  return {
    name: record.name,
    classId: record.classId,
    originId: record.originId,
    appearance: record.appearance,
    points: spentOf(record.points, content),
    skillUses: inOrder(content.skills, record.skillUses),
    level: record.level,
    experience: record.experience,
    ...(place ? { x: place.x, y: place.y, facing: place.facing } : {}),
    health: record.health,
    resource: record.resource,
    ackSeq: more.ackSeq,
    waystones: codesOf(content, record.waystones),
    ...(more.carried ? { carried: more.carried } : {}),
    ...(more.home.zoneId === zone.id ? { home: more.home.objectId } : {}),
  };
}

/** Codes of way stones; those that the content no longer has are left out. */
function codesOf({ zones }: Content, stones: readonly ObjectName[]): number[] {
  return stones.flatMap(({ zoneId, objectId }) => {
    const stone = zones.find(({ id }) => id === zoneId)?.objects.find(({ id }) => id === objectId);
    return stone?.kind === "waystone" ? [stone.code] : [];
  });
}
