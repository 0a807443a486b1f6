import type { CompiledZone } from "#shared/content/compiled.ts";
import { nextLevelAt } from "#shared/rules/experience.ts";
import { Replication } from "#rooms/replication/replication.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";

/** The pictures of a zone's simulation, by the zone's own settings. */
export function openReplication({ world, grid, events, important }: Simulation, { zone, content, tables }: CompiledZone): Replication {
  return new Replication(world, grid, events.combat, {
    widthM: zone.widthM,
    heightM: zone.heightM,
    tickRate: zone.tickRate,
    important,
    ...zone.interest,
    nextLevelAt: (level) => nextLevelAt(level, content.progression.experienceForLevel),
    slotCount: (code) => tables.classByCode.get(code)?.abilities.length ?? 0,
  });
}
