import type { Notifier } from "#rooms/ports/notifier.ts";
import type { PartyNews, PartyTeller } from "#server/modules/party/party.news.ts";
import { PARTY_NEWS } from "#shared/protocol/party.ts";
import { topics } from "#shared/protocol/topics.ts";

/** News of parties as notifications over the hub; who joins or leaves one follows other topics from now on. */
export class HubPartyTeller implements PartyTeller {
  readonly #notifier: Notifier;

  constructor(notifier: Notifier) {
    this.#notifier = notifier;
  }

  tell({ to, kind, data }: PartyNews): void {
    for (const accountId of to) this.#notifier.publish(topics.notifications(accountId), `${PARTY_NEWS}${kind}`, data);
    this.#notifier.moved(to);
  }
}
