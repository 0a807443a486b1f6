import { randomInt } from "node:crypto";
import { isFree } from "#scripts/ports.ts";

/** Below the ports that systems give to outgoing connections and to who asks for any: nobody gets one of these by chance. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** Two free neighbours: the web port and the game port after it. */
export async function freePortPair(): Promise<{ web: number; game: number }> {
  for (;;) {
    const web = randomInt(LOWEST / 2, HIGHEST / 2) * 2;
    if ((await isFree("127.0.0.1", web)) && (await isFree("127.0.0.1", web + 1))) return { web, game: web + 1 };
  }
}
