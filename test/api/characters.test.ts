import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { type Player, TestApi, ZONE } from "./support/api.ts";

const MINE = "/api/v1/characters";
const NOBODY = "00000000-0000-7000-8000-000000000000";

describe("characters, inventory and zones", () => {
  let api: TestApi;
  let player: Player;
  before(async () => {
    api = await TestApi.start();
    player = await api.player();
  });
  after(() => api.stop());

  const create = (name: unknown, who = player, classId: unknown = "warden") =>
    api.post(MINE, { name, classId }, { token: who.accessToken });

  it("3.1 create, list and get; the first slot, an empty bag of 24, an event", async () => {
    const made = await create("mira");
    assert.equal(made.status, 201);
    const { id } = made.body;
    assert.equal(made.headers.get("location"), `${MINE}/${id}`);
    const { name, classId, level, experience, slot, zoneId } = made.body;
    assert.deepEqual(
      { name, classId, level, experience, slot, zoneId },
      { name: "Mira", classId: "warden", level: 1, experience: 0, slot: 1, zoneId: null },
    );
    assert.deepEqual((await api.get(`${MINE}/${id}`, { token: player.accessToken })).body, made.body);
    assert.deepEqual((await api.get(MINE, { token: player.accessToken })).body, { characters: [made.body], deleted: [], maxSlots: 8 });
    const bag = await api.get(`/api/v1/inventory/${id}`, { token: player.accessToken });
    assert.deepEqual(bag.body, { characterId: id, capacity: 24, items: [], equipment: [], bank: { capacity: 32, items: [] } });
    const event = await api.database.prisma.gameEvent.findFirstOrThrow({ where: { characterId: id } });
    assert.equal(event.name, "CHARACTER_CREATED");
    assert.equal(event.accountId, player.accountId);
  });

  it("3.1 a name is unique whatever the case, and whoever has it", async () => {
    const other = await api.player();
    for (const name of ["Mira", "MIRA", " mIrA "]) assert.equal((await create(name, other)).body.code, "name_taken", name);
    const tries = await Promise.all(Array.from({ length: 10 }, (_, n) => create(n % 2 ? "Rana" : "rAnA", n < 5 ? player : other)));
    assert.equal(tries.filter(({ status }) => status === 201).length, 1);
    assert.equal(tries.filter(({ body }) => body.code === "name_taken").length, 9);
    assert.equal(await api.database.prisma.character.count({ where: { nameKey: "rana" } }), 1);
  });

  it("3.1 eight slots, also when ten are asked for at once", async () => {
    const many = await api.player();
    const tries = await Promise.all(Array.from({ length: 10 }, (_, n) => create(`Many${String.fromCharCode(97 + n)}`, many)));
    assert.equal(tries.filter(({ status }) => status === 201).length, 8, tries.map((t) => t.text).join("\n"));
    assert.equal(tries.filter(({ body }) => body.code === "slots_full").length, 2);
    const { characters } = (await api.get(MINE, { token: many.accessToken })).body;
    assert.deepEqual(
      characters.map((c: { slot: number }) => c.slot),
      [1, 2, 3, 4, 5, 6, 7, 8],
    );
  });

  it("3.1 a class has to exist, a name has to be one", async () => {
    const noClass = await create("Tara", player, "archlich");
    assert.equal(noClass.status, 400);
    assert.equal(noClass.body.errors[0].path, "classId");
    for (const name of [
      "",
      "ab",
      "Mira2",
      "Mir\u0430",
      "x".repeat(17),
      "<script>alert(1)</script>",
      "'; DROP TABLE characters; --",
      5,
      null,
      ["Tara"],
    ]) {
      const reply = await create(name);
      assert.equal(reply.status, 400, String(name));
      assert.equal(reply.body.errors[0].path, "name");
    }
    assert.equal((await create("Tara", player, "__proto__")).status, 400);
  });

  it("3.1 selecting gives a ticket for the room that runs the zone, once per selection", async () => {
    const select = async (id: string) => api.post(`${MINE}/${id}/select`, undefined, { token: player.accessToken });
    const id = (await create("Selda")).body.id;
    assert.equal((await select(id)).body.code, "zone_unavailable", "nobody runs it");
    await api.openZone(-1);
    assert.equal((await select(id)).body.code, "zone_unavailable", "its lease ran out");
    await api.openZone(60);
    const first = await select(id);
    assert.equal(first.status, 200);
    assert.deepEqual(first.body.room, { endpoint: "ws://127.0.0.1:4321", roomId: "room1", zoneId: ZONE, layer: 1 });
    assert.equal(Buffer.from(first.body.ticket, "base64url").length, 32);
    const second = await select(id);
    assert.notEqual(second.body.ticket, first.body.ticket);
    const rows = await api.database.prisma.$queryRaw<Array<{ hash: Uint8Array; left: number }>>`
      SELECT hash, extract(epoch FROM expires_at - now())::float8 AS left FROM character_tickets WHERE character_id = ${id}::uuid`;
    assert.equal(rows.length, 1, "a newer ticket replaces the earlier");
    assert.ok(Buffer.from(rows[0].hash).equals(createHash("sha256").update(second.body.ticket).digest()));
    assert.ok(rows[0].left <= 15);
  });

  it("R28 somebody else's character is as unknown as none", async () => {
    const id = await api.character(player, "Private");
    const thief = await api.player();
    await api.openZone(60);
    const asks = [
      (who: string) => api.get(`${MINE}/${who}`, { token: thief.accessToken }),
      (who: string) => api.post(`${MINE}/${who}/select`, undefined, { token: thief.accessToken }),
      (who: string) => api.get(`/api/v1/inventory/${who}`, { token: thief.accessToken }),
    ];
    for (const ask of asks) {
      const { requestId: _a, ...foreign } = (await ask(id)).body;
      const { requestId: _b, ...unknown } = (await ask(NOBODY)).body;
      assert.equal(foreign.code, "character_not_found");
      assert.deepEqual(foreign, unknown);
      assert.equal((await ask("1 OR 1=1")).status, 400);
    }
    assert.deepEqual((await api.get(MINE, { token: thief.accessToken })).body.characters, []);
    assert.equal(await api.database.prisma.characterTicket.count({ where: { characterId: id } }), 0);
  });

  it("4.1 the bag shows stacks in slot order and nothing else's", async () => {
    const id = await api.character(player, "Packer");
    const other = await api.character(player, "Another");
    const [a, b, c] = [uuidv7(), uuidv7(), uuidv7()];
    const template = await api.database.prisma.itemTemplate.findFirstOrThrow();
    const item = { templateId: template.id, ownerType: "character", place: "bag" };
    await api.database.prisma.characterItem.createMany({
      data: [
        { ...item, id: a, ownerId: id, slot: 5, quantity: 1 },
        { ...item, id: b, ownerId: id, slot: 2, quantity: 3 },
        { ...item, id: c, ownerId: other, slot: 0, quantity: 1 },
      ],
    });
    const bag = await api.get(`/api/v1/inventory/${id}`, { token: player.accessToken });
    const plain = { version: 0, bound: false, durability: null, quality: null, stats: {} };
    assert.deepEqual(bag.body.items, [
      { ...plain, itemId: b, templateId: template.id, quantity: 3, slot: 2 },
      { ...plain, itemId: a, templateId: template.id, quantity: 1, slot: 5 },
    ]);
  });

  it("9.13 content comes with a tag and is not sent twice; what players must not know is not in it", async () => {
    const content = await api.get("/api/v1/content");
    assert.equal(content.status, 200);
    const etag = content.headers.get("etag") ?? "";
    assert.equal(etag, `"${content.body.hash}"`);
    const again = await api.get("/api/v1/content", { headers: { "if-none-match": `"other", W/${etag}` } });
    assert.equal(again.status, 304);
    assert.equal(again.text, "");
    assert.equal((await api.get("/api/v1/content", { headers: { "if-none-match": '"other"' } })).status, 200);
    for (const secret of ["lootTable", "spawns", "entries", "aggroRadiusM"]) assert.ok(!content.text.includes(`"${secret}"`), secret);
  });
});
