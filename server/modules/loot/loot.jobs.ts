import type { Jobs } from "#server/platform/jobs.ts";
import type { LootRolls } from "./loot.service.ts";

const EVERY_MS = 1000;

/** Once a second: decides the rolls past their time. */
export function keepRolls(jobs: Jobs, rolls: LootRolls): void {
  jobs.every("loot rolls", EVERY_MS, () => rolls.decideDue());
}
