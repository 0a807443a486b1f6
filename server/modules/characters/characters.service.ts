import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import { append } from "#server/outbox/append.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { newSecret } from "#server/platform/secret.ts";
import type { Content } from "#shared/content/schema.ts";
import * as repository from "./characters.repository.ts";
import { type CharacterView, MAX_SLOTS, type NewCharacter, type Selection } from "./characters.schema.ts";

const TICKET_S = 15;

export interface CharactersDeps {
  prisma: PrismaClient;
  content: Content;
  /** Epoch ms. */
  now: () => number;
}

/** The characters of an account. Somebody else's character is as unknown as one that does not exist. */
export class CharactersService {
  readonly #prisma: PrismaClient;
  readonly #now: () => number;
  readonly #classes: ReadonlySet<string>;
  readonly #zones: ReadonlySet<string>;
  readonly #entryZone: string;

  constructor({ prisma, content, now }: CharactersDeps) {
    this.#prisma = prisma;
    this.#now = now;
    this.#classes = new Set(content.classes.map((c) => c.id));
    this.#zones = new Set(content.zones.map((z) => z.id));
    this.#entryZone = content.zones[0].id;
  }

  async list(accountId: string): Promise<CharacterView[]> {
    return (await repository.listCharacters(this.#prisma, accountId)).map(toView);
  }

  /** @throws Problem character_not_found */
  async get(accountId: string, id: string): Promise<CharacterView> {
    return toView(await this.#find(this.#prisma, accountId, id));
  }

  /** Makes a level 1 character in the first free slot, in the transaction given. @throws Problem invalid_request, slots_full, name_taken */
  async create(tx: Tx, accountId: string, { name, classId }: NewCharacter): Promise<CharacterView> {
    if (!this.#classes.has(classId)) {
      const message = "There is no such class.";
      throw new Problem("invalid_request", { detail: `classId: ${message}`, errors: [{ in: "body", path: "classId", message }] });
    }
    const createdAt = new Date(this.#now());
    const id = uuidv7();
    const slot = freeSlot(await repository.lockSlots(tx, accountId));
    const row = { id, accountId, name: name.shown, nameKey: name.key, classId, createdAt };
    if (!(await repository.insertCharacter(tx, row, slot))) throw new Problem("name_taken");
    await append(tx, { name: "CHARACTER_CREATED", accountId, characterId: id, payload: { name: name.shown, classId, slot } });
    return toView(await this.#find(tx, accountId, id));
  }

  /** A ticket for the zone where the character is. @throws Problem character_not_found, zone_unavailable */
  async select(accountId: string, sessionId: string, id: string): Promise<Selection> {
    const character = await this.#find(this.#prisma, accountId, id);
    const zoneId = this.#zoneOf(character);
    const room = await repository.findRoom(this.#prisma, zoneId);
    if (!room) throw new Problem("zone_unavailable");
    const { text: ticket, hash } = newSecret();
    const expiresAt = await repository.putTicket(this.#prisma, { characterId: id, hash, sessionId, zoneId, lifetimeS: TICKET_S });
    return {
      ticket,
      expiresAt: expiresAt.toISOString(),
      room: { endpoint: room.address, roomId: room.roomId, zoneId, layer: room.layer },
    };
  }

  async #find(db: PrismaClient | Tx, accountId: string, id: string): Promise<repository.CharacterRow> {
    const character = await repository.findCharacter(db, accountId, id);
    if (!character) throw new Problem("character_not_found");
    return character;
  }

  #zoneOf({ position }: repository.CharacterRow): string {
    return position && this.#zones.has(position.zoneId) ? position.zoneId : this.#entryZone;
  }
}

/** @throws Problem slots_full */
function freeSlot(used: readonly number[]): number {
  for (let slot = 1; slot <= MAX_SLOTS; slot++) if (!used.includes(slot)) return slot;
  throw new Problem("slots_full");
}

function toView(row: repository.CharacterRow): CharacterView {
  const { id, name, classId, level, experience, slot, position, createdAt, lastPlayedAt } = row;
  return {
    id,
    name,
    classId,
    level,
    experience: Number(experience),
    slot: slot?.slot ?? 1,
    zoneId: position?.zoneId ?? null,
    createdAt: createdAt.toISOString(),
    lastPlayedAt: lastPlayedAt?.toISOString() ?? null,
  };
}
