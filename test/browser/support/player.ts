import path from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { EntityKind } from "#shared/protocol/codes.ts";
import { INTERACT_RANGE_M } from "#shared/rules/ability.ts";
import { SCREENSHOTS } from "./browser.ts";

export interface SeenEntity {
  id: number;
  kind: number;
  name: string;
  level: number;
  x: number;
  y: number;
  health: number;
  flags: number;
  target: number;
}

/** What the page knows (`window.game.state`). */
export interface PageState {
  ownId: number;
  x: number;
  y: number;
  own: {
    vitals: { health: number; maxHealth: number };
    progress: { level: number; experience: number };
    movement: { flags: number };
    target: number;
    offers: { duel: { state: number; opponent: number } };
  };
  entities: SeenEntity[];
  bag: { templateId: string; quantity: number }[];
  log: string[];
  figures: {
    rttMs: number;
    compared: number;
    wrong: number;
    maxErrorM: number;
    snapshotsPerSecond: number;
    bytesPerSecond: number;
    entities: number;
  };
  screenOf: Record<string, [number, number]>;
}

const KEYS = ["KeyW", "KeyA", "KeyS", "KeyD"] as const;
const POLL_MS = 60;
/** What should happen at once; on a busy machine it takes its time. */
const PATIENCE_MS = 90_000;
const FRAMES_PER_SECOND = 15;
/** Browsers complain about all answers above 399. */
const EXPECTED = [
  /status of 503/, // asked again: a busy machine had no time for it
  /status of 409 .*\/chat\/history/, // asked for what was said in a zone that the character has left meanwhile
];

/** One player at one page: does with keyboard and mouse what people do. */
export class Player {
  readonly page: Page;
  readonly name: string;
  /** Errors of the page itself: exceptions and console errors. */
  readonly complaints: string[] = [];
  readonly #held = new Set<string>();

  private constructor(page: Page, name: string) {
    this.page = page;
    this.name = name;
    page.on("pageerror", (error) => this.complaints.push(String(error.stack ?? error)));
    page.on("console", (message) => {
      const complaint = `${message.text()} ${message.location().url}`;
      if (message.type() === "error" && !EXPECTED.some((one) => one.test(complaint))) this.complaints.push(complaint);
    });
  }

  static async open(browser: Browser, webUrl: string, name: string): Promise<Player> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    context.setDefaultTimeout(PATIENCE_MS);
    // pages that draw without a graphics card would keep servers and each other waiting
    await context.addInitScript(`localStorage.setItem("necp.frames", "${FRAMES_PER_SECOND}")`);
    const player = new Player(await context.newPage(), name);
    await player.page.goto(`${webUrl}/play/`);
    return player;
  }

  at(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  async register(email: string, password: string): Promise<void> {
    await this.at("tab-register").click();
    await this.#credentials(email, password);
  }

  async logIn(email: string, password: string): Promise<void> {
    await this.at("tab-login").click();
    await this.#credentials(email, password);
  }

  async #credentials(email: string, password: string): Promise<void> {
    await this.at("email").fill(email);
    await this.at("password").fill(password);
    await this.at("submit").click();
  }

  async create(classId: string): Promise<void> {
    await this.at(`class-${classId}`).click();
    await this.at("character-name").fill(this.name);
    await this.at("create").click();
  }

  /** Waits until the first snapshot has arrived. */
  async inWorld(): Promise<void> {
    while (!(await this.#known())) await this.page.waitForTimeout(POLL_MS);
  }

  async state(): Promise<PageState> {
    const state = await this.#known();
    if (!state) throw new Error(`${this.name} is not in the world`);
    return state;
  }

  /** Evaluated from outside of the page: its security policy lets nobody evaluate text inside. */
  #known(): Promise<PageState | null> {
    return this.page.evaluate("window.game?.state ?? null") as Promise<PageState | null>;
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
  }

  /** Polls until the state is as wanted; mocha's time limit ends the wait. */
  async until<T>(wanted: (state: PageState) => T | null | undefined | false): Promise<T> {
    for (;;) {
      // between two zones there is no state
      const state = await this.#known();
      const found = state && wanted(state);
      if (found) return found;
      await this.page.waitForTimeout(POLL_MS);
    }
  }

  /** Looks at a point of the world's picture, px. */
  async look(x: number, y: number): Promise<void> {
    await this.page.mouse.move(x, y);
  }

  /** Walks straight to a place by holding keys. Nothing may be in between. @param near m */
  async walkTo(x: number, y: number, near = 1.5): Promise<void> {
    await this.steer((state) => (Math.hypot(x - state.x, y - state.y) < near ? null : { x, y }));
  }

  /** Holds the keys that lead to the goal until there is none. */
  async steer(goal: (state: PageState) => { x: number; y: number } | null): Promise<void> {
    for (;;) {
      const state = await this.state();
      const to = goal(state);
      if (!to) break;
      const dx = to.x - state.x;
      const dy = to.y - state.y;
      const wanted = new Set<string>();
      const sideways = Math.abs(dx) > Math.abs(dy) * 0.41;
      const upright = Math.abs(dy) > Math.abs(dx) * 0.41;
      if (sideways) wanted.add(dx > 0 ? "KeyD" : "KeyA");
      if (upright) wanted.add(dy > 0 ? "KeyW" : "KeyS");
      await this.#hold(wanted);
      await this.page.waitForTimeout(POLL_MS);
    }
    await this.#hold(new Set());
  }

  /** Uses what is near, with E, once it is in sight. */
  async use(): Promise<void> {
    await this.until(({ x, y, entities }) =>
      entities.some((e) => e.kind === EntityKind.OBJECT && Math.hypot(e.x - x, e.y - y) < 2 * INTERACT_RANGE_M),
    );
    await this.page.keyboard.press("KeyE");
  }

  /** Holds a key down for a while. */
  async hold(key: string, ms: number): Promise<void> {
    await this.page.keyboard.down(key);
    await this.page.waitForTimeout(ms);
    await this.page.keyboard.up(key);
  }

  /** Clicks on somebody in the world. */
  async clickOn(id: number, button: "left" | "right" = "left"): Promise<void> {
    const place = (await this.state()).screenOf[id];
    if (place) await this.page.mouse.click(place[0], place[1], { button });
  }

  async #hold(wanted: ReadonlySet<string>): Promise<void> {
    for (const key of KEYS) {
      if (wanted.has(key) && !this.#held.has(key)) {
        await this.page.keyboard.down(key);
        this.#held.add(key);
      } else if (!wanted.has(key) && this.#held.has(key)) {
        await this.page.keyboard.up(key);
        this.#held.delete(key);
      }
    }
  }
}
