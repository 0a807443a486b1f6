import net from "node:net";
import { freePort } from "#scripts/pg.ts";

/** Two free neighbours: the web port and the game port after it. Others may take them before they are used. */
export async function freePortPair(): Promise<{ web: number; game: number }> {
  for (;;) {
    const web = await freePort();
    if (web < 65_535 && (await isFree(web + 1))) return { web, game: web + 1 };
  }
}

/** Whether nobody listens on that port of loopback. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net
      .createServer()
      .once("error", () => resolve(false))
      .listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
