import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import { append } from "#server/outbox/append.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { newSecret } from "#server/platform/secret.ts";
import { isRunning, place } from "#server/zones/placement.ts";
import type { AppearanceChoices, Content } from "#shared/content/schema.ts";
import { APPEARANCE_PARTS, type Appearance, type AppearancePart, packAppearance, unpackAppearance } from "#shared/rules/appearance.ts";
import * as repository from "./characters.repository.ts";
import { type CharacterView, type NewCharacter, RESTORE_DAYS, type Selection } from "./characters.schema.ts";
import { NamePolicy } from "./names.ts";

const TICKET_S = 15;
const RESTORE_MS = RESTORE_DAYS * 86_400_000;

export interface CharactersDeps {
  prisma: PrismaClient;
  content: Content;
  /** Characters of an account. */
  slots: number;
  /** Epoch ms. */
  now: () => number;
}

/** The characters of an account. Somebody else's character is as unknown as one that does not exist. */
export class CharactersService {
  readonly slots: number;
  readonly #prisma: PrismaClient;
  readonly #now: () => number;
  readonly #content: Content;
  readonly #names: NamePolicy;

  constructor({ prisma, content, slots, now }: CharactersDeps) {
    this.slots = slots;
    this.#prisma = prisma;
    this.#now = now;
    this.#content = content;
    this.#names = new NamePolicy(content.names);
  }

