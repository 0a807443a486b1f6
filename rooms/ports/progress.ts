import type { CharacterLease, SpentPoints } from "./characters.ts";

/** How often skills were used, in total: a repeated report changes nothing. */
export interface PracticeReport {
  lease: CharacterLease;
  /** By skill id; only what changed. */
  uses: Readonly<Record<string, number>>;
}

/** Skills that grow by use, and points that are spent elsewhere while a character is in the world. */
export interface Progress {
  /**
   * Writes what was practised, and the events of what it led to, in one transaction. A level learns only so much (rules/progress.ts).
   * @returns what now counts, for each character whose lease still holds
   */
  practise(reports: readonly PracticeReport[]): Promise<Array<{ characterId: string; uses: Readonly<Record<string, number>> }>>;
  /** Tells when a character's points are other than those of `version`, until the returned function is called. */
  watch(characterId: string, version: number, changed: (points: SpentPoints) => void): () => void;
}
