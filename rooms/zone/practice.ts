import { indexOf } from "#shared/primitives/entity-id.ts";
import type { Content } from "#shared/content/schema.ts";
import { MAX_SKILLS } from "#shared/content/schema/character.ts";
import { ServerMessage } from "#shared/protocol/codes.ts";
import type { SkillMessage } from "#shared/protocol/messages.ts";
import { gearStats } from "#shared/rules/equipment.ts";
import { rankAt } from "#shared/rules/progress.ts";
import type { CharacterRecord, SpentPoints } from "#rooms/ports/characters.ts";
import type { PracticeReport, Progress } from "#rooms/ports/progress.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import type { SpentPoints as SimulatedPoints } from "#rooms/simulation/components/builds.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import { atMost } from "./at-most.ts";
import type { Session } from "./session.ts";

/** What a character has made of itself, as the simulation wants it. */
export function spentOf({ attributes, trained, worn }: SpentPoints, content: Content): SimulatedPoints {
  const statsOf = (id: string) => content.items.find((item) => item.id === id)?.equip?.stats;
  return { attributes: inOrder(content.attributes, attributes), trained: inOrder(content.skills, trained), gear: gearStats(worn, statsOf) };
}

export interface PracticeDeps {
  progress: Progress;
  sim: Simulation;
  content: Content;
  log: RoomLog;
}

/** Points and uses by id, in the order of the content's lists: as the simulation wants them. */
export function inOrder(list: readonly { readonly id: string }[], byId: Readonly<Record<string, number>>): number[] {
  return list.map(({ id }) => byId[id] ?? 0);
}

/**
 * What players learn by doing, and what they spend elsewhere. The tick counts uses; now and then the totals go to the office, which
 * writes them and says what counts; only then is the player told. A report that failed is part of the next.
 */
export class Practice {
  readonly #deps: PracticeDeps;
  /** Uses of each skill that the database has, in the content's order. */
  readonly #written = new WeakMap<Session, number[]>();
  #running: Promise<void> | null = null;

  constructor(deps: PracticeDeps) {
    this.#deps = deps;
  }

  arrived(session: Session, record: CharacterRecord): void {
    const { progress, content } = this.#deps;
    this.#written.set(session, inOrder(content.skills, record.skillUses));
    session.unwatchPoints = progress.watch(session.characterId, record.points.version, (points) => this.#spent(session, points));
  }

  /** Reports what is new; not while an earlier report is under way. Never throws. */
  async report(sessions: Iterable<Session>): Promise<void> {
    if (this.#running) return;
    const reports = [...sessions].flatMap((session) => this.#reportOf(session) ?? []);
    if (reports.length === 0) return;
    this.#running = this.#send(reports).finally(() => {
      this.#running = null;
    });
    await this.#running;
  }

  /** The last report of those who leave, while their leases still hold. */
  async reportLast(sessions: readonly Session[], withinMs: number): Promise<void> {
    const last = async () => {
      await this.#running;
      await this.report(sessions);
    };
    await atMost(withinMs, last());
  }

  #spent(session: Session, points: SpentPoints): void {
    const { sim, content } = this.#deps;
    if (!session.left) sim.spendPoints(session.entity, spentOf(points, content));
  }

  #reportOf(session: Session): { session: Session; report: PracticeReport } | null {
    const { sim, content } = this.#deps;
    const written = this.#written.get(session);
    if (!written || session.left) return null;
    const from = indexOf(session.entity) * MAX_SKILLS;
    const uses: Record<string, number> = {};
    for (const [n, { id }] of content.skills.entries()) if (sim.builds.uses[from + n] > written[n]) uses[id] = sim.builds.uses[from + n];
    return Object.keys(uses).length > 0 ? { session, report: { lease: session.lease, uses } } : null;
  }

  async #send(reports: readonly { session: Session; report: PracticeReport }[]): Promise<void> {
    const { progress, log } = this.#deps;
    try {
      const bySession = new Map(reports.map(({ session }) => [session.characterId, session]));
      for (const { characterId, uses } of await progress.practise(reports.map(({ report }) => report))) {
        const session = bySession.get(characterId);
        if (session) this.#learned(session, uses);
      }
    } catch (error) {
      log.warn({ err: error, characters: reports.length }, "what was practised could not be written; it is part of the next report");
    }
  }

  #learned(session: Session, uses: Readonly<Record<string, number>>): void {
    const { content } = this.#deps;
    const written = this.#written.get(session);
    if (!written) return;
    const curve = content.progression.skills;
    for (const [n, { id }] of content.skills.entries()) {
      const now = uses[id];
      if (now === undefined) continue;
      const rank = rankAt(now, curve);
      const rose = rank > rankAt(written[n], curve);
      written[n] = now;
      if (!rose || session.left) continue;
      const message: SkillMessage = { skillId: id, rank };
      session.client.send(ServerMessage.SKILL, message);
    }
  }
}
