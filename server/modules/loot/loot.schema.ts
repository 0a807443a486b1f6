import { z } from "zod";
import { pagesBy } from "#server/http/page.ts";
import { ROLL_CHOICES } from "#shared/rules/loot/need-greed.ts";

const NOT_AN_ID = "This is not an id.";
export const LootParams = z.strictObject({ characterId: z.uuid(NOT_AN_ID) });
export const RollParams = z.strictObject({ characterId: z.uuid(NOT_AN_ID), rollId: z.uuid(NOT_AN_ID) });

const choice = z.enum(ROLL_CHOICES);
export const RollAnswer = z
  .strictObject({ choice: choice.meta({ description: "Need beats greed; need is for those whose class can use it." }) })
  .meta({ id: "LootRollAnswer", example: { choice: "greed" } });

const RollResult = z.strictObject({
  decidedAt: z.iso.datetime(),
  winner: z
    .strictObject({ characterId: z.uuid(), name: z.string().meta({ example: "Mira" }), by: z.enum(["need", "greed"]) })
    .nullable()
    .meta({ description: "null: nobody wanted it, or who won is gone since." }),
  delivered: z.enum(["bag", "mail", "ground"]).meta({ description: "mail: the bag was full; ground: nobody wanted it." }),
  answers: z.array(
    z.strictObject({
      characterId: z.uuid(),
      name: z.string().meta({ example: "Mira" }),
      choice: choice.nullable().meta({ description: "null: no answer in time, which is a pass." }),
      number: z.int().min(1).max(100).nullable().meta({ description: "null: did not roll.", example: 87 }),
    }),
  ),
});

export const RollView = z
  .strictObject({
    id: z.uuid(),
    partyId: z.uuid(),
    templateId: z.string().meta({ example: "barrow_blade" }),
    quantity: z.int().min(1),
    startedAt: z.iso.datetime(),
    endsAt: z.iso.datetime().meta({ description: "Who has not answered then has passed." }),
    mayNeed: z.boolean().meta({ description: "Whether this character may say need." }),
    choice: choice.nullable().meta({ description: "What this character said; null: nothing yet." }),
    result: RollResult.nullable().meta({ description: "null: not decided yet; others' answers are told when it is." }),
  })
  .meta({ id: "LootRoll" });
export type RollView = z.output<typeof RollView>;

export const OpenRolls = z.strictObject({ rolls: z.array(RollView) }).meta({ id: "OpenLootRolls" });

export const rollPages = pagesBy("loot_rolls", z.uuid());
export const RollsQuery = z.strictObject({ ...rollPages.fields });
export type RollsQuery = z.output<typeof RollsQuery>;
export const RollPage = rollPages.of(RollView).meta({ id: "LootRollPage" });
export type RollPage = z.output<typeof RollPage>;
