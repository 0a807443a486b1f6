import { Cell, isFree, ON_FOOT } from "#shared/rules/collision.ts";
import { checkObjectPlaces, checkObjects } from "./check-objects.ts";
import { compileGround, type Ground, reachableFrom } from "./map.ts";
import { checkReference, checkUnique, type KnownIds } from "./references.ts";
import { type SpawnGroup, softLimit, type Zone } from "./schema.ts";
import type { Located, Path, Problems } from "./source.ts";
import { standingCells } from "./spawn-points.ts";

/** What a zone's shape cannot say: everything lies inside it, players and NPCs stand on free ground and can reach each other. */
export function checkZone(zone: Located<Zone>, known: KnownIds, problems: Problems): void {
  const before = problems.list.length;
  const inside = (path: Path, [x, y]: readonly [number, number]): void => {
    if (x >= zone.value.widthM || y >= zone.value.heightM) problems.add(zone, path, `[${x}, ${y}] lies outside of the zone`);
  };
  inside(["entry", "at"], zone.value.entry.at);
  for (const [n, point] of zone.value.respawnPoints.entries()) inside(["respawnPoints", n], point);
  for (const [n, landmark] of zone.value.landmarks.entries()) inside(["landmarks", n, "at"], landmark.at);
  for (const [n, group] of zone.value.spawns.entries()) inside(["spawns", n, "at"], group.at);
  for (const [n, area] of zone.value.safeAreas.entries()) {
    inside(["safeAreas", n, "box"], [area.box[0], area.box[1]]);
    if (area.box[0] + area.box[2] > zone.value.widthM || area.box[1] + area.box[3] > zone.value.heightM) {
      problems.add(zone, ["safeAreas", n, "box"], "reaches out of the zone");
    }
  }
  for (const [n, feature] of zone.value.terrain.entries()) {
    if (feature.shape === "ramp" && feature.from[0] === feature.to[0] && feature.from[1] === feature.to[1])
      problems.add(zone, ["terrain", n, "to"], "is where the ramp begins");
  }
  checkObjects(zone, known, inside, problems);
  const groups = zone.value.spawns.map((value, n): Located<SpawnGroup> => ({ ...zone, value, path: [...zone.path, "spawns", n] }));
  checkUnique(groups, "id", problems);
  for (const group of groups) {
    const { npc, leader, rare, patrol } = group.value;
    checkReference(group, ["npc"], npc, "NPC", known.npcs, problems);
    if (leader !== undefined) checkReference(group, ["leader"], leader, "NPC", known.npcs, problems);
    if (rare) checkReference(group, ["rare", "npc"], rare.npc, "NPC", known.npcs, problems);
    for (const [n, point] of patrol?.points.entries() ?? []) {
      if (point[0] >= zone.value.widthM || point[1] >= zone.value.heightM)
        problems.add(group, ["patrol", "points", n], `[${point.join(", ")}] lies outside of the zone`);
    }
  }
  const npcs = groups.reduce((sum, group) => sum + group.value.count, 0);
  if (npcs > zone.value.maxNpcs) problems.add(zone, ["maxNpcs"], `the spawn groups have ${npcs} NPCs, more than ${zone.value.maxNpcs}`);
  if (softLimit(zone.value) > zone.value.maxPlayers) problems.add(zone, ["softPlayers"], `more than maxPlayers, ${zone.value.maxPlayers}`);
  if (zone.value.entry.radiusM < 1) problems.add(zone, ["entry", "radiusM"], "must be at least 1: players would stand inside each other");
  // the ground of a zone whose places are wrong says nothing
  if (problems.list.length === before) checkGround(zone, groups, problems);
}

function checkGround(zone: Located<Zone>, groups: readonly Located<SpawnGroup>[], problems: Problems): void {
  const ground = compileGround(zone.value);
  const { entry, respawnPoints } = zone.value;
  const blocked = obstacleAt(zone.value, ground, entry.at);
  if (blocked) {
    problems.add(zone, ["entry", "at"], `players cannot enter here: ${blocked}`);
    return;
  }
  const reachable = reachableFrom(ground.collision, entry.at[0], entry.at[1], ON_FOOT);
  const unreachable = (at: readonly [number, number]): string | null =>
    obstacleAt(zone.value, ground, at) ?? (reachable[cellOf(ground, at)] ? null : "there is no way to it from the entry");
  for (const [n, point] of respawnPoints.entries()) {
    const reason = unreachable(point);
    if (reason) problems.add(zone, ["respawnPoints", n], `players cannot come back here: ${reason}`);
  }
  checkObjectPlaces(zone, ground, reachable, problems);
  for (const group of groups) {
    const reason =
      ground.collision.cells[cellOf(ground, group.value.at)] & Cell.SAFE ? "it lies in a safe area" : unreachable(group.value.at);
    if (reason) {
      problems.add(group, ["at"], `NPCs cannot stand here: ${reason}`);
      continue;
    }
    for (const [n, point] of group.value.patrol?.points.entries() ?? []) {
      const inTheWay = ground.collision.cells[cellOf(ground, point)] & Cell.SAFE ? "it lies in a safe area" : unreachable(point);
      if (inTheWay) problems.add(group, ["patrol", "points", n], `NPCs cannot walk here: ${inTheWay}`);
    }
    const cells = standingCells(ground.collision, reachable, group.value).length;
    if (cells < group.value.count)
      problems.add(group, ["count"], `${group.value.count} NPCs in ${cells} free cells: make radiusM larger or count smaller`);
  }
}

const cellOf = (ground: Ground, [x, y]: readonly [number, number]): number => Math.floor(y) * ground.collision.cols + Math.floor(x);

/** What is in the way at a place, in words; null when a body fits. */
function obstacleAt(zone: Zone, ground: Ground, at: readonly [number, number]): string | null {
  if (isFree(ground.collision, at[0], at[1])) return null;
  const scattered = ground.scattered.some((disc) => (disc.x - at[0]) ** 2 + (disc.y - at[1]) ** 2 <= (disc.radiusM + 1) ** 2);
  if (scattered) return `[${at.join(", ")}] is inside a scattered obstacle`;
  return at[0] < 1 || at[1] < 1 || at[0] > zone.widthM - 1 || at[1] > zone.heightM - 1
    ? `[${at.join(", ")}] is at the zone's border`
    : `[${at.join(", ")}] is inside an obstacle`;
}
