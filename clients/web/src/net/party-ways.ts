import type { Party, PartyMemberChange, PartyState } from "#shared/api/generated.ts";
import type { Api } from "./api.ts";

export type { Party, PartyState };
export type PartyMember = Party["members"][number];

/** What one's character asks about parties; each answer says how it is then. @throws ApiError */
export interface PartyWays {
  read(): Promise<PartyState>;
  invite(name: string): Promise<PartyState>;
  answer(inviteId: string, accept: boolean): Promise<PartyState>;
  leave(): Promise<PartyState>;
  kick(memberId: string): Promise<PartyState>;
  change(memberId: string, change: PartyMemberChange): Promise<PartyState>;
  lead(memberId: string): Promise<PartyState>;
  loot(rule: Party["loot"]["rule"], threshold: Party["loot"]["threshold"]): Promise<PartyState>;
  raid(raid: boolean): Promise<PartyState>;
  askReady(): Promise<PartyState>;
  answerReady(ready: boolean): Promise<PartyState>;
}

export function partyWays(api: Api, characterId: string): PartyWays {
  const params = { characterId };
  return {
    read: () => api.call("GET /api/v1/party/{characterId}", { params }),
    invite: (name) => api.call("POST /api/v1/party/{characterId}/invites", { params, body: { name } }),
    answer: (inviteId, accept) =>
      accept
        ? api.call("POST /api/v1/party/{characterId}/invites/{inviteId}/accept", { params: { characterId, inviteId } })
        : api.call("POST /api/v1/party/{characterId}/invites/{inviteId}/decline", { params: { characterId, inviteId } }),
    leave: () => api.call("POST /api/v1/party/{characterId}/leave", { params }),
    kick: (memberId) => api.call("DELETE /api/v1/party/{characterId}/members/{memberId}", { params: { characterId, memberId } }),
    change: (memberId, body) =>
      api.call("PATCH /api/v1/party/{characterId}/members/{memberId}", { params: { characterId, memberId }, body }),
    lead: (memberId) => api.call("PUT /api/v1/party/{characterId}/leader", { params, body: { characterId: memberId } }),
    loot: (rule, threshold) => api.call("PUT /api/v1/party/{characterId}/loot", { params, body: { rule, threshold } }),
    raid: (raid) => api.call("PUT /api/v1/party/{characterId}/raid", { params, body: { raid } }),
    askReady: () => api.call("POST /api/v1/party/{characterId}/ready-check", { params }),
    answerReady: (ready) => api.call("POST /api/v1/party/{characterId}/ready-check/answer", { params, body: { ready } }),
  };
}
