import { randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import type { Content } from "#shared/content/schema.ts";
import { loadContent } from "#shared/content/load.ts";
import type { CharacterLease, CharacterSave } from "#rooms/ports/characters.ts";
import type { Kill } from "#rooms/ports/loot.ts";
import { PostgresCharacterStore } from "#server/adapters/character-store.ts";
import { PostgresLoot } from "#server/adapters/loot.ts";
import { Items } from "#server/modules/items/items.service.ts";
import type { LootNews } from "#server/modules/loot/loot.news.ts";
import { transact } from "#server/platform/transaction.ts";
import { type Database, openDatabase } from "#server/platform/prisma.ts";
import { newSecret } from "#server/platform/secret.ts";
import { createDatabase } from "#test/support/database.ts";

export const ZONE = "emberwatch_vale";
/** The room that is its first layer. */
export const ROOM = "room";

/** The adapters on a database of their own, with a clock that tests move. */
export class TestOffice {
  readonly databaseUrl: string;
  readonly database: Database;
  readonly content: Content;
  readonly characters: PostgresCharacterStore;
  readonly loot: PostgresLoot;
  /** What parties were told about their loot. */
  readonly news: LootNews[];
  readonly #clock: { now: number };
  readonly #drop: () => Promise<void>;
  /** What the store could not save. */
  readonly complaints: string[] = [];

  static async open(): Promise<TestOffice> {
    const { url, drop } = await createDatabase();
    const database = openDatabase(url, { poolSize: 20 });
    const content = loadContent();
    const clock = { now: Date.now() };
    const news: LootNews[] = [];
    const loot = await PostgresLoot.open({
      prisma: database.prisma,
      content,
      teller: { tell: (one) => news.push(one) },
      now: () => clock.now,
    });
    const lease = { owner: "elsewhere/1/x", epoch: 1n, roomId: ROOM, expiresAt: new Date(Date.now() + 3600_000) };
    await database.prisma.zoneLease.create({ data: { zoneId: ZONE, layer: 0, ...lease } });
    return new TestOffice(database, content, { loot, news }, clock, { url, drop });
  }

  private constructor(
    database: Database,
    content: Content,
    rooms: { loot: PostgresLoot; news: LootNews[] },
    clock: { now: number },
    { url, drop }: { url: string; drop: () => Promise<void> },
  ) {
    this.databaseUrl = url;
    this.database = database;
    this.content = content;
    this.loot = rooms.loot;
    this.news = rooms.news;
    this.#clock = clock;
    this.#drop = drop;
    this.characters = new PostgresCharacterStore(database.prisma, { error: (_details, message) => this.complaints.push(message) });
  }

  /** As after a restart: with the loot tables that the database has now. */
  lootAgain(): Promise<PostgresLoot> {
    const { prisma, content, news } = this;
    return PostgresLoot.open({ prisma, content, teller: { tell: (one) => news.push(one) }, now: () => this.now });
  }

  get prisma() {
    return this.database.prisma;
  }

  get now(): number {
    return this.#clock.now;
  }

  pass(ms: number): void {
    this.#clock.now += ms;
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.#drop();
  }

  /** Characters, each of a new account. */
  async people(count: number, bagSlots = 24): Promise<string[]> {
    const people = Array.from({ length: count }, () => ({ id: uuidv7(), accountId: uuidv7(), name: `T${randomBytes(7).toString("hex")}` }));
    await this.prisma.account.createMany({
      data: people.map(({ accountId }) => ({ id: accountId, email: `${accountId}@test.example`, passwordHash: "none" })),
    });
    await this.prisma.character.createMany({
      data: people.map(({ id, accountId, name }) => ({ id, accountId, name, nameKey: name.toLowerCase(), classId: "warden" })),
    });
    await this.prisma.characterInventory.createMany({ data: people.map(({ id }) => ({ characterId: id, bagSlots })) });
    return people.map(({ id }) => id);
  }

  /** New characters, held by a room. */
  async held(count: number, room = ROOM, bagSlots = 24): Promise<CharacterLease[]> {
    const ids = await this.people(count, bagSlots);
    await this.prisma.$executeRaw`UPDATE characters SET lease_owner = ${room}, lease_epoch = 1 WHERE id = ANY(${ids}::uuid[])`;
    return ids.map((characterId) => ({ characterId, epoch: 1n }));
  }

  /** @returns the id of their new party; the first of them leads it */
  async party(characterIds: readonly string[]): Promise<string> {
    const id = uuidv7();
    const members = characterIds.map((characterId, n) => ({
      characterId,
      rank: n === 0 ? "leader" : "member",
      role: "tank",
      seat: n + 1,
      joinedAt: new Date(),
    }));
    await this.prisma.party.create({ data: { id, createdAt: new Date(), members: { create: members } } });
    return id;
  }

  async ticket(characterId: string, expiresInMs = 15_000, zoneId = ZONE): Promise<string> {
    const { accountId } = await this.prisma.character.findUniqueOrThrow({ where: { id: characterId } });
    const session = await this.prisma.authSession.create({
      data: { id: uuidv7(), accountId, refreshHash: new Uint8Array(32), expiresAt: new Date(Date.now() + 60_000) },
    });
    const { text: ticket, hash } = newSecret();
    const row = { hash, sessionId: session.id, zoneId, expiresAt: new Date(Date.now() + expiresInMs) };
    await this.prisma.characterTicket.upsert({ where: { characterId }, create: { characterId, ...row }, update: row });
    return ticket;
  }

  character(id: string) {
    return this.prisma.character.findUniqueOrThrow({ where: { id }, include: { position: true } });
  }

  /** Items of a character, by slot. */
  bag(characterId: string) {
    return this.prisma.characterItem.findMany({ where: { ownerType: "character", ownerId: characterId }, orderBy: { slot: "asc" } });
  }

  /** Lays an item down, reserved for nobody unless said otherwise. */
  async drop(templateId: string, quantity = 1, owner: string | null = null): Promise<string> {
    const id = uuidv7();
    const times = { ownedUntil: new Date(this.now + 60_000), expiresAt: new Date(this.now + 180_000) };
    const items = new Items({ content: this.content });
    const op = { id: uuidv7(), reason: "operator" } as const;
    await transact(this.prisma, (tx) => items.apply(tx, op, [{ create: { id, templateId, quantity }, to: { zone: ZONE } }]));
    await this.prisma.worldDrop.create({ data: { itemId: id, zoneId: ZONE, layer: 0, x: 1, y: 1, ownerCharacterId: owner, ...times } });
    return id;
  }
}

export function stateOf(lease: CharacterLease, more: Partial<CharacterSave> = {}): CharacterSave {
  return { lease, zoneId: ZONE, layer: 0, x: 10.5, y: 20.25, facing: 1.5, health: 77, resource: 12.5, carried: null, ...more };
}

export function killBy(leases: readonly CharacterLease[], more: Partial<Kill> = {}): Kill {
  return {
    killId: uuidv7(),
    roomId: ROOM,
    zoneId: ZONE,
    layer: 0,
    npcId: "grimjaw",
    x: 100,
    y: 100,
    credits: leases.map((lease) => ({ lease, experience: 50 })),
    lootOwner: leases[0] ?? null,
    party: null,
    ...more,
  };
}
