import { z } from "zod";
import { pagesBy } from "#server/http/page.ts";
import { playerText } from "#server/http/text.ts";
import { Money } from "#server/modules/currency/currency.schema.ts";
import { MAIL } from "#shared/rules/mail.ts";

const anId = z.uuid("This is not an id.");
export const MailboxParams = z.strictObject({ characterId: anId });
export const LetterParams = z.strictObject({ characterId: anId, mailId: anId });

/** The newest arrival first. */
export const letterPages = pagesBy("mail", z.string().regex(/^\d{1,18}$/));
export const MailboxQuery = z.strictObject(letterPages.fields);
export type MailboxQuery = z.output<typeof MailboxQuery>;

const AttachmentRequest = z.strictObject({
  itemId: anId,
  version: z.int().min(0).max(2_147_483_647).meta({ description: "Of the item, as you know it.", example: 0 }),
  quantity: z.int().min(1).max(999).optional().meta({ description: "Part of a stack; absent: all of it.", example: 5 }),
});

export const SendRequest = z
  .strictObject({
    to: playerText(32).meta({ description: "Name of a character.", example: "Mira" }),
    subject: playerText(MAIL.maxSubject).meta({ example: "For your new armour" }),
    text: playerText(MAIL.maxText, { min: 0, lines: true }).default("").meta({ example: "As promised.\nUlf" }),
    items: z.array(AttachmentRequest).max(MAIL.maxItems).default([]).meta({ description: "Stacks of your bag.", example: [] }),
    money: Money.optional().meta({ description: "Of the main currency, in its smallest coin.", example: "1500" }),
    cashOnDelivery: Money.optional().meta({
      description: "What the items cost; they can be taken when it is paid. Not together with money.",
      example: "700",
    }),
  })
  .refine(({ items }) => new Set(items.map(({ itemId }) => itemId)).size === items.length, {
    path: ["items"],
    message: "An item is named twice.",
  })
  .refine(({ cashOnDelivery, items }) => cashOnDelivery === undefined || items.length > 0, {
    path: ["cashOnDelivery"],
    message: "Only items can be paid for on delivery.",
  })
  .refine(({ cashOnDelivery, money }) => cashOnDelivery === undefined || money === undefined, {
    path: ["cashOnDelivery"],
    message: "A letter brings money or asks for it.",
  })
  .meta({ id: "SendMailRequest", example: { to: "Mira", subject: "For your new armour", text: "As promised.\nUlf", money: "1500" } });
export type SendRequest = z.output<typeof SendRequest>;

export const Sent = z
  .strictObject({ mailId: z.uuid(), postage: z.string().meta({ description: "What it cost.", example: "50" }) })
  .meta({ id: "SentMail" });

export const TakeRequest = z
  .discriminatedUnion("what", [
    z.strictObject({ what: z.literal("all") }),
    z.strictObject({ what: z.literal("money") }),
    z.strictObject({ what: z.literal("item"), itemId: anId }),
  ])
  .meta({ id: "TakeMailRequest", example: { what: "all" } });
export type TakeRequest = z.output<typeof TakeRequest>;

export const Taken = z
  .strictObject({
    items: z.int().min(0).meta({ description: "Stacks taken.", example: 2 }),
    money: z.string().meta({ description: "Taken.", example: "1500" }),
  })
  .meta({ id: "TakenMail" });

export const PayRequest = z
  .strictObject({
    amount: Money.meta({ description: "What the letter asks for: said again, so that nobody pays by mistake.", example: "1500" }),
  })
  .meta({ id: "PayMailRequest" });

export const Paid = z.strictObject({ paid: z.string().meta({ example: "1500" }) }).meta({ id: "PaidMail" });
export const Returned = z.strictObject({ returned: z.literal(true) }).meta({ id: "ReturnedMail" });

const Summary = z.strictObject({
  mailId: z.uuid(),
  kind: z.enum(["letter", "payment", "system"]).meta({
    description: "letter: by a player; payment: what somebody paid on delivery; system: by the world.",
    example: "letter",
  }),
  from: z.strictObject({
    characterId: z.uuid().nullable(),
    name: z.string().nullable().meta({ description: "null: the world, or somebody who is gone.", example: "Mira" }),
    source: z.string().nullable().meta({ description: "Which part of the world, when it is by the world.", example: null }),
  }),
  subject: z.string().meta({ example: "For your new armour" }),
  sentAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().meta({ description: "Then it is gone, or goes back with what is in it." }),
  read: z.boolean(),
  returned: z.boolean().meta({ description: "Your own letter, which came back." }),
  items: z.int().min(0).meta({ description: "Stacks in it.", example: 2 }),
  money: z.string().meta({ description: "In it, of the main currency.", example: "0" }),
  cashOnDelivery: z.string().nullable().meta({ description: "To be paid before anything can be taken.", example: null }),
});
export type Summary = z.output<typeof Summary>;

export const MailboxPage = letterPages
  .of(Summary.meta({ id: "MailSummary" }))
  .extend({
    letters: z
      .int()
      .min(0)
      .meta({ description: `Letters of players in the mailbox; it takes ${MAIL.maxLetters}.`, example: 3 }),
    unread: z.int().min(0).meta({ description: "Of all letters.", example: 1 }),
  })
  .meta({ id: "MailboxPage" });
export type MailboxPage = z.output<typeof MailboxPage>;

export const Letter = Summary.extend({
  text: z.string().meta({ example: "As promised.\nUlf" }),
  attachments: z.array(
    z.strictObject({
      itemId: z.uuid(),
      templateId: z.string().meta({ example: "wolf_pelt" }),
      quantity: z.int().min(1),
      slot: z.int().min(0),
    }),
  ),
}).meta({ id: "Mail" });
export type Letter = z.output<typeof Letter>;
