import assert from "node:assert/strict";
import type { Reply, TestApi } from "./api.ts";

/** A character in the world, with its player's requests about parties. */
export class Friend {
  readonly id: string;
  readonly name: string;
  readonly accountId: string;
  readonly token: string;
  readonly #api: TestApi;

  constructor(api: TestApi, { id, name, accountId, token }: { id: string; name: string; accountId: string; token: string }) {
    this.#api = api;
    this.id = id;
    this.name = name;
    this.accountId = accountId;
    this.token = token;
  }

  send(method: string, path = "", body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    return this.#api.send(method, `/api/v1/party/${this.id}${path}`, body, { token: this.token, headers });
  }

  invite(other: { name: string }): Promise<Reply> {
    return this.send("POST", "/invites", { name: other.name });
  }

  /** Of the invitations that wait, the one from `other`, else any. */
  async accept(other?: Friend): Promise<Reply> {
    return this.send("POST", `/invites/${await this.inviteFrom(other)}/accept`);
  }

  async inviteFrom(other?: Friend): Promise<string> {
    const { invites } = await this.state();
    const found = invites.find((i: { from: { characterId: string } }) => !other || i.from.characterId === other.id);
    assert.ok(found, `${this.name} has no invitation of ${other?.name}`);
    return found.id;
  }

  leave(): Promise<Reply> {
    return this.send("POST", "/leave");
  }

  kick(other: { id: string }): Promise<Reply> {
    return this.send("DELETE", `/members/${other.id}`);
  }

  change(other: { id: string }, change: unknown): Promise<Reply> {
    return this.send("PATCH", `/members/${other.id}`, change);
  }

  // biome-ignore lint/suspicious/noExplicitAny: its shape is checked with every answer
  async state(): Promise<any> {
    const reply = await this.send("GET");
    assert.equal(reply.status, 200, reply.text);
    return reply.body;
  }

  // biome-ignore lint/suspicious/noExplicitAny: its shape is checked with every answer
  async party(): Promise<any> {
    return (await this.state()).party;
  }
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
let made = 0;

/** New characters, each of an account of its own, in the world: quick to make. */
export async function friends(api: TestApi, count: number): Promise<Friend[]> {
  const { prisma } = api.database;
  await api.openZone(3600);
  const all: Friend[] = [];
  for (let n = 0; n < count; n++) {
    const { accountId, token } = await api.visitor("player");
    const number = made++;
    const name = `Pal${LETTERS[Math.floor(number / 676) % 26]}${LETTERS[Math.floor(number / 26) % 26]}${LETTERS[number % 26]}`;
    const reply = await api.post("/api/v1/characters", { name, classId: "warden" }, { token });
    assert.equal(reply.status, 201, reply.text);
    all.push(new Friend(api, { id: reply.body.id, name, accountId, token }));
  }
  await prisma.character.updateMany({ where: { id: { in: all.map(({ id }) => id) } }, data: { leaseOwner: "room1" } });
  return all;
}

/** Out of the world; back in. */
export async function setInWorld(api: TestApi, who: Friend, inWorld: boolean): Promise<void> {
  await api.database.prisma.character.update({ where: { id: who.id }, data: { leaseOwner: inWorld ? "room1" : null } });
}

/** A party of new characters; the first leads. */
export async function partyOf(api: TestApi, count: number): Promise<Friend[]> {
  const all = await friends(api, count);
  await join(all[0], all.slice(1));
  return all;
}

/** The leader invites them and they accept. */
export async function join(leader: Friend, others: readonly Friend[]): Promise<void> {
  for (const other of others) {
    const invited = await leader.invite(other);
    assert.equal(invited.status, 200, invited.text);
    const accepted = await other.accept(leader);
    assert.equal(accepted.status, 200, accepted.text);
  }
}
