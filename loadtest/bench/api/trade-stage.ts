import { dealOf } from "./dealers.ts";
import type { BenchPlayer } from "./players.ts";
import { type Payment, PURSE, pay } from "./purses.ts";
import type { Stage } from "./stage.ts";

/** Given by the first of the two in each trade, in the smallest coin. */
const GIFT = 500;
/** After an offer of each. */
export const TRADE_REVISION = 2;

/** An open trade as it is after an invitation, two offers, two locks and the confirmation of the other. */
export const tradeStage: Stage = {
  ids: (player, turn) => [tradeId(player, turn)],

  async set(client, takings) {
    const ids = takings.map(({ player, turn }) => tradeId(player, turn));
    const [own, others] = [takings.map(({ player }) => player.characterId), takings.map(({ player }) => dealOf(player).other.characterId)];
    await client.query(
      `INSERT INTO trades (id, from_id, to_id, state, revision, created_at, expires_at)
       SELECT t, a, b, 'open', ${TRADE_REVISION}, now(), now() + interval '5 minutes' FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS n(t, a, b)`,
      [ids, own, others],
    );
    await client.query(
      `INSERT INTO trade_sides (trade_id, character_id, active, money, locked, confirmed)
       SELECT t, a, true, ${GIFT}, true, false FROM unnest($1::uuid[], $2::uuid[]) AS n(t, a)
       UNION ALL SELECT t, b, true, 0, true, true FROM unnest($1::uuid[], $3::uuid[]) AS n(t, b)`,
      [ids, own, others],
    );
    const offers = takings.flatMap(({ player, turn }) => {
      const { other } = dealOf(player);
      const [given, got] = turn % 2 === 0 ? [player, other] : [other, player];
      return [
        { giver: player, item: given, turn },
        { giver: other, item: got, turn },
      ].map((offer) => ({ ...offer, trade: tradeId(player, turn) }));
    });
    const { rowCount } = await client.query(
      `INSERT INTO trade_offers (trade_id, character_id, position, item_id, version, quantity)
       SELECT t, g, 0, i.id, i.version, i.quantity FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[]) AS n(t, g, item, version)
       JOIN character_items i ON i.id = n.item AND i.version = n.version AND i.owner_type = 'character' AND i.owner_id = g::text AND i.place = 'bag'`,
      [
        ...[offers.map(({ trade }) => trade), offers.map(({ giver }) => giver.characterId)],
        ...[offers.map(({ item }) => item.itemId), offers.map(({ item, turn }) => item.itemVersion + turn)],
      ],
    );
    if (rowCount !== offers.length)
      throw new Error(`${offers.length - (rowCount ?? 0)} items are not where the trades before should have put them`);
  },

  async clear(client, takings) {
    const ids = takings.map(({ player, turn }) => tradeId(player, turn));
    const { rowCount } = await client.query("DELETE FROM trades WHERE id = ANY($1::uuid[]) AND state = 'completed'", [ids]);
    if (rowCount !== ids.length) throw new Error(`${ids.length - (rowCount ?? 0)} trades were not completed`);
    const back = (ownerId: string, amount: number): Payment => ({ ownerType: "character", ownerId, amount, after: PURSE });
    await pay(
      client,
      takings.flatMap(({ player }) => [back(player.characterId, GIFT), back(dealOf(player).other.characterId, -GIFT)]),
    );
  },
};

/** Of one turn of a player: of the shape of those that the server makes. */
export function tradeId({ characterId }: BenchPlayer, turn: number): string {
  return `${turn.toString(16).padStart(8, "0")}-${characterId.slice(9, 13)}-7000-8000-${characterId.slice(24)}`;
}
