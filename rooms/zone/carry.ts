import { z } from "zod";
import type { CompiledZone } from "#shared/content/compiled.ts";
import type { CharacterRecord } from "#rooms/ports/characters.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import type { Carried, CarriedStatus } from "#rooms/simulation/carried.ts";

const MOST_MS = 7 * 86_400_000;
const MOST_NAMES = 64;
const ms = z.number().min(0).max(MOST_MS);
const whole = (max: number) => z.int().min(0).max(max);
const atMost = <T>(list: Readonly<Record<string, T>>) => Object.keys(list).length <= MOST_NAMES;

/** What was written, as it may come back: from an older server, or changed by a hand. */
const Written = z.object({
  zoneId: z.string().max(48),
  globalMs: ms,
  cooldowns: z.record(z.string().max(48), ms).refine(atMost),
  charges: z.record(z.string().max(48), z.object({ spent: whole(255), nextMs: ms })).refine(atMost),
  statuses: z
    .array(
      z.object({
        id: z.string().max(48),
        stacks: whole(255).min(1),
        leftMs: ms,
        pulseMs: ms,
        power: whole(2 ** 31 - 1),
        shield: whole(2 ** 31 - 1),
      }),
    )
    .max(MOST_NAMES),
  pvpMs: ms.nullable(),
});

/**
 * What a character that enters brings along, after the time that has passed and by what the content says of each status. What cannot be
 * understood is left out with a log line: it is no reason to keep anybody out.
 * @param arrives straight from another room: it was in the world all the time
 */
export function carriedInto(zone: CompiledZone, record: CharacterRecord, arrives: boolean, log: RoomLog): Carried | undefined {
  if (record.carried === null) return undefined;
  const { state, ageMs } = record.carried;
  const read = Written.safeParse(state);
  if (!read.success) {
    log.warn(
      { characterId: record.lease.characterId, problem: z.prettifyError(read.error) },
      "what a character brought along cannot be read",
    );
    return undefined;
  }
  const written = read.data;
  const left = (leftMs: number) => Math.max(0, leftMs - ageMs);
  return {
    globalMs: left(written.globalMs),
    cooldowns: mapValues(written.cooldowns, (_id, leftMs) => left(leftMs)),
    charges: mapValues(written.charges, (id, used) => recharged(used, ageMs, zone.tables.abilityById.get(id)?.charges?.rechargeMs ?? 0)),
    statuses: written.statuses.flatMap((status) => statusInto(zone, status, ageMs, written.zoneId !== zone.zone.id, arrives) ?? []),
    pvpMs: written.pvpMs === null ? null : left(written.pvpMs),
  };
}

/** null: it stays behind, or is over. */
function statusInto(zone: CompiledZone, status: CarriedStatus, ageMs: number, crossed: boolean, arrives: boolean): CarriedStatus | null {
  const rule = zone.tables.statusById.get(status.id);
  if (!rule || (crossed && !rule.crossesZones) || (!arrives && rule.offline === "ends")) return null;
  const passedMs = !arrives && rule.offline === "waits" ? 0 : ageMs;
  const leftMs = Math.min(status.leftMs, 2 * rule.durationMs) - passedMs;
  if (leftMs <= 0) return null;
  const periodMs = rule.periodMs ?? 1000;
  const behindMs = Math.max(0, passedMs - status.pulseMs);
  const pulseMs = status.pulseMs === 0 ? 0 : Math.max(1, status.pulseMs - passedMs + Math.ceil(behindMs / periodMs) * periodMs);
  return { ...status, leftMs, pulseMs };
}

/** Charges that came back meanwhile. */
function recharged(used: { spent: number; nextMs: number }, ageMs: number, rechargeMs: number): { spent: number; nextMs: number } {
  if (ageMs < used.nextMs || rechargeMs <= 0) return { spent: used.spent, nextMs: Math.max(0, used.nextMs - ageMs) };
  const back = 1 + Math.floor((ageMs - used.nextMs) / rechargeMs);
  if (back >= used.spent) return { spent: 0, nextMs: 0 };
  return { spent: used.spent - back, nextMs: used.nextMs + back * rechargeMs - ageMs };
}

function mapValues<T, U>(list: Readonly<Record<string, T>>, change: (key: string, value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(list).map(([key, value]) => [key, change(key, value)]));
}
