/** Questions of one statement, at most. */
const MOST = 200;
/** Statements under way at once: one that is stuck must not hold up all the others. */
const LANES = 3;

/**
 * Answers many questions with one statement: while the lanes are busy, those who come wait and are asked for together. Nobody is
 * answered from before his question, and alone nobody waits.
 */
export class Together<Question, Answer> {
  readonly #answer: (questions: Question[]) => Promise<Answer[]>;
  #waiting: Array<{ question: Question; resolve: (answer: Answer) => void; reject: (error: unknown) => void }> = [];
  #busy = 0;

  /** `answer`: as many answers as questions, in their order. */
  constructor(answer: (questions: Question[]) => Promise<Answer[]>) {
    this.#answer = answer;
  }

  /** @throws what the statement throws */
  ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ question, resolve, reject });
      if (this.#busy < LANES) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#busy++;
    // whoever comes in the same turn of the event loop comes along
    await new Promise((resolve) => setImmediate(resolve));
    const asked = this.#waiting.splice(0, MOST);
    try {
      if (asked.length > 0) {
        const answers = await this.#answer(asked.map(({ question }) => question));
        for (const [n, { resolve }] of asked.entries()) resolve(answers[n]);
      }
    } catch (error) {
      for (const { reject } of asked) reject(error);
    } finally {
      this.#busy--;
      if (this.#waiting.length > 0 && this.#busy < LANES) void this.#run();
    }
  }
}
