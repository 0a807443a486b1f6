import { EntityFlag, type ErrorCode } from "#shared/protocol/codes.ts";
import { MAX_STATUSES } from "../world.ts";
import type { ZoneState } from "../zone-state.ts";
import { endStatus, refreshStatuses } from "./combat/status-state.ts";

/** Gets off: the status that is the mount ends. Who does not ride stays as he is. */
export function dismount(s: ZoneState, i: number): void {
  const { world, rules } = s;
  if ((world.flags[i] & EntityFlag.MOUNTED) === 0) return;
  for (let at = i * MAX_STATUSES; at < (i + 1) * MAX_STATUSES; at++) {
    if (rules.statuses[world.statusCode[at]]?.kind === "mount") endStatus(s, i, at);
  }
  refreshStatuses(s, i);
}

/** A rider uses an ability: gets off for it, or may not, as his mount says. */
export function actMounted(s: ZoneState, i: number): ErrorCode | null {
  const { world, rules } = s;
  for (let at = i * MAX_STATUSES; at < (i + 1) * MAX_STATUSES; at++) {
    const status = rules.statuses[world.statusCode[at]];
    if (status?.kind === "mount" && !status.actingDismounts) return "mounted";
  }
  dismount(s, i);
  return null;
}
