import type { Content } from "#shared/content/schema.ts";
import { mostUses, rankAt } from "#shared/rules/progress.ts";
import type { PracticeReport, Progress } from "#rooms/ports/progress.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import type { SpentPoints } from "#rooms/ports/characters.ts";
import { append, type GameEvent } from "#server/outbox/append.ts";
import { affected, type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import { BuildWatch } from "./build-watch.ts";

interface Learner {
  id: string;
  level: number;
  /** Uses by skill id; null: none yet. */
  uses: Record<string, number> | null;
}

interface Learned {
  characterId: string;
  skillId: string;
  uses: number;
}

/** Skills that grow by use: written before anybody is told. */
export class PostgresProgress implements Progress {
  readonly #prisma: PrismaClient;
  readonly #content: Content;
  readonly #watch: BuildWatch;

  constructor(prisma: PrismaClient, content: Content, log: Pick<RoomLog, "info" | "warn" | "error">) {
    this.#prisma = prisma;
    this.#content = content;
    this.#watch = new BuildWatch(prisma, log);
  }

  watch(characterId: string, version: number, changed: (points: SpentPoints) => void): () => void {
    return this.#watch.watch(characterId, version, changed);
  }

  /** Asks no more; waits for the question under way. */
  close(): Promise<void> {
    return this.#watch.close();
  }

  practise(reports: readonly PracticeReport[]): Promise<Array<{ characterId: string; uses: Record<string, number> }>> {
    return transact(this.#prisma, async (tx) => {
      const learners = new Map((await lockLearners(tx, reports)).map((learner) => [learner.id, learner]));
      const learned: Learned[] = [];
      const events: GameEvent[] = [];
      const outcomes: Array<{ characterId: string; uses: Record<string, number> }> = [];
      for (const { lease, uses } of reports) {
        const learner = learners.get(lease.characterId);
        if (!learner) continue;
        const now = this.#learn(learner, uses, learned, events);
        outcomes.push({ characterId: learner.id, uses: now });
      }
      await writeUses(tx, learned);
      await append(tx, ...events);
      return outcomes;
    });
  }

  /** @returns what now counts of the skills reported */
  #learn({ id, level, uses: before }: Learner, reported: PracticeReport["uses"], learned: Learned[], events: GameEvent[]) {
    const curve = this.#content.progression.skills;
    const most = mostUses(level, curve);
    const now: Record<string, number> = {};
    for (const [skillId, total] of Object.entries(reported)) {
      const had = before?.[skillId] ?? 0;
      const has = Math.max(had, Math.min(total, most));
      now[skillId] = has;
      if (has === had) continue;
      learned.push({ characterId: id, skillId, uses: has });
      const from = rankAt(had, curve);
      const to = rankAt(has, curve);
      if (to > from) events.push({ name: "SKILL_INCREASED", characterId: id, payload: { skillId, from, to, by: "use" } });
    }
    return now;
  }
}

/** Those whose lease still holds, locked in the order of their ids. */
function lockLearners(tx: Tx, reports: readonly PracticeReport[]): Promise<Learner[]> {
  return rowsOf<Learner>(tx)`
    WITH held AS (
      SELECT c.id, c.level FROM characters c
      JOIN unnest(${reports.map((r) => r.lease.characterId)}::uuid[], ${reports.map((r) => r.lease.epoch)}::bigint[]) AS r (id, epoch) ON r.id = c.id
      WHERE c.lease_epoch = r.epoch AND c.lease_owner IS NOT NULL
      ORDER BY c.id FOR NO KEY UPDATE OF c)
    SELECT h.id, h.level, (SELECT json_object_agg(k.skill_id, k.uses) FROM character_skills k WHERE k.character_id = h.id) AS uses FROM held h`;
}

async function writeUses(tx: Tx, learned: readonly Learned[]): Promise<void> {
  if (learned.length === 0) return;
  await affected(tx)`
    INSERT INTO character_skills (character_id, skill_id, uses)
    SELECT * FROM unnest(${learned.map((l) => l.characterId)}::uuid[], ${learned.map((l) => l.skillId)}::text[], ${learned.map((l) => l.uses)}::int[])
    ON CONFLICT (character_id, skill_id) DO UPDATE SET uses = EXCLUDED.uses`;
}
