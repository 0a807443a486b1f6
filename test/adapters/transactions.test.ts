import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { affected, openDatabase, rowsOf, type Tx } from "#server/platform/prisma.ts";
import { isUnavailable, transact, violatedUnique, withRetries } from "#server/platform/transaction.ts";
import { TestOffice } from "./support/office.ts";

describe("transactions", () => {
  let office: TestOffice;
  before(async () => {
    office = await TestOffice.open();
  });
  after(() => office.close());

  it("R2 who loses against another transaction is tried again: no increment is lost", async () => {
    const [id] = await office.people(1);
    let tries = 0;
    let read = 0;
    const increment = () =>
      transact(office.prisma, async (tx) => {
        tries++;
        await affected(tx)`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`;
        const { experience } = await tx.character.findUniqueOrThrow({ where: { id } });
        // nobody writes before all have read
        for (read++; read < 3; ) await new Promise((resolve) => setTimeout(resolve, 5));
        await tx.character.update({ where: { id }, data: { experience: experience + 1n } });
      });
    await Promise.all([increment(), increment(), increment()]);
    assert.equal((await office.character(id)).experience, 3n);
    assert.ok(tries >= 5, `two of them lost at least once, in ${tries} tries`);
  });

  it("R2 a deadlock ends with both done", async () => {
    const [a, b] = await office.people(2);
    const both = (first: string, second: string) =>
      transact(office.prisma, async (tx) => {
        await affected(tx)`SET LOCAL lock_timeout = 0`;
        for (const id of [first, second]) {
          await affected(tx)`UPDATE characters SET experience = experience + 1 WHERE id = ${id}::uuid`;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      });
    await Promise.all([both(a, b), both(b, a)]);
    for (const id of [a, b]) assert.equal((await office.character(id)).experience, 2n);
  });

  it("R2 five times and no more; what is no conflict is not tried again", async () => {
    let tries = 0;
    const conflict = Object.assign(new Error("lost"), { code: "P2034" });
    const always = (error: Error) => async () => {
      tries++;
      throw error;
    };
    await assert.rejects(withRetries(always(conflict)), conflict);
    assert.equal(tries, 5);
    const other = new Error("wrong");
    await assert.rejects(withRetries(always(other)), other);
    assert.equal(tries, 6);
  });

  it("R3 statements sent directly go with their transaction, whoever else has one", async () => {
    const ids = await office.people(4);
    const gain = (id: string, fails: boolean) =>
      transact(office.prisma, async (tx) => {
        assert.equal(await affected(tx)`UPDATE characters SET experience = 7 WHERE id = ${id}::uuid`, 1);
        await sleep(Math.random() * 20);
        assert.deepEqual(await rowsOf(tx)`SELECT experience FROM characters WHERE id = ${id}::uuid`, [{ experience: 7n }]);
        assert.equal((await tx.character.findUniqueOrThrow({ where: { id } })).experience, 7n);
        if (fails) throw new Error("changed my mind");
      }).catch(() => {});
    await Promise.all(ids.map((id, n) => gain(id, n % 2 === 1)));
    for (const [n, id] of ids.entries()) assert.equal((await office.character(id)).experience, n % 2 === 1 ? 0n : 7n);
  });

  it("R3 who still holds a transaction that is over reaches nobody's connection", async () => {
    const [id] = await office.people(1);
    let held: Tx | undefined;
    const late = () => affected(held as Tx)`UPDATE characters SET experience = 7 WHERE id = ${id}::uuid`;
    await transact(office.prisma, async (tx) => {
      await rowsOf(tx)`SELECT 1`;
      held = tx;
    });
    await assert.rejects(late, isUnavailable);
    const timedOut = office.prisma.$transaction(
      async (tx) => {
        await rowsOf(tx)`SELECT 1`;
        held = tx;
        await sleep(200);
        await late();
      },
      { timeout: 50 },
    );
    await assert.rejects(timedOut, isUnavailable);
    assert.equal((await office.character(id)).experience, 0n);
  });

  it("R15 a database that cannot be used is told from a mistake", async () => {
    const failure = (run: Promise<unknown>) =>
      run.then(
        () => assert.fail("should have failed"),
        (error: unknown) => error,
      );
    const { prisma } = office;
    const [id] = await office.people(1);
    const mistakes = [
      await failure(prisma.$queryRaw`SELECT no_such_column`),
      await failure(prisma.$executeRaw`UPDATE characters SET level = 0 WHERE id = ${id}::uuid`),
      await failure(prisma.$executeRaw`INSERT INTO character_inventory VALUES (${id}::uuid, 24)`),
    ];
    mistakes.push(
      await failure(rowsOf(prisma)`SELECT no_such_column`),
      await failure(transact(prisma, (tx) => affected(tx)`UPDATE characters SET level = 0 WHERE id = ${id}::uuid`)),
      await failure(transact(prisma, (tx) => affected(tx)`INSERT INTO character_inventory VALUES (${id}::uuid, 24)`)),
    );
    for (const error of mistakes) assert.equal(isUnavailable(error), false, String(error));
    for (const n of [1, 4]) assert.equal(violatedUnique(mistakes[n]), undefined);
    for (const n of [2, 5]) assert.equal(violatedUnique(mistakes[n]), "character_inventory_pkey");
    const away = openDatabase("postgresql://nobody@127.0.0.1:1/none");
    assert.equal(isUnavailable(await failure(rowsOf(away.prisma)`SELECT 1`)), true);
    assert.equal(isUnavailable(await failure(away.prisma.$queryRaw`SELECT 1`)), true);
    assert.equal(isUnavailable(await failure(away.prisma.$transaction((tx) => tx.$queryRaw`SELECT 1`))), true);
    await away.close();
    const slow = await failure(
      prisma.$transaction([prisma.$executeRaw`SET LOCAL statement_timeout = 50`, prisma.$executeRaw`SELECT pg_sleep(1)`]),
    );
    assert.equal(isUnavailable(slow), true);
    const killed = await failure(prisma.$executeRaw`SELECT pg_terminate_backend(pg_backend_pid())`);
    assert.equal(isUnavailable(killed), true, String(killed));
    assert.ok(await prisma.$queryRaw`SELECT 1`, "the next one works");
  });
});
