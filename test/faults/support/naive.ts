import { uuidv7 } from "uuidv7";
import type { Route } from "#server/http/route.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";

/**
 * Mail as it should not be written: reads, decides, writes what it has read with something added; no lock, no transaction, no look at the
 * Idempotency-Key. Each statement in itself is right, and the history says what was meant. The check of test R1 must see the difference.
 */
export function naively(prisma: PrismaClient, routes: readonly Route[]): Route[] {
  const handlers: Record<string, Route["handler"]> = {
    "/api/v1/mail/{characterId}": async ({ params, body }) => {
      const { characterId } = params as { characterId: string };
      const { to, subject, money = 0n } = body as { to: string; subject: string; money?: bigint };
      const { id: toId } = await prisma.character.findFirstOrThrow({ where: { name: to } });
      const purse = await balance("character", characterId);
      const id = uuidv7();
      const [sentAt, expiresAt] = [new Date(), new Date(Date.now() + 3600_000)];
      await prisma.mailMessage.create({ data: { id, kind: "letter", toId, fromId: characterId, subject, text: "", sentAt, expiresAt } });
      await set("character", characterId, purse - money - 30n);
      await set("mail", id, money);
      await enter("mail_sent", [
        ["character", characterId, -money - 30n, purse - money - 30n],
        ["mail", id, money, money],
        ["sink", "mail_fee", 30n, null],
      ]);
      return { status: 201, body: { mailId: id, postage: "30" } };
    },
    "/api/v1/mail/{characterId}/{mailId}/take": async ({ params }) => {
      const { characterId, mailId } = params as { characterId: string; mailId: string };
      const [purse, inside] = [await balance("character", characterId), await balance("mail", mailId)];
      await set("character", characterId, purse + inside);
      await set("mail", mailId, 0n);
      await enter("mail_taken", [
        ["mail", mailId, -inside, 0n],
        ["character", characterId, inside, purse + inside],
      ]);
      return { status: 200, body: { items: 0, money: String(inside) } };
    },
  };

  async function balance(ownerType: string, ownerId: string): Promise<bigint> {
    const row = await prisma.currencyAccount.findFirst({ where: { ownerType, ownerId, currencyId: "crowns" } });
    return row?.balance ?? 0n;
  }
  async function set(ownerType: string, ownerId: string, balance: bigint): Promise<void> {
    await prisma.$executeRaw`
      INSERT INTO currency_accounts (owner_type, owner_id, currency_id, balance, cap)
      VALUES (${ownerType}, ${ownerId}, 'crowns', ${balance}, 1000000000000)
      ON CONFLICT (owner_type, owner_id, currency_id) DO UPDATE SET balance = EXCLUDED.balance`;
  }
  async function enter(
    reason: string,
    legs: ReadonlyArray<[ownerType: string, ownerId: string, amount: bigint, after: bigint | null]>,
  ): Promise<void> {
    await prisma.$executeRaw`
      INSERT INTO currency_entries (operation, reason, owner_type, owner_id, currency_id, amount, balance_after)
      SELECT ${uuidv7()}::uuid, ${reason}, t, i, 'crowns', a, b
      FROM unnest(
        ${legs.map(([type]) => type)}::text[], ${legs.map(([, id]) => id)}::text[], ${legs.map(([, , amount]) => amount)}::bigint[],
        ${legs.map(([, , , after]) => after)}::bigint[]) AS l(t, i, a, b)
      WHERE a <> 0`;
  }

  return routes.map((route) => {
    const handler = route.method === "post" ? handlers[route.path] : undefined;
    return handler ? { ...route, handler } : route;
  });
}
