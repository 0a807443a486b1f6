import type { Browser } from "playwright-core";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { buildClient } from "../../../clients/web/build.ts";
import { launchBrowser } from "./browser.ts";
import { Player } from "./player.ts";
import { Stock } from "./stock.ts";

const PASSWORD = "correct horse battery";

/** A server with its play page, and the players in front of it. */
export class Game {
  server!: TestServer;
  stock!: Stock;
  readonly #players: Player[] = [];
  #browser: Browser | undefined;

  async start(): Promise<void> {
    await buildClient();
    [this.server, this.#browser] = await Promise.all([startTestServer(), launchBrowser()]);
    this.stock = new Stock(this.server.databaseUrl);
  }

  async end(): Promise<void> {
    await this.#browser?.close();
    await this.stock?.close();
    await this.server?.dispose();
  }

  /** A new player with a new character of the same name, in the world. */
  async enter(name: string, classId = "warden"): Promise<Player> {
    if (!this.#browser) throw new Error("the game has not started");
    const player = await Player.open(this.#browser, this.server.webUrl, name);
    this.#players.push(player);
    await player.register(`${name.toLowerCase()}@example.com`, PASSWORD);
    await player.create(classId);
    await player.inWorld();
    return player;
  }

  /** The same of all players at once. */
  all<T>(run: (player: Player) => Promise<T>): Promise<T[]> {
    return Promise.all(this.#players.map(run));
  }

  /** Something is done while all are at their lists of characters. */
  async away(run: () => Promise<void>): Promise<void> {
    await this.all(async (player) => {
      await player.at("leave").click();
      await player.at(`play-${player.name}`).waitFor();
    });
    await run();
    await this.all(async (player) => {
      await player.at(`play-${player.name}`).click();
      await player.inWorld();
    });
  }
}

/** A game for the tests of one suite. When one fails, everybody's page is kept as a picture. */
export function useGame(suite: string): Game {
  const game = new Game();
  before(() => game.start());
  after(() => game.end());
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await game.all((player) => player.screenshot(`failed-${suite}-${player.name}`));
  });
  return game;
}
