import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import type { Change } from "#server/modules/items/changes.ts";
import { type LockedCharacter, type LockedItem, stacksWith } from "#server/modules/items/item.ts";
import { EconomyService } from "#server/modules/economy/economy.service.ts";
import type { Tx } from "#server/platform/prisma.ts";
import { Rng } from "#shared/primitives/rng.ts";
import { operation, TestEconomy } from "./support/economy.ts";

/** What is tried: things that stack differently, and one that does not. */
const THINGS = ["wolf_pelt", "stolen_coin", "torn_map", "healing_draught", "padded_jerkin"];
const SLOTS = 8;

describe("the economy under whatever is done to it", () => {
  let economy: TestEconomy;
  let books: EconomyService;
  before(async () => {
    economy = await TestEconomy.open();
    books = new EconomyService({ prisma: economy.office.prisma, now: Date.now });
  });
  afterEach(async () => {
    assert.deepEqual(await economy.discrepancies(), []);
    assert.deepEqual(await books.check(), { findings: [], frozen: false });
  });
  after(() => economy.close());

  const lock = async (tx: Tx, ids: readonly string[]) => {
    const locked = await economy.items.lockCharacters(tx, ids);
    return ids.map((id) => locked.get(id) as LockedCharacter);
  };

  it("R8 10 000 steps of splitting, joining, moving, making and using: the sum of each template is exact", async () => {
    const seed = randomInt(2 ** 31);
    console.log(`      seed ${seed}`);
    const rng = new Rng(seed);
    const ids = await economy.office.people(3, SLOTS);
    const mails = Array.from({ length: 4 }, () => uuidv7());
    const expected = new Map(THINGS.map((what) => [what, 0]));
    const count = (what: string, by: number) => expected.set(what, (expected.get(what) ?? 0) + by);
    const steps = 10_000;
    const batch = 125;
    for (let done = 0; done < steps; ) {
      await economy.do(async (tx) => {
        const characters = await lock(tx, ids);
        const held: LockedItem[] = [];
        for (const character of characters) held.push(...(await economy.items.inPlaces(tx, character)));
        for (const mail of mails) held.push(...(await economy.items.kept(tx, "mail", mail)));
        // what each step sees follows from the ones before it: a model of quantities and slots
        const things = held.map((item) => ({
          item,
          left: item.quantity,
          where: `${item.ownerId}`,
          slot: item.slot as number,
        }));
        const free = (where: string, slots: number) => {
          const taken = new Set(things.filter((t) => t.left > 0 && t.where === where).map((t) => t.slot));
          return Array.from({ length: slots }, (_, slot) => slot).find((slot) => !taken.has(slot));
        };
        const fresh: Array<{ what: string; quantity: number; character: LockedCharacter; slot: number }> = [];
        const takenByFresh = new Set<string>();
        const changes: Change[] = [];
        for (let n = 0; n < batch; n++) {
          const living = things.filter((t) => t.left > 0);
          const one = living[rng.int(0, Math.max(0, living.length - 1))];
          const character = characters[rng.int(0, characters.length - 1)];
          switch (rng.int(0, 5)) {
            case 0: {
              const slot = free(character.id, SLOTS);
              const what = THINGS[rng.int(0, THINGS.length - 1)];
              if (slot === undefined || takenByFresh.has(`${character.id} ${slot}`)) break;
              const quantity = rng.int(1, economy.items.template(what).maxStack);
              takenByFresh.add(`${character.id} ${slot}`);
              fresh.push({ what, quantity, character, slot });
              count(what, quantity);
              break;
            }
            case 1: {
              if (!one || rng.chance(0.5)) break;
              const quantity = rng.int(1, one.left);
              changes.push({ consume: one.item, quantity });
              one.left -= quantity;
              count(one.item.templateId, -quantity);
              break;
            }
            case 2: {
              const other = living.find((t) => t !== one && one && stacksWith(one.item, t.item) && t.left < t.item.template.maxStack);
              if (!one || !other) break;
              const quantity = rng.int(1, Math.min(one.left, other.item.template.maxStack - other.left));
              changes.push({ merge: one.item, quantity, into: other.item });
              one.left -= quantity;
              other.left += quantity;
              break;
            }
            default: {
              const mail = mails[rng.int(0, mails.length - 1)];
              const [where, slots] = rng.chance(0.4) ? [mail, 4] : [character.id, SLOTS];
              const slot = free(where, slots);
              if (!one || slot === undefined || takenByFresh.has(`${where} ${slot}`)) break;
              const to = where === mail ? { mail, slot } : { character, place: "bag" as const, slot };
              changes.push({ move: one.item, to });
              one.where = where;
              one.slot = slot;
            }
          }
        }
        changes.push(
          ...fresh.map(({ what, quantity, character, slot }) => ({
            create: { templateId: what, quantity },
            to: { character, place: "bag" as const, slot },
          })),
        );
        // and every batch splits something, which makes items of its own
        const whole = things.find((t) => t.left > 1 && free(t.where, SLOTS) !== undefined && ids.includes(t.where));
        const at = whole && free(whole.where, SLOTS);
        if (whole && at !== undefined && !takenByFresh.has(`${whole.where} ${at}`)) {
          const character = characters.find(({ id }) => id === whole.where) as LockedCharacter;
          changes.push({ move: whole.item, quantity: rng.int(1, whole.left - 1), to: { character, place: "bag", slot: at } });
        }
        await economy.items.apply(tx, operation("arranged"), changes);
        done += changes.length;
      });
    }
    const rows = await economy.office.prisma.characterItem.groupBy({ by: ["templateId"], _sum: { quantity: true } });
    const found = new Map(rows.map((row) => [row.templateId, row._sum.quantity ?? 0]));
    for (const [what, sum] of expected) assert.equal(found.get(what) ?? 0, sum, `${what}, seed ${seed}`);
    assert.ok(rows.length > 1, "something is left");
  });

  it("R6 one item used, sent, moved, laid down and given away at once, × 1 000: one of them wins", async () => {
    const [hero, friend] = await economy.office.people(2, 200);
    const attempts: Array<(tx: Tx, item: LockedItem, mine: LockedCharacter, theirs: LockedCharacter) => Promise<unknown>> = [
      (tx, item) => economy.items.apply(tx, operation("used"), [{ consume: item }]),
      (tx, item) => economy.items.apply(tx, operation("mail_sent"), [{ move: item, to: { mail: uuidv7(), slot: 0 } }]),
      (tx, item, mine) => economy.items.apply(tx, operation("arranged"), [{ move: item, to: { character: mine, place: "bank", slot: 0 } }]),
      (tx, item) => economy.items.apply(tx, operation("dropped"), [{ move: item, to: { zone: "emberwatch_vale" } }]),
      (tx, item, _mine, theirs) => economy.items.deliver(tx, operation("trade"), theirs, [item]),
      (tx, item) => economy.items.apply(tx, operation("auction_listed"), [{ move: item, to: { auction: uuidv7() } }]),
    ];
    for (let round = 0; round < 1000; round++) {
      const itemId = await economy.give(hero, "barrow_blade");
      const outcomes = await Promise.allSettled(
        attempts.map((attempt) =>
          economy.do(async (tx) => {
            const [mine, theirs] = await lock(tx, [hero, friend]);
            const [item] = await economy.items.lockOwn(tx, mine, [{ itemId, version: 0 }]);
            await attempt(tx, item, mine, theirs);
          }),
        ),
      );
      const won = outcomes.filter(({ status }) => status === "fulfilled");
      assert.equal(won.length, 1);
      for (const outcome of outcomes)
        if (outcome.status === "rejected") assert.ok(outcome.reason instanceof Problem, String(outcome.reason));
      await economy.do(async (tx) => {
        const [mine, theirs] = await lock(tx, [hero, friend]);
        const left = [await economy.items.inPlaces(tx, mine, ["bank"]), await economy.items.inPlaces(tx, theirs, ["bag"])].flat();
        await economy.items.apply(
          tx,
          operation("destroyed"),
          left.map((item) => ({ consume: item })),
        );
      });
    }
  });

  it("R2 16 workers trade items and coins among 10 characters: nobody is left waiting in a ring", async () => {
    const ids = await economy.office.people(10, 40);
    for (const id of ids) {
      await economy.give(id, "stolen_coin", 400);
      await economy.pay(id, 10_000n);
    }
    const before = (await economy.office.database.pool.query("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
      .rows[0].deadlocks;
    const trade = (rng: Rng) =>
      economy.do(async (tx) => {
        // a busy machine may keep one waiting for long; only a ring is wrong
        await tx.$executeRaw`SELECT set_config('lock_timeout', '0', true), set_config('statement_timeout', '0', true)`;
        const a = ids[rng.int(0, 9)];
        const b = ids.filter((id) => id !== a)[rng.int(0, 8)];
        const [from, to] = await lock(tx, [a, b]);
        const [stack] = await economy.items.inPlaces(tx, from);
        if (stack) await economy.items.tryDeliver(tx, operation("trade"), to, [{ item: stack, quantity: rng.int(1, stack.quantity) }]);
        const paid = { currency: "crowns", amount: BigInt(rng.int(1, 20)) };
        await economy.ledger.transfer(tx, operation("trade"), [{ from: { character: b }, to: { character: a }, ...paid }]);
      });
    await Promise.all(
      Array.from({ length: 16 }, async (_, worker) => {
        const rng = new Rng(worker);
        for (let n = 0; n < 12; n++) await trade(rng);
      }),
    );
    const sum = await economy.office.prisma.currencyAccount.aggregate({ where: { ownerId: { in: ids } }, _sum: { balance: true } });
    assert.equal(sum._sum.balance, 100_000n);
    const after = (await economy.office.database.pool.query("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
      .rows[0].deadlocks;
    assert.equal(after, before);
  });
});
