/** What one ability or status came to in a fight. */
export type FightLine = {
  direction: "dealt" | "taken" | "healed";
  /** Id of the ability, of the status when periodic; null: none, like a fall. */
  ability: string | null;
  periodic: boolean;
  total: number;
  hits: number;
  criticals: number;
  most: number;
};

/** One character's fight: the payload of COMBAT_ENDED, with which the office writes it down (combat_sessions, damage_logs). */
export type FightSummary = {
  fightId: string;
  zoneId: string;
  layer: number;
  /** Epoch ms. */
  startedAt: number;
  endedAt: number;
  /** How it ended: left alone, dead, or gone from the zone. */
  outcome: "peace" | "death" | "left";
  damageDealt: number;
  damageTaken: number;
  healingDone: number;
  healingTaken: number;
  kills: number;
  lines: FightLine[];
};
