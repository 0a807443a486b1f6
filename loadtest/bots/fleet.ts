import { Rng } from "#shared/primitives/rng.ts";
import { HttpClient } from "../http.ts";
import { Fight } from "./behaviours/fight.ts";
import { Travel } from "./behaviours/travel.ts";
import { Walk } from "./behaviours/walk.ts";
import type { Behaviour } from "./body.ts";
import { Bot, type BotSettings } from "./bot.ts";
import { Knowledge, type Placement } from "./knowledge.ts";
import { countReason, Tally } from "./tally.ts";

export const SCENARIOS = ["walk", "fight", "travel", "idle"] as const;
export type BotScenario = (typeof SCENARIOS)[number];

export interface FleetSettings {
  endpoint: string;
  seed: number;
  scenario: BotScenario;
  placement: Placement;
  /** Numbers of this process's bots: first, first + 1, … */
  first: number;
  count: number;
  /** Over how long they come, s; 0: as fast as the server lets them in. */
  rampS: number;
  /** How long bots that lost their connection try to come back, s; 0: not at all. */
  reconnectS: number;
}

/** null: stands where it entered and sends nothing. */
const BEHAVIOURS: Record<BotScenario, (() => Behaviour) | null> = {
  walk: () => new Walk(),
  fight: () => new Fight(),
  travel: () => new Travel(),
  idle: null,
};

const TICK_MS = 50;
/** Bots act spread over the tick, a tenth at a time, as players do. */
const SLICES = 10;
const PING_EVERY_MS = 1000;
/** Bots of one process that are joining at the same time. */
const ENTERING_AT_ONCE = 16;

/** The bots of one process. */
export class Fleet {
  readonly tally = new Tally();
  readonly #settings: FleetSettings;
  readonly #bots: Bot[];
  readonly #http = new HttpClient(ENTERING_AT_ONCE);
  #stopping = false;
  #timer: NodeJS.Timeout | null = null;
  #entering: Promise<unknown> = Promise.resolve();

  constructor(settings: FleetSettings) {
    this.#settings = settings;
    const { scenario, endpoint, seed, placement, reconnectS } = settings;
    const behaviour = BEHAVIOURS[scenario];
    const bot: BotSettings = { endpoint, seed, placement, fights: scenario === "fight", reconnectS, behaviour };
    this.#bots = Array.from({ length: settings.count }, (_, i) => {
      const index = settings.first + i;
      return new Bot(bot, index, new Rng(seed * 65_537 + index), new Rng(seed), this.tally);
    });
  }

  /** Brings all bots in; resolves when each is in or has failed. */
  async enter(): Promise<void> {
    let knowledge: Knowledge;
    try {
      knowledge = await Knowledge.fetch(this.#http, this.#settings.endpoint);
    } catch (error) {
      // one reason for all of them: the server is not there
      const reason = error instanceof Error ? error.message : String(error);
      for (const _ of this.#bots) countReason(this.tally.failed, reason);
      return;
    }
    this.#run();
    const from = performance.now();
    const interval = (this.#settings.rampS * 1000) / Math.max(1, this.#bots.length);
    let next = 0;
    const enterSome = async (): Promise<void> => {
      while (next < this.#bots.length && !this.#stopping) {
        const i = next++;
        const wait = from + i * interval - performance.now();
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        await this.#bots[i].enter(this.#http, knowledge);
      }
    };
    this.#entering = Promise.all(Array.from({ length: ENTERING_AT_ONCE }, enterSome));
    await this.#entering;
  }

  beginWindow(): void {
    this.tally.beginWindow();
    const now = performance.now();
    for (const bot of this.#bots) bot.beginWindow(now);
  }

  endWindow(): void {
    const now = performance.now();
    for (const bot of this.#bots) bot.endWindow(now);
  }

  /** Everybody leaves on purpose. */
  async leave(): Promise<void> {
    this.#stopping = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#entering;
    await Promise.all(this.#bots.map((bot) => bot.leave()));
    this.#http.close();
  }

  #run(): void {
    let slice = 0;
    let due = performance.now();
    let round = 0;
    const pingRounds = PING_EVERY_MS / TICK_MS;
    const step = (): void => {
      const now = performance.now();
      for (let i = slice; i < this.#bots.length; i += SLICES) {
        this.#bots[i].step();
        if (i % pingRounds === round) this.#bots[i].ping(now);
      }
      slice = (slice + 1) % SLICES;
      if (slice === 0) round = (round + 1) % pingRounds;
      // a process that falls behind skips what it missed instead of flooding the server with it
      due = Math.max(due + TICK_MS / SLICES, now - TICK_MS);
      this.#timer = setTimeout(step, Math.max(0, due - now));
    };
    step();
  }
}
