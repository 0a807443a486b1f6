import { randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { readName } from "#server/modules/characters/names.ts";
import { Tokens } from "#server/modules/auth/tokens.ts";
import type { LockedCharacter } from "#server/modules/items/item.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import { TOKEN_SECRET } from "#test/api/support/api.ts";
import { books } from "#test/support/books.ts";

/** A player with one character. */
export interface Dealer {
  accountId: string;
  sessionId: string;
  characterId: string;
  name: string;
}

const DAY_MS = 24 * 3600_000;
const BAG_SLOTS = 60;
/** Dealers so far: each has a name of his own. */
let made = 0;
/** Which has all of them in the world. */
const ROOM = "faults";
const MONEY = 1_000_000n;
/** What each has at the start: some of it stacks, some of it does not. */
const THINGS = [
  ...Array.from({ length: 5 }, () => ({ templateId: "padded_jerkin", quantity: 1 })),
  ...Array.from({ length: 3 }, () => ({ templateId: "wool_cloak", quantity: 1 })),
  { templateId: "wolf_pelt", quantity: 60 },
  { templateId: "stolen_coin", quantity: 300 },
  { templateId: "emberwort", quantity: 80 },
];

/** New players, each with money and things, which come from the operator's faucet. */
export async function makeDealers(prisma: PrismaClient, count: number): Promise<Dealer[]> {
  const dealers = Array.from({ length: count }, () => ({
    ...{ accountId: uuidv7(), sessionId: uuidv7(), characterId: uuidv7() },
    name: `Dealer${letters(made++)}`,
  }));
  const expiresAt = new Date(Date.now() + DAY_MS);
  const room = { owner: "elsewhere", epoch: 1n, roomId: ROOM, expiresAt };
  await prisma.zoneLease.createMany({ data: [{ zoneId: "emberwatch_vale", layer: 0, ...room }], skipDuplicates: true });
  await prisma.account.createMany({ data: dealers.map(({ accountId: id }) => ({ id, email: `${id}@test.example` })) });
  await prisma.accountRole.createMany({ data: dealers.map(({ accountId }) => ({ accountId, role: "player" })) });
  await prisma.authSession.createMany({
    data: dealers.map(({ accountId, sessionId: id }) => ({ id, accountId, refreshHash: randomBytes(32), expiresAt })),
  });
  await prisma.character.createMany({
    data: dealers.map(({ accountId, characterId: id, name }) => ({
      id,
      accountId,
      name,
      nameKey: keyOf(name),
      classId: "warden",
      leaseOwner: ROOM,
      leaseEpoch: 1n,
    })),
  });
  await prisma.characterInventory.createMany({ data: dealers.map(({ characterId }) => ({ characterId, bagSlots: BAG_SLOTS })) });
  const { items, ledger } = books();
  for (const { characterId } of dealers) {
    await transact(prisma, async (tx) => {
      const op = { id: uuidv7(), reason: "operator" } as const;
      const character = (await items.lockCharacters(tx, [characterId])).get(characterId) as LockedCharacter;
      await items.deliver(tx, op, character, THINGS);
      await ledger.grant(tx, "operator", [{ op, characterId, currency: "crowns", amount: MONEY }]);
    });
  }
  return dealers;
}

/** Good for ten minutes. */
export function tokenOf({ accountId, sessionId }: Dealer): Promise<string> {
  return new Tokens(TOKEN_SECRET, Date.now).sign({ accountId, sessionId, roles: ["player"], verified: true });
}

function keyOf(name: string): string {
  const read = readName(name);
  if (typeof read === "string") throw new Error(`${name}: ${read}`);
  return read.key;
}

/** A number in letters of which none looks like another. */
function letters(n: number): string {
  return [...`${n}`].map((digit) => "abdegkopst"[Number(digit)]).join("");
}
