const KEY = "necp.frames";
/** Frames per second a player may choose; 0: as many as the screen shows. */
export const FRAME_LIMITS = [0, 60, 30, 15] as const;
/** A frame that comes a little early counts: screens and timers are not exact, ms. */
const EARLY_MS = 3;

/** How often the picture is drawn at most: for weak machines, and those that should stay cool. Kept in the browser. */
export class FrameLimit {
  #perSecond = Number(localStorage.getItem(KEY)) || 0;
  #dueMs = 0;

  get perSecond(): number {
    return this.#perSecond;
  }

  set perSecond(value: number) {
    this.#perSecond = value;
    localStorage.setItem(KEY, String(value));
  }

  /** Is it time for a frame? */
  due(nowMs: number): boolean {
    if (this.#perSecond === 0) return true;
    if (nowMs < this.#dueMs - EARLY_MS) return false;
    const everyMs = 1000 / this.#perSecond;
    // after a pause it goes on from now, else from when it was due, so that the mean is right
    this.#dueMs = Math.max(this.#dueMs + everyMs, nowMs - EARLY_MS);
    return true;
  }
}

/** The limit of this page. */
export const frameLimit = new FrameLimit();
