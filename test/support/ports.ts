import { freePort } from "#scripts/pg.ts";
import { isFree } from "#scripts/ports.ts";

/** Two free neighbours: the web port and the game port after it. Others may take them before they are used. */
export async function freePortPair(): Promise<{ web: number; game: number }> {
  for (;;) {
    const web = await freePort();
    if (web < 65_535 && (await isFree("127.0.0.1", web + 1))) return { web, game: web + 1 };
  }
}
