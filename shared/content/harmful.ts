import type { Status } from "./schema.ts";

const HARMFUL_STATUS: Record<Status["kind"], boolean> = {
  stun: true,
  root: true,
  slow: true,
  silence: true,
  damage_over_time: true,
  haste: false,
  heal_over_time: false,
  shield: false,
  immune: false,
  stealth: false,
  aura: false,
  modifier: false,
  mark: false,
  mount: false,
};

/** Is the status given to enemies? */
export const isHarmful = (status: Status): boolean => status.harmful ?? HARMFUL_STATUS[status.kind];
