import assert from "node:assert/strict";
import fc from "fast-check";
import { Together } from "./together.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("questions asked together", () => {
  it("everybody gets the answer to his own question, however they come; many share a statement", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.integer(), fc.boolean()), { maxLength: 60 }), async (questions) => {
        let statements = 0;
        const together = new Together(async (asked: number[]) => {
          statements++;
          await turn();
          return asked.map((n) => n * 2);
        });
        const answers: Promise<number>[] = [];
        for (const [n, pause] of questions) {
          answers.push(together.ask(n));
          if (pause) await turn();
        }
        assert.deepEqual(
          await Promise.all(answers),
          questions.map(([n]) => n * 2),
        );
        assert.ok(statements <= questions.length);
      }),
    );
    let statements = 0;
    const together = new Together(async (asked: number[]) => {
      statements++;
      return asked;
    });
    await Promise.all(Array.from({ length: 500 }, (_, n) => together.ask(n)));
    assert.ok(statements <= 6, String(statements));
  });

  it("a statement that fails fails its own askers; one that is stuck does not stop the others", async () => {
    let stuck = true;
    const together = new Together(async (asked: string[]) => {
      if (asked.includes("bad")) throw new RangeError("no");
      if (asked.includes("stuck") && stuck) await new Promise(() => {});
      return asked;
    });
    await assert.rejects(together.ask("bad"), RangeError);
    void together.ask("stuck");
    await turn();
    await turn();
    assert.equal(await together.ask("good"), "good");
    stuck = false;
    assert.equal(await together.ask("good"), "good");
  });
});