  async list(accountId: string): Promise<{ characters: CharacterView[]; deleted: CharacterView[] }> {
    const all = (await repository.listCharacters(this.#prisma, accountId)).filter((row) => this.#exists(row)).map(toView);
    return { characters: all.filter((view) => !view.restorableUntil), deleted: all.filter((view) => view.restorableUntil) };
  }

  /** @throws Problem character_not_found */
  async get(accountId: string, id: string): Promise<CharacterView> {
    return toView(await this.#find(this.#prisma, accountId, id));
  }

  /** Makes a level 1 character in the first free slot, in the transaction given. @throws Problem invalid_request, slots_full, name_taken */
  async create(tx: Tx, accountId: string, { name, classId, originId, appearance }: NewCharacter): Promise<CharacterView> {
    const { classes, origins } = this.#content;
    const refused = this.#names.refusal(name);
    if (refused !== null) throw badField("name", refused);
    if (!classes.some((c) => c.id === classId)) throw badField("classId", "There is no such class.");
    const origin = originId === undefined ? origins[0] : origins.find((o) => o.id === originId);
    if (originId !== undefined && !origin) throw badField("originId", "There is no such origin.");
    const look = appearance ?? unpackAppearance(0);
    const odd = unknownPart(look, this.#content.appearance);
    if (odd) throw badField(`appearance.${odd}`, "There is no such choice.");

    const id = uuidv7();
    const slot = this.#freeSlot(await repository.lockSlots(tx, accountId));
    const row = {
      id,
      accountId,
      name: name.shown,
      nameKey: name.key,
      classId,
      originId: origin?.id ?? null,
      appearance: packAppearance(look),
    };
    if (!(await repository.insertCharacter(tx, { ...row, createdAt: new Date(this.#now()) }, slot))) throw new Problem("name_taken");
    const payload = { name: name.shown, classId, originId: row.originId, slot };
    await append(tx, { name: "CHARACTER_CREATED", accountId, characterId: id, payload });
    return toView(await this.#find(tx, accountId, id));
  }

  /** Gives its slot free; all else stays for RESTORE_DAYS. @throws Problem character_not_found, character_in_world, too_many_deleted */
  async remove(tx: Tx, accountId: string, id: string): Promise<CharacterView> {
    await repository.lockSlots(tx, accountId);
    const character = await repository.lockCharacter(tx, accountId, id);
    if (!character || character.deletedAt) throw new Problem("character_not_found");
    if (character.inWorld) throw new Problem("character_in_world");
    // names stay taken: who makes and deletes characters all day must not collect them
    if ((await repository.countDeleted(tx, accountId)) >= this.slots) throw new Problem("too_many_deleted");
    await repository.markDeleted(tx, id, new Date(this.#now()));
    const view = toView(await this.#find(tx, accountId, id));
    const payload = { name: character.name, restorableUntil: view.restorableUntil };
    await append(tx, { name: "CHARACTER_DELETED", accountId, characterId: id, payload });
    return view;
  }

  /** Back into the first free slot. @throws Problem character_not_found, slots_full */
  async restore(tx: Tx, accountId: string, id: string): Promise<CharacterView> {
    const used = await repository.lockSlots(tx, accountId);
    const character = await repository.lockCharacter(tx, accountId, id);
    if (!character?.deletedAt || !this.#exists(character)) throw new Problem("character_not_found");
    const slot = this.#freeSlot(used);
    await repository.markRestored(tx, id);
    await repository.putInSlot(tx, accountId, slot, id);
    await append(tx, { name: "CHARACTER_RESTORED", accountId, characterId: id, payload: { name: character.name, slot } });
    return toView(await this.#find(tx, accountId, id));
  }

  /** A ticket for the zone where the character is. @throws Problem character_not_found, zone_full, zone_unavailable */
  async select(accountId: string, sessionId: string, id: string): Promise<Selection> {
    const character = await this.#find(this.#prisma, accountId, id);
    if (character.deletedAt) throw new Problem("character_not_found");
    const zoneId = this.#zoneOf(character);
    const room = await place(this.#prisma, { zoneId, characterId: id });
    if (!room) throw new Problem((await isRunning(this.#prisma, zoneId)) ? "zone_full" : "zone_unavailable");
    const { text: ticket, hash } = newSecret();
    const expiresAt = await repository.putTicket(this.#prisma, { characterId: id, hash, sessionId, zoneId, lifetimeS: TICKET_S });
    if (!expiresAt) throw new Problem("character_not_found");
    return {
      ticket,
      expiresAt: expiresAt.toISOString(),
      room: { endpoint: room.address, roomId: room.roomId, zoneId, layer: room.layer },
    };
  }

  async #find(db: PrismaClient | Tx, accountId: string, id: string): Promise<repository.CharacterRow> {
    const character = await repository.findCharacter(db, accountId, id);
    if (!character || !this.#exists(character)) throw new Problem("character_not_found");
    return character;
  }

  /** False once its time to be restored is over, also before upkeep has removed it. */
  #exists({ deletedAt }: { deletedAt: Date | null }): boolean {
    return deletedAt === null || deletedAt.getTime() + RESTORE_MS > this.#now();
  }

  #zoneOf({ zoneId }: repository.CharacterRow): string {
    const { zones } = this.#content;
    return zones.find((zone) => zone.id === zoneId)?.id ?? zones[0].id;
  }

  /** @throws Problem slots_full */
  #freeSlot(used: readonly number[]): number {
    for (let slot = 1; slot <= this.slots; slot++) if (!used.includes(slot)) return slot;
    throw new Problem("slots_full");
  }
}

function badField(path: string, message: string): Problem {
  return new Problem("invalid_request", { detail: `${path}: ${message}`, errors: [{ in: "body", path, message }] });
}

/** The first part whose choice the content does not have. */
function unknownPart(look: Appearance, { bodies, skins, hairStyles, hairColours, outfits }: AppearanceChoices): AppearancePart | undefined {
  const counts = {
    body: bodies.length,
    skin: skins.length,
    hair: hairStyles.length,
    hairColour: hairColours.length,
    outfit: outfits.length,
  };
  return APPEARANCE_PARTS.find((part) => look[part] >= counts[part]);
}

function toView(row: repository.CharacterRow): CharacterView {
  const { id, name, classId, originId, level, experience, slot, zoneId, createdAt, lastPlayedAt, deletedAt } = row;
  return {
    id,
    name,
    classId,
    originId,
    appearance: unpackAppearance(row.appearance),
    level,
    experience: Number(experience),
    slot,
    zoneId,
    createdAt: createdAt.toISOString(),
    lastPlayedAt: lastPlayedAt?.toISOString() ?? null,
    restorableUntil: deletedAt && new Date(deletedAt.getTime() + RESTORE_MS).toISOString(),
  };
}
