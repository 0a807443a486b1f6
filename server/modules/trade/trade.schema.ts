import { z } from "zod";
import { TypedName } from "#server/modules/characters/names.schema.ts";
import { TRADE_ENDS } from "#shared/protocol/trade.ts";
import { TRADE } from "#shared/rules/trade.ts";

/** An ended trade is told of for so long, ms. */
export const TOLD_MS = 10 * 60_000;
/** Invitations that wait for the answer of one character; more are refused. */
export const MAX_INVITES = 10;

const anId = z.uuid("This is not an id.");
const name = z.string().meta({ example: "Mira" });
const revision = z.int().min(0).max(2_147_483_647);

export const TraderParams = z.strictObject({ characterId: anId });
export const TradeParams = z.strictObject({ characterId: anId, tradeId: anId });

export const TradeInvite = z
  .strictObject({
    name: TypedName,
  })
  .meta({ id: "NewTradeInvite" });

const Money = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})$/, "An amount is a whole number of the smallest coin, written as text.")
  .transform(BigInt);

export const TradeOffer = z
  .strictObject({
    items: z
      .array(
        z.strictObject({
          itemId: anId,
          version: z.int().min(0).max(2_147_483_647).meta({ description: "Of the item, as you know it.", example: 0 }),
          quantity: z.int().min(1).max(999).optional().meta({ description: "Part of a stack; absent: all of it.", example: 5 }),
        }),
      )
      .max(TRADE.maxItems)
      .refine((items) => new Set(items.map(({ itemId }) => itemId)).size === items.length, "An item is named twice.")
      .meta({ description: "Stacks of your bag.", example: [] }),
    money: Money.meta({ description: "Of the main currency, in its smallest coin.", example: "1500" }),
  })
  .meta({ id: "NewTradeOffer" });
export type TradeOffer = z.output<typeof TradeOffer>;

export const SeenRevision = z
  .strictObject({ revision: revision.meta({ description: "Of the trade, as you saw it: another one is a 409.", example: 3 }) })
  .meta({ id: "SeenTradeRevision" });

const Person = z.strictObject({
  characterId: z.uuid(),
  name,
  classId: z.string().meta({ example: "warden" }),
  level: z.int().min(1),
});

const Side = Person.extend({
  items: z
    .array(
      z.strictObject({
        itemId: z.uuid(),
        templateId: z.string().meta({ example: "wolf_pelt" }),
        quantity: z.int().min(1),
        version: z.int(),
        durability: z.int().nullable().meta({ description: "0: broken; null: it does not wear.", example: 60 }),
        quality: z.int().nullable().meta({ description: "How well it was made; null: it was not crafted.", example: 2 }),
        stats: z.record(z.string(), z.number()).meta({ description: "Besides those of its template.", example: { power: 2 } }),
      }),
    )
    .meta({ description: "What this one gives: it stays in the bag until the exchange." }),
  money: z.string().meta({ description: "Given, of the main currency.", example: "1500" }),
  locked: z.boolean().meta({ description: "Agrees with both offers." }),
  confirmed: z.boolean().meta({ description: "Said so again, after both had locked." }),
}).meta({ id: "TradeSide" });

const TradeView = z
  .strictObject({
    tradeId: z.uuid(),
    state: z.enum(["invited", "open"]).meta({ description: "invited: by you, and it waits for the answer." }),
    revision: revision.meta({ description: "Raised with every change of an offer, which unlocks both sides.", example: 3 }),
    expiresAt: z.iso.datetime(),
    own: Side,
    other: Side,
  })
  .meta({ id: "Trade" });
export type TradeView = z.output<typeof TradeView>;

export const TradeState = z
  .strictObject({
    trade: TradeView.nullable().meta({ description: "null: this character does not trade." }),
    invites: z
      .array(z.strictObject({ tradeId: z.uuid(), from: Person, expiresAt: z.iso.datetime() }))
      .meta({ description: "Those that wait for an answer." }),
    last: z
      .strictObject({
        tradeId: z.uuid(),
        with: name,
        completed: z.boolean(),
        reason: z.enum(TRADE_ENDS).nullable().meta({ description: "Why it was cancelled; null: it was completed." }),
        endedAt: z.iso.datetime(),
      })
      .nullable()
      .meta({ description: "What ended last, for ten minutes; null: nothing." }),
  })
  .meta({ id: "TradeState" });
export type TradeState = z.output<typeof TradeState>;
