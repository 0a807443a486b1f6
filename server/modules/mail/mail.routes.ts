import { Problem } from "#server/http/problem.ts";
import { type Route, route } from "#server/http/route.ts";
import {
  Letter,
  LetterParams,
  MailboxPage,
  MailboxParams,
  MailboxQuery,
  Paid,
  PayRequest,
  Returned,
  SendRequest,
  Sent,
  Taken,
  TakeRequest,
} from "./mail.schema.ts";
import type { MailService } from "./mail.service.ts";

const tag = "mail";
const BOX = "/api/v1/mail/{characterId}";
const LETTER = `${BOX}/{mailId}`;
const HERE = "Only at a mailbox of the world.";

/** A request that was answered before is answered again, wherever its sender is now: so this is asked for in its transaction. */
function assertThere(atMailbox: boolean): void {
  if (!atMailbox) throw new Problem("not_at_mailbox");
}

export function mailRoutes(mail: MailService): Route[] {
  return [
    route({
      method: "get",
      path: BOX,
      access: "account",
      tag,
      summary: "The mailbox of one of your characters",
      params: MailboxParams,
      query: MailboxQuery,
      responses: { 200: { description: "The newest arrival first.", schema: MailboxPage } },
      problems: ["character_not_found"],
      handler: async ({ identity, params, query }) => ({ status: 200, body: await mail.list(identity, params.characterId, query) }),
    }),
    route({
      method: "post",
      path: BOX,
      access: "account",
      tag,
      summary: "Send a letter",
      description: `With stacks of the bag and money, or with stacks that are paid for on delivery. Postage is taken from the sender. ${HERE}`,
      idempotent: "required",
      params: MailboxParams,
      body: SendRequest,
      responses: { 201: { description: "It has arrived.", schema: Sent } },
      problems: [
        ...(["character_not_found", "recipient_not_found", "chat_muted", "mail_to_self", "mailbox_full", "mail_limit_reached"] as const),
        ...(["not_at_mailbox", "item_not_found", "item_bound", "stale_version", "not_enough_currency", "currency_full"] as const),
        "trading_frozen",
      ],
      handler: async ({ identity, params, body, once }) => {
        const there = await mail.atMailbox(identity, params.characterId);
        return once(async (tx) => {
          assertThere(there);
          return { status: 201, body: await mail.send(tx, identity, params.characterId, body) };
        });
      },
    }),
    route({
      method: "get",
      path: LETTER,
      access: "account",
      tag,
      summary: "One letter with what is in it",
      params: LetterParams,
      responses: { 200: { description: "It.", schema: Letter } },
      problems: ["character_not_found", "mail_not_found"],
      handler: async ({ identity, params }) => ({ status: 200, body: await mail.letter(identity, params) }),
    }),
    route({
      method: "post",
      path: `${LETTER}/read`,
      access: "account",
      tag,
      summary: "Say that a letter was read",
      idempotent: "optional",
      params: LetterParams,
      responses: { 204: { description: "Noted." } },
      problems: ["character_not_found", "mail_not_found"],
      handler: ({ identity, params, once }) =>
        once(async (tx) => {
          await mail.markRead(tx, identity, params);
          return { status: 204 };
        }),
    }),
    route({
      method: "post",
      path: `${LETTER}/take`,
      access: "account",
      tag,
      summary: "Take what is in a letter",
      description: `All of it, its money, or one stack; all that is asked for or nothing. ${HERE}`,
      idempotent: "required",
      params: LetterParams,
      body: TakeRequest,
      responses: { 200: { description: "It is yours.", schema: Taken } },
      problems: [
        ...(["character_not_found", "mail_not_found", "mail_unpaid", "mail_empty", "not_at_mailbox"] as const),
        ...(["item_not_found", "bag_full", "currency_full", "trading_frozen"] as const),
      ],
      handler: async ({ identity, params, body, once }) => {
        const there = await mail.atMailbox(identity, params.characterId);
        return once(async (tx) => {
          assertThere(there);
          return { status: 200, body: await mail.take(tx, identity, params, body) };
        });
      },
    }),
    route({
      method: "post",
      path: `${LETTER}/pay`,
      access: "account",
      tag,
      summary: "Pay for what is in a letter",
      description: `The sender gets the money by mail; what is in the letter is yours and cannot be sent back any more. ${HERE}`,
      idempotent: "required",
      params: LetterParams,
      body: PayRequest,
      responses: { 200: { description: "Paid.", schema: Paid } },
      problems: [
        ...(["character_not_found", "mail_not_found", "mail_not_for_payment", "not_enough_currency", "sender_gone"] as const),
        ...(["not_at_mailbox", "trading_frozen"] as const),
      ],
      handler: async ({ identity, params, body, once }) => {
        const there = await mail.atMailbox(identity, params.characterId);
        return once(async (tx) => {
          assertThere(there);
          await mail.pay(tx, identity, params, body.amount);
          return { status: 200, body: { paid: String(body.amount) } };
        });
      },
    }),
    route({
      method: "post",
      path: `${LETTER}/return`,
      access: "account",
      tag,
      summary: "Send a letter back with what is in it",
      description: `To the player who sent it. ${HERE}`,
      idempotent: "required",
      params: LetterParams,
      responses: { 200: { description: "It is in the sender's mailbox.", schema: Returned } },
      problems: ["character_not_found", "mail_not_found", "mail_not_returnable", "sender_gone", "not_at_mailbox", "trading_frozen"],
      handler: async ({ identity, params, once }) => {
        const there = await mail.atMailbox(identity, params.characterId);
        return once(async (tx) => {
          assertThere(there);
          await mail.turnBack(tx, identity, params);
          return { status: 200, body: { returned: true } };
        });
      },
    }),
    route({
      method: "delete",
      path: LETTER,
      access: "account",
      tag,
      summary: "Throw an empty letter away",
      idempotent: "required",
      params: LetterParams,
      responses: { 204: { description: "It is gone." } },
      problems: ["character_not_found", "mail_not_found", "mail_not_empty"],
      handler: ({ identity, params, once }) =>
        once(async (tx) => {
          await mail.remove(tx, identity, params);
          return { status: 204 };
        }),
    }),
  ];
}
