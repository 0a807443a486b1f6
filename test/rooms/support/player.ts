import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { LoginAnswer } from "#shared/api/generated.ts";
import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import type { EnterRecord } from "#shared/protocol/snapshot.ts";
import { GROUND, type ServerProcess, type World } from "./server-process.ts";
import { TestClient } from "./test-client.ts";

interface Room {
  endpoint: string;
  roomId: string;
  layer: number;
}

/** Letters only, as names want them. */
function randomName(): string {
  // no vowels: chance makes no word of them that names may not have
  const letters = [...randomBytes(10)].map((b) => "bcdghjkmnpqstwyz"[b % 16]).join("");
  return `T${letters}`;
}

/** Somebody who does everything over the API that players have. */
export class Player {
  readonly email: string;
  password = "a long enough password";
  readonly name = randomName();
  characterId = "";
  refreshToken = "";
  #token = "";

  constructor({ email }: { email: string } = { email: `${randomBytes(8).toString("hex")}@test.example` }) {
    this.email = email;
  }

  /** A new account with a character that stands in the proving ground. */
  static async create(world: World, server: ServerProcess, classId = "warden"): Promise<Player> {
    const player = new Player();
    await player.call(server, "POST", "/auth/register", { email: player.email, password: player.password });
    await player.logIn(server);
    await player.makeCharacter(world, server, classId);
    return player;
  }

  /** A character that stands in the proving ground. */
  async makeCharacter(world: World, server: ServerProcess, classId = "warden"): Promise<void> {
    const character = (await this.call(server, "POST", "/characters", { name: this.name, classId })) as { id: string };
    this.characterId = character.id;
    await world.sql.query(
      "INSERT INTO player_positions (character_id, zone_id, x, y, facing, updated_at) VALUES ($1, $2, 60, 60, 0, now())",
      [character.id, GROUND],
    );
  }

  /** The same person on another device, without a character there. */
  async elsewhere(server: ServerProcess): Promise<Player> {
    const other = new Player(this);
    await other.logIn(server);
    return other;
  }

  /** Makes it strong enough to win many fights in a row. Before it enters. */
  async train(world: World): Promise<void> {
    await world.sql.query("UPDATE characters SET level = 6, experience = 4400 WHERE id = $1", [this.characterId]);
  }

  async logIn(server: ServerProcess): Promise<LoginAnswer> {
    const body = { email: this.email, password: this.password };
    const answer = (await this.call(server, "POST", "/auth/login", body)) as LoginAnswer;
    this.#token = answer.accessToken;
    this.refreshToken = answer.refreshToken;
    return answer;
  }

  async call(server: ServerProcess, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<unknown> {
    const answer = await fetch(`${server.web}/api/v1${path}`, {
      method,
      headers: {
        ...headers,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(this.#token ? { authorization: `Bearer ${this.#token}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  select(server: ServerProcess): Promise<{ ticket: string; room: Room }> {
    return this.call(server, "POST", `/characters/${this.characterId}/select`) as Promise<{ ticket: string; room: Room }>;
  }

  /** Selects the character and enters its zone. */
  async enter(server: ServerProcess): Promise<TestClient> {
    const { ticket, room } = await this.select(server);
    return new TestClient(room.endpoint, room.roomId).join({ ticket });
  }

  /** The same, trying again while no server has the zone. */
  async enterSoon(server: ServerProcess): Promise<TestClient> {
    const end = Date.now() + 60_000;
    for (;;) {
      try {
        return await this.enter(server);
      } catch (error) {
        if (Date.now() > end) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  async bag(server: ServerProcess): Promise<Record<string, number>> {
    const { items } = (await this.call(server, "GET", `/inventory/${this.characterId}`)) as {
      items: { templateId: string; quantity: number }[];
    };
    const sums: Record<string, number> = {};
    for (const { templateId, quantity } of items) sums[templateId] = (sums[templateId] ?? 0) + quantity;
    return sums;
  }
}

/** Walks to the nearest living NPC and hits it until it is dead. @returns what the server then says */
export async function killOne(client: TestClient): Promise<{ gained: number; experience: number; level: number }> {
  const before = client.messages.filter((m) => m.type === "progress").length;
  const end = Date.now() + 60_000;
  for (;;) {
    const progress = client.messages.filter((m) => m.type === "progress");
    if (progress.length > before) return progress[before].payload as never;
    assert.ok(Date.now() < end, "the fight takes too long");
    assert.ok((client.self.vitals?.health ?? 1) > 0, "the boar has won");
    const target = nearest(client, (e) => e.kind === EntityKind.NPC && (e.flags & (EntityFlag.DEAD | EntityFlag.EVADING)) === 0);
    if (!target) {
      await client.snapshotsMore(2);
      continue;
    }
    if (client.distanceTo(target) > 1.8) client.input(towards(client, target));
    else {
      // whatever is ready: the rest is refused
      for (const slot of [3, 2, 1, 0]) client.act({ kind: 1, slot, target: target.id, aimX: target.x, aimY: target.y });
    }
    await client.snapshotsMore(client.distanceTo(target) > 1.8 ? 1 : 4);
  }
}

/** Uses the object with this place in the zone's list, once it is in sight. */
export async function useObject(client: TestClient, place: number): Promise<void> {
  const find = () => [...client.entities.values()].find((e) => e.kind === EntityKind.OBJECT && e.template === place + 1);
  await client.until(() => find() !== undefined, `object ${place} in sight`);
  client.act({ kind: 3, target: find()?.id ?? 0 });
}

/** Walks to the nearest drop and takes it. @returns the items of the `loot` message, null when nothing lies there */
export async function takeOne(client: TestClient): Promise<{ templateId: string; quantity: number }[] | null> {
  await client.snapshotsMore(6);
  const drop = nearest(client, (e) => e.kind === EntityKind.DROP && e.target === client.id);
  if (!drop) return null;
  const before = client.messages.filter((m) => m.type === "loot").length;
  while (client.distanceTo(drop) > 1.5) {
    client.input(towards(client, drop));
    await client.snapshotsMore(1);
  }
  client.act({ kind: 3, target: drop.id });
  await client.until(() => client.messages.filter((m) => m.type === "loot").length > before, "loot");
  return client.messages.filter((m) => m.type === "loot")[before].payload.items as never;
}

function nearest(client: TestClient, wanted: (e: EnterRecord) => boolean): EnterRecord | undefined {
  return [...client.entities.values()].filter(wanted).sort((a, b) => client.distanceTo(a) - client.distanceTo(b))[0];
}

function towards(client: TestClient, e: EnterRecord): { moveX: number; moveY: number } {
  const dx = e.x / 64 - client.x;
  const dy = e.y / 64 - client.y;
  const d = Math.hypot(dx, dy) || 1;
  return { moveX: Math.round((dx / d) * 127), moveY: Math.round((dy / d) * 127) };
}
