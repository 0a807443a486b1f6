import { Problem } from "#server/http/problem.ts";
import { type Answer, type Once, type Route, type RouteLimit, route } from "#server/http/route.ts";
import type { Tx } from "#server/platform/prisma.ts";
import { SeenRevision, TradeInvite, TradeOffer, TradeParams, TradeState, TraderParams } from "./trade.schema.ts";
import type { TradeService } from "./trade.service.ts";

const tag = "trade";
const TRADES = "/api/v1/trade/{characterId}";
const TRADE = `${TRADES}/{tradeId}`;
const responses = { 200: { description: "How it is now.", schema: TradeState } };
const limits: RouteLimit[] = [{ points: 120, perS: 60, by: "account" }];
const shared = { access: "account", tag, idempotent: "required", responses, limits } as const;

const OWN = ["character_not_found", "trade_not_found", "trade_over"] as const;
const STANDING = ["character_not_in_world", "character_dead", "character_in_combat", "not_near"] as const;
const TOGETHER = "Both are alive, not fighting and within ten metres of each other.";

/** Everything two characters do to trade; `characterId` is who does it. */
export function tradeRoutes(trades: TradeService): Route[] {
  const doOnce = (once: Once<typeof responses>, work: (tx: Tx) => Promise<TradeState>): Promise<Answer<typeof responses>> =>
    once(async (tx) => ({ status: 200, body: await work(tx) }));
  /** What is offered and is not as it was is taken back, so that both see it and nothing stays locked. */
  const agree = async (once: Once<typeof responses>, tradeId: string, work: (tx: Tx) => Promise<TradeState>) => {
    try {
      return await doOnce(once, work);
    } catch (error) {
      if (error instanceof Problem && error.code === "trade_offer_changed") await trades.dropFallen(tradeId);
      throw error;
    }
  };
  return [
    route({
      method: "get",
      path: TRADES,
      access: "account",
      tag,
      summary: "Your trade and the invitations to one",
      params: TraderParams,
      responses,
      problems: ["character_not_found"],
      handler: async ({ identity, params }) => ({ status: 200, body: await trades.get(identity, params.characterId) }),
    }),
    route({
      ...shared,
      method: "post",
      path: TRADES,
      summary: "Ask somebody to trade",
      description: `The invitation is good for a minute. A character trades with one other at a time. ${TOGETHER}`,
      params: TraderParams,
      body: TradeInvite,
      problems: [
        ...([
          "character_not_found",
          "player_not_found",
          "in_trade_already",
          "invited_already",
          "too_many_invites",
          "trading_frozen",
        ] as const),
        ...STANDING,
      ],
      limits: [{ points: 20, perS: 60, by: "account" }],
      handler: async ({ identity, params: { characterId }, body: { name }, once }) => {
        const standing = await trades.standingBeside(identity, characterId, name);
        return doOnce(once, (tx) => trades.invite(tx, identity, characterId, name, standing));
      },
    }),
    route({
      ...shared,
      method: "post",
      path: `${TRADE}/accept`,
      summary: "Accept an invitation to trade",
      description: `An invitation of your own is withdrawn with it. ${TOGETHER}`,
      params: TradeParams,
      problems: [...OWN, ...STANDING, "in_trade_already"],
      handler: async ({ identity, params, once }) => {
        const standing = await trades.standing(identity, params);
        return doOnce(once, (tx) => trades.accept(tx, identity, params, standing));
      },
    }),
    route({
      ...shared,
      method: "put",
      path: `${TRADE}/offer`,
      summary: "Say what you give",
      description: "All of it, in the place of what you offered before; it stays in your bag until the exchange. Unlocks both sides.",
      params: TradeParams,
      body: TradeOffer,
      problems: [...OWN, "trade_not_open", "item_not_found", "stale_version", "item_bound", "not_so_many", "not_enough_currency"],
      handler: ({ identity, params, body, once }) => doOnce(once, (tx) => trades.offer(tx, identity, params, body)),
    }),
    route({
      ...shared,
      method: "post",
      path: `${TRADE}/lock`,
      summary: "Agree with both offers",
      description: `As they were at this revision. ${TOGETHER}`,
      params: TradeParams,
      body: SeenRevision,
      problems: [...OWN, ...STANDING, "trade_not_open", "stale_version", "trade_empty", "trade_offer_changed", "trading_frozen"],
      handler: async ({ identity, params, body, once }) => {
        const standing = await trades.standing(identity, params);
        return agree(once, params.tradeId, (tx) => trades.lock(tx, identity, params, body.revision, standing));
      },
    }),
    route({
      ...shared,
      method: "post",
      path: `${TRADE}/confirm`,
      summary: "Confirm what both have locked",
      description: `When both have, everything changes hands at once. ${TOGETHER}`,
      params: TradeParams,
      body: SeenRevision,
      problems: [
        ...OWN,
        ...STANDING,
        ...(["trade_not_open", "stale_version", "trade_not_locked", "trade_offer_changed", "bag_full", "item_bound"] as const),
        ...(["currency_full", "trading_frozen"] as const),
      ],
      handler: async ({ identity, params, body, once }) => {
        const standing = await trades.standing(identity, params);
        return agree(once, params.tradeId, (tx) => trades.confirm(tx, identity, params, body.revision, standing));
      },
    }),
    route({
      ...shared,
      method: "post",
      path: `${TRADE}/cancel`,
      summary: "Cancel a trade",
      description: "Also withdraws your invitation, or declines one to you: then the same character does not ask you again for a minute.",
      params: TradeParams,
      problems: OWN,
      handler: ({ identity, params, once }) => doOnce(once, (tx) => trades.cancel(tx, identity, params)),
    }),
  ];
}
