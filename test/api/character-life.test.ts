import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import { type Player, TestApi } from "./support/api.ts";

const MINE = "/api/v1/characters";
const DAY_MS = 86_400_000;

describe("3.1 characters: how they look, where they are from, deleting and restoring", () => {
  let api: TestApi;
  let player: Player;
  before(async () => {
    api = await TestApi.start();
  });
  after(() => api.stop());
  beforeEach(async () => {
    player = await api.player();
  });

  let made = 0;
  /** Names that differ by more than looks. */
  const freshName = () => `Life${"abcdefghij"[Math.floor(made / 10) % 10]}${"abcdefghij"[made++ % 10]}`;
  const as = (who = player) => ({ token: who.accessToken });
  const create = async (more: object = {}) => api.post(MINE, { name: freshName(), classId: "warden", ...more }, as());
  const created = async (more: object = {}) => (await create(more)).body as { id: string; name: string };
  const remove = (id: string, who = player) => api.send("DELETE", `${MINE}/${id}`, undefined, as(who));
  const restore = (id: string, who = player) => api.post(`${MINE}/${id}/restore`, undefined, as(who));
  const list = async () => (await api.get(MINE, as())).body as { characters: { id: string; slot: number }[]; deleted: { id: string }[] };
  const hold = (id: string, room: string) => api.database.prisma.character.update({ where: { id }, data: { leaseOwner: room } });

  it("3.1 origin and appearance are chosen from the content, or the first of everything", async () => {
    const plain = await create();
    const none = { body: 0, skin: 0, hair: 0, hairColour: 0, outfit: 0 };
    assert.deepEqual([plain.body.originId, plain.body.appearance], ["valeborn", none]);
    const appearance = { body: 1, skin: 5, hair: 3, hairColour: 2, outfit: 4 };
    const chosen = await create({ originId: "hillfolk", appearance });
    assert.equal(chosen.status, 201, chosen.text);
    assert.deepEqual([chosen.body.originId, chosen.body.appearance], ["hillfolk", appearance]);
    assert.deepEqual((await api.get(`${MINE}/${chosen.body.id}`, as())).body, chosen.body);
  });

  it("R7 what the content does not have is refused by name, and nothing is made", async () => {
    const look = { body: 0, skin: 0, hair: 0, hairColour: 0, outfit: 0 };
    const wrong: [object, string][] = [
      [{ originId: "atlantis" }, "originId"],
      [{ originId: "__proto__" }, "originId"],
      [{ appearance: { ...look, skin: 6 } }, "appearance.skin"],
      ...[-1, 0.5, 16, 2 ** 31, 2 ** 53, "0", null, [0]].map((hair): [object, string] => [
        { appearance: { ...look, hair } },
        "appearance.hair",
      ]),
      [{ appearance: { ...look, wings: 1 } }, "appearance.wings"],
      [{ appearance: "pretty" }, "appearance"],
      ...["role", "level", "experience", "accountId", "slot", "leaseOwner"].map((field): [object, string] => [{ [field]: 60 }, field]),
    ];
    for (const [more, path] of wrong) {
      const reply = await create(more);
      assert.equal(reply.status, 400, JSON.stringify(more));
      assert.equal(reply.body.errors[0].path, path);
    }
    assert.deepEqual((await list()).characters, []);
  });

  it("3.1 a name that looks like another's is taken; reserved and abusive ones nobody gets", async () => {
    assert.equal((await create({ name: "Cocoa" })).status, 201);
    for (const name of ["COCOA", "\u0421\u043e\u0441\u043e\u0430"]) assert.equal((await create({ name })).body.code, "name_taken", name);
    for (const name of ["Admin", "Gamemasterbob", "Shitlord"]) {
      const reply = await create({ name });
      assert.equal(reply.status, 400, name);
      assert.equal(reply.body.errors[0].path, "name");
    }
  });

  it("3.1 deleted: out of its slot, cannot be selected, keeps its name, comes back with everything", async () => {
    const { id, name } = await created();
    const second = await created();
    const template = await api.database.prisma.itemTemplate.findFirstOrThrow();
    const item = { id: uuidv7(), templateId: template.id, ownerType: "character", ownerId: id, place: "bag", slot: 0, quantity: 1 };
    await api.database.prisma.characterItem.create({ data: item });
    await api.openZone(60);
    const ticket = await api.post(`${MINE}/${id}/select`, undefined, as());
    assert.equal(ticket.status, 200);

    const gone = await remove(id);
    assert.equal(gone.status, 200, gone.text);
    assert.equal(gone.body.slot, null);
    assert.equal(Date.parse(gone.body.restorableUntil), api.now + 30 * DAY_MS);
    const after = await list();
    assert.deepEqual(
      after.characters.map((c) => c.id),
      [second.id],
    );
    assert.deepEqual(after.deleted, [gone.body]);
    assert.equal(await api.database.prisma.characterTicket.count({ where: { characterId: id } }), 0, "its ticket went with it");
    assert.equal((await api.post(`${MINE}/${id}/select`, undefined, as())).body.code, "character_not_found");
    assert.equal((await remove(id)).body.code, "character_not_found", "once is enough");
    assert.equal((await create({ name })).body.code, "name_taken");

    const back = await restore(id);
    assert.equal(back.status, 200, back.text);
    assert.deepEqual([back.body.slot, back.body.restorableUntil], [1, null]);
    assert.equal((await restore(id)).body.code, "character_not_found", "it is not deleted");
    assert.equal((await api.get(`/api/v1/inventory/${id}`, as())).body.items.length, 1);
    const events = await api.database.prisma.gameEvent.findMany({ where: { characterId: id }, orderBy: { id: "asc" } });
    assert.deepEqual(
      events.map((event) => event.name),
      ["CHARACTER_CREATED", "CHARACTER_DELETED", "CHARACTER_RESTORED"],
    );
  });

  it("3.1 after 30 days it is gone for its player; without a free slot it waits", async () => {
    const { id } = await created();
    await remove(id);
    const others = await Promise.all(Array.from({ length: 8 }, () => created()));
    assert.equal((await restore(id)).body.code, "slots_full");
    await remove(others[0].id);
    api.pass(30 * DAY_MS - 1000);
    player = await api.login(player.email);
    assert.equal((await restore(id)).status, 200);
    await remove(id);
    api.pass(30 * DAY_MS);
    player = await api.login(player.email);
    assert.equal((await restore(id)).body.code, "character_not_found");
    assert.equal((await api.get(`${MINE}/${id}`, as())).body.code, "character_not_found");
    assert.deepEqual((await list()).deleted, []);
  });

  it("3.1 no more deleted characters are kept than there are slots: names cannot be hoarded", async () => {
    for (let n = 0; n < 8; n++) assert.equal((await remove((await created()).id)).status, 200);
    const ninth = await created();
    assert.equal((await remove(ninth.id)).body.code, "too_many_deleted");
    assert.deepEqual(
      (await list()).characters.map((c) => c.id),
      [ninth.id],
    );
  });

  it("3.1 not while it is in the world; a lease that a dead room left behind does not count", async () => {
    const { id } = await created();
    await api.openZone(60);
    await hold(id, "room1");
    const refused = await remove(id);
    assert.deepEqual([refused.status, refused.body.code], [409, "character_in_world"]);
    await hold(id, "a room that died");
    assert.equal((await remove(id)).status, 200);
    const row = await api.database.prisma.character.findUniqueOrThrow({ where: { id } });
    assert.deepEqual([row.leaseOwner, row.leaseEpoch], [null, 1n], "whoever held it may write no more");
  });

  it("R28 somebody else's character can be neither deleted nor restored", async () => {
    const { id } = await created();
    const thief = await api.player();
    assert.equal((await remove(id, thief)).body.code, "character_not_found");
    await remove(id);
    assert.equal((await restore(id, thief)).body.code, "character_not_found");
    assert.equal((await restore(id)).status, 200);
  });

  it("3.1 deleting against selecting, × 100: a ticket and a character, or neither", async () => {
    await api.openZone(60);
    const { id } = await created();
    for (let n = 0; n < 100; n++) {
      const [deleted, selected] = await Promise.all([remove(id), api.post(`${MINE}/${id}/select`, undefined, as())]);
      assert.equal(deleted.status, 200, deleted.text);
      assert.ok(selected.status === 200 || selected.body.code === "character_not_found", selected.text);
      assert.equal(
        await api.database.prisma.characterTicket.count({ where: { characterId: id } }),
        0,
        `ticket of a deleted character, round ${n}`,
      );
      assert.equal((await restore(id)).status, 200);
    }
  });

  it("3.1 ten restore at once with one free slot: one is back", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      ids.push((await created()).id);
      await remove(ids[n]);
    }
    for (let n = 0; n < 7; n++) await created();
    const tries = await Promise.all([...ids, ...ids].map((id) => restore(id)));
    assert.equal(tries.filter(({ status }) => status === 200).length, 1);
    assert.ok(tries.every(({ status, body }) => status === 200 || ["slots_full", "character_not_found"].includes(body.code)));
    assert.equal((await list()).characters.length, 8);
  });
});
