/** What a title asks for; all of it together. */
export interface TitleCondition {
  readonly level?: number;
  /** Of any of these NPCs; absent: of whatever. */
  readonly kills?: { readonly npcs?: readonly string[]; readonly count: number };
  /** By use alone: training can be taken back. */
  readonly skill?: { readonly id: string; readonly rank: number };
}

/** What a character has done, as titles ask for it. */
export interface Deeds {
  readonly level: number;
  /** By NPC id. */
  readonly kills: ReadonlyMap<string, number>;
  /** Rank that use has led to, by skill id. */
  readonly ranks: ReadonlyMap<string, number>;
}

export function deserves({ level, kills, skill }: TitleCondition, deeds: Deeds): boolean {
  if (level !== undefined && deeds.level < level) return false;
  if (skill && (deeds.ranks.get(skill.id) ?? 0) < skill.rank) return false;
  if (!kills) return true;
  let count = 0;
  for (const [npc, killed] of deeds.kills) if (!kills.npcs || kills.npcs.includes(npc)) count += killed;
  return count >= kills.count;
}
