import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import type { Reply } from "./api.ts";
import { MailTest, type Writer } from "./mail.ts";

/** What players do at the auction house, and what they then have. */
export class AuctionTest extends MailTest {
  readonly complaints: unknown[] = [];

  /** Somebody with a character beside an auctioneer and a mailbox. @param money of the main currency */
  async dealer(money = 10_000n): Promise<Writer> {
    const dealer = await this.writer(money);
    this.standAt(dealer, ["auctioneer", "mailbox"]);
    return dealer;
  }

  standAt({ id }: Writer, kinds: readonly string[], alive = true): void {
    const near = kinds.map((kind) => ({ kind, objectId: kind }));
    this.api.places.set(id, { characterId: id, zoneId: "emberwatch_vale", layer: 0, x: 1, y: 1, alive, inCombat: false, near });
  }

  deal(who: Writer, path: string, body?: unknown, key: string = uuidv7()): Promise<Reply> {
    return this.api.post(`/api/v1/auction/${who.id}/listings${path}`, body, { token: who.token, headers: { "idempotency-key": key } });
  }

  async offer(who: Writer, templateId: string, more: object = {}, quantity = 1): Promise<Reply> {
    const item = await this.give(who, templateId, quantity);
    return this.deal(who, "", { ...item, startPrice: "100", hours: 12, ...more });
  }

  /** @returns the auction's id */
  async offered(who: Writer, templateId = "padded_jerkin", more: object = {}, quantity = 1): Promise<string> {
    const reply = await this.offer(who, templateId, more, quantity);
    assert.equal(reply.status, 201, reply.text);
    return reply.body.auctionId;
  }

  bid(who: Writer, auctionId: string, amount: bigint | number | string, key?: string): Promise<Reply> {
    return this.deal(who, `/${auctionId}/bid`, { amount: String(amount) }, key);
  }

  buyout(who: Writer, auctionId: string, price: bigint | number): Promise<Reply> {
    return this.deal(who, `/${auctionId}/buyout`, { price: String(price) });
  }

  cancel(who: Writer, auctionId: string): Promise<Reply> {
    return this.deal(who, `/${auctionId}/cancel`);
  }

  /** Has open auctions end in so many milliseconds: waiting would let log-ins expire. @param auctionId null: all of them */
  async endsIn(ms: number, auctionId: string | null = null): Promise<void> {
    const where = { state: "open", ...(auctionId !== null && { id: auctionId }) };
    await this.api.database.prisma.auction.updateMany({ where, data: { endsAt: new Date(this.api.now + ms) } });
  }

  /** What the job does. @returns how many were settled */
  settle(): Promise<number> {
    return this.api.auctions.settlement.settleAll({ error: (details) => void this.complaints.push(details) });
  }

  async auction(who: Writer, auctionId: string): Promise<Reply["body"]> {
    const reply = await this.api.get(`/api/v1/auction/listings/${auctionId}`, { token: who.token });
    assert.equal(reply.status, 200, reply.text);
    return reply.body;
  }

  async search(who: Writer, query = ""): Promise<Reply["body"]> {
    const reply = await this.api.get(`/api/v1/auction/listings?${query}`, { token: who.token });
    assert.equal(reply.status, 200, reply.text);
    return reply.body;
  }

  async own(who: Writer, what: "listings" | "bids"): Promise<Reply["body"]> {
    const reply = await this.api.get(`/api/v1/auction/${who.id}/${what}`, { token: who.token });
    assert.equal(reply.status, 200, reply.text);
    return reply.body;
  }

  /** What is in its letters: [subject, stacks, money], the newest first. */
  async letters(who: Writer): Promise<Array<[string, number, string]>> {
    return (await this.box(who)).items.map(({ subject, items, money }: Record<string, unknown>) => [subject, items, money]);
  }

  /** Takes all that is in its letters. */
  async emptyBox(who: Writer): Promise<void> {
    for (const { mailId, items, money } of (await this.box(who)).items) {
      if (items > 0 || money !== "0") assert.equal((await this.take(who, mailId)).status, 200);
      await this.remove(who, mailId);
    }
  }

  /** What auctions or orders keep: stacks, and currency. */
  async escrow(keeper: "auction" | "market" = "auction"): Promise<{ items: number; money: bigint }> {
    const { rows } = await this.api.database.pool.query(
      `SELECT (SELECT count(*)::int FROM character_items WHERE owner_type = $1) AS items,
         (SELECT coalesce(sum(balance), 0)::text FROM currency_accounts WHERE owner_type = $1) AS money`,
      [keeper],
    );
    return { items: rows[0].items, money: BigInt(rows[0].money) };
  }
}
