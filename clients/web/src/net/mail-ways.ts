import type { Mail, MailboxPage, PayMailRequest, SendMailRequest, SentMail, TakenMail, TakeMailRequest } from "#shared/api/generated.ts";
import type { Api } from "./api.ts";

export type LetterSummary = MailboxPage["items"][number];

/** One's character's letters. @throws ApiError */
export interface MailWays {
  list(cursor?: string): Promise<MailboxPage>;
  letter(mailId: string): Promise<Mail>;
  read(mailId: string): Promise<unknown>;
  take(mailId: string, body: TakeMailRequest): Promise<TakenMail>;
  pay(mailId: string, body: PayMailRequest): Promise<unknown>;
  sendBack(mailId: string): Promise<unknown>;
  remove(mailId: string): Promise<unknown>;
  send(body: SendMailRequest): Promise<SentMail>;
}

export function mailWays(api: Api, characterId: string): MailWays {
  const box = { characterId };
  return {
    list: (cursor) => api.call("GET /api/v1/mail/{characterId}", { params: box, query: { limit: 20, ...(cursor && { cursor }) } }),
    letter: (mailId) => api.call("GET /api/v1/mail/{characterId}/{mailId}", { params: { ...box, mailId } }),
    read: (mailId) => api.call("POST /api/v1/mail/{characterId}/{mailId}/read", { params: { ...box, mailId } }),
    take: (mailId, body) => api.change("POST /api/v1/mail/{characterId}/{mailId}/take", { params: { ...box, mailId }, body }),
    pay: (mailId, body) => api.change("POST /api/v1/mail/{characterId}/{mailId}/pay", { params: { ...box, mailId }, body }),
    sendBack: (mailId) => api.change("POST /api/v1/mail/{characterId}/{mailId}/return", { params: { ...box, mailId } }),
    remove: (mailId) => api.change("DELETE /api/v1/mail/{characterId}/{mailId}", { params: { ...box, mailId } }),
    send: (body) => api.change("POST /api/v1/mail/{characterId}", { params: box, body }),
  };
}
