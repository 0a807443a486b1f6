import type pg from "pg";
import type { BenchPlayer } from "./players.ts";

/** A player, and which turn of his it is. */
export interface Taking {
  player: BenchPlayer;
  turn: number;
}

/** What the requests of an operation need to find, each its own. It is made and cleared away outside of the time that is measured. */
export interface Stage {
  /** Ids of what is made for one turn of a player. */
  ids(player: BenchPlayer, turn: number): string[];
  /** Makes it for some players at once. @throws Error when what is there is not as the turn before should have left it */
  set(client: pg.Client, takings: readonly Taking[]): Promise<void>;
  /** After all of them were answered: all is as it was before `set`, but for what turns change. @throws Error when something was not done */
  clear(client: pg.Client, takings: readonly Taking[]): Promise<void>;
}

/** @throws Error of the work, after which nothing of it is left */
export async function inTransaction(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query("BEGIN");
  try {
    await work();
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}
