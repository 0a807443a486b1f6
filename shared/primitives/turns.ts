/** One at a time per key, in the order of asking. Who asks bounds how many wait. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Runs when everything asked for earlier under this key is done, whether that succeeded or not. */
  async take<T>(key: string, run: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    let done = () => {};
    const mine = new Promise<void>((resolve) => {
      done = resolve;
    });
    this.#last.set(key, mine);
    try {
      await before;
      return await run();
    } finally {
      done();
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}
