import { ON_FOOT } from "#shared/rules/collision.ts";
import type { CompiledZone, ContentTables } from "./compiled.ts";
import { compileGround, reachableFrom } from "./map.ts";
import type { Content } from "./schema.ts";
import { placeGroup, standingCells } from "./spawn-points.ts";

const byId = <T extends { readonly id: string }>(list: readonly T[]): Map<string, T> => new Map(list.map((entry) => [entry.id, entry]));
const byCode = <T extends { readonly code: number }>(list: readonly T[]): Map<number, T> =>
  new Map(list.map((entry) => [entry.code, entry]));

/** Content found by name and by number. */
export function buildTables(content: Content): ContentTables {
  return {
    statusById: byId(content.statuses),
    statusByCode: byCode(content.statuses),
    abilityById: byId(content.abilities),
    abilityByCode: byCode(content.abilities),
    classById: byId(content.classes),
    classByCode: byCode(content.classes),
    npcById: byId(content.npcs),
    npcByCode: byCode(content.npcs),
    itemById: byId(content.items),
    itemByCode: byCode(content.items),
    lootTableById: byId(content.lootTables),
    sayingById: byId(content.sayings),
    encounterOfNpc: new Map(content.encounters.map((encounter) => [encounter.npc, encounter])),
  };
}

/**
 * Makes a zone ready to be simulated and drawn. Pure: the same content gives the same bytes, on a server and in a browser.
 * @throws RangeError when the content has no such zone, or a spawn group names no NPC of it
 */
export function compileZone(content: Content, zoneId: string): CompiledZone {
  const zone = content.zones.find((z) => z.id === zoneId);
  if (!zone) throw new RangeError(`no zone "${zoneId}" in the content`);
  const tables = buildTables(content);
  const { collision, scattered } = compileGround(zone);
  const reachable = reachableFrom(collision, zone.entry.at[0], zone.entry.at[1], ON_FOOT);
  const spawnPoints = zone.spawns.flatMap((group, index) => {
    const npc = tables.npcById.get(group.npc);
    if (!npc) throw new RangeError(`zone "${zoneId}": spawn group "${group.id}" names no NPC "${group.npc}"`);
    const cells = standingCells(collision, reachable, group);
    const rare = group.rare && tables.npcById.get(group.rare.npc);
    return placeGroup(zoneId, group, cells, collision.cols).map(([x, y], n) => ({
      npc: (n === 0 && group.leader && tables.npcById.get(group.leader)) || npc,
      group: index,
      x,
      y,
      respawnMs: group.respawnMs,
      rare: rare && group.rare ? { npc: rare, chance: group.rare.chance } : null,
    }));
  });
  const spawnGroups = zone.spawns.map(({ linked, leader, patrol, formationM }) => ({
    linked,
    led: leader !== undefined,
    patrol: patrol ?? null,
    formationM,
  }));
  return { content, tables, zone, collision, spawnPoints, spawnGroups, scattered };
}
