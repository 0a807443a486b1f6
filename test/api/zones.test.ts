import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import type { CharacterPlace } from "#rooms/ports/places.ts";
import type { TeleportList } from "#shared/api/generated.ts";
import type { ErrorCode } from "#shared/protocol/codes.ts";
import { type Reply, TestApi, ZONE } from "./support/api.ts";

type Visitor = Awaited<ReturnType<TestApi["visitor"]>>;

describe("8.1 zones", () => {
  let api: TestApi;
  let player: Visitor;
  /** What rooms say of characters, and to being asked to send them. */
  const places = new Map<string, CharacterPlace>();
  let moves: unknown[] = [];
  let answer: ErrorCode | null | Error = null;
  before(async () => {
    api = await TestApi.start({
      whereabouts: { of: async (ids) => new Map(ids.flatMap((id) => (places.has(id) ? [[id, places.get(id) as CharacterPlace]] : []))) },
      layerMover: {
        move: async (...move) => {
          moves.push(move);
          if (answer instanceof Error) throw answer;
          return answer;
        },
      },
    });
    player = await api.visitor("player");
  });
  beforeEach(() => api.database.prisma.zoneLease.deleteMany());
  after(() => api.stop());

  const get = (path = "") => api.get(`/api/v1/zones${path}`, { token: player.token });
  /** Layers of the zone that run. */
  async function run(...layers: Array<{ layer: number; players: number; wantsLayer?: boolean; closing?: boolean; expiresInS?: number }>) {
    await api.database.prisma.zoneLease.createMany({
      data: layers.map(({ expiresInS = 60, ...layer }) => ({
        ...layer,
        zoneId: ZONE,
        owner: "elsewhere/1/x",
        epoch: 1n,
        roomId: `room${layer.layer}`,
        address: "ws://127.0.0.1:1",
        expiresAt: new Date(Date.now() + expiresInS * 1000),
      })),
    });
  }

  it("8.1 the way stones of the world, and which of them one's own character has discovered", async () => {
    const { token } = player;
    const made = await api.post("/api/v1/characters", { name: "Wayfarer", classId: "warden" }, { token });
    assert.equal(made.status, 201, made.text);
    const characterId = made.body.id;
    const ask = (who = token, id = characterId) => api.get(`/api/v1/zones/teleports/${id}`, { token: who });
    const { body } = await ask();
    assert.ok(body.teleports.length >= 4);
    assert.ok(body.teleports.every((stone: { discoveredAt: null }) => stone.discoveredAt === null));
    await api.database.prisma.characterWaystone.createMany({
      data: [
        { characterId, zoneId: "saltgate", objectId: "waystone_harbour" },
        { characterId, zoneId: ZONE, objectId: "no_longer_there" },
      ],
    });
    const { teleports } = (await ask()).body as TeleportList;
    assert.equal(teleports.length, body.teleports.length);
    const [known, ...others] = teleports.filter((stone) => stone.discoveredAt !== null);
    assert.deepEqual(others, []);
    const { discoveredAt, ...stone } = known;
    assert.ok(Math.abs(Date.parse(discoveredAt ?? "") - Date.now()) < 600_000);
    assert.deepEqual(stone, {
      code: 4,
      id: "waystone_harbour",
      name: "Way Stone of the Harbour",
      zoneId: "saltgate",
      zoneName: "Saltgate",
      x: 70.5,
      y: 83.5,
    });
    const stranger = await api.visitor("player");
    for (const [who, id] of [
      [stranger.token, characterId],
      [token, uuidv7()],
    ]) {
      const reply = await ask(who, id);
      assert.deepEqual([reply.status, reply.body.code], [404, "character_not_found"]);
    }
    assert.equal((await ask(token, "mine")).status, 400);
    await api.send("DELETE", `/api/v1/characters/${characterId}`, undefined, { token });
    assert.equal((await ask()).body.code, "character_not_found");
  });

  it("8.1 a zone with its layers: how many are there, how full each is, which are better avoided", async () => {
    await api.database.prisma.zone.update({ where: { id: ZONE }, data: { softPlayers: 1500, maxPlayers: 2000 } });
    await run(
      { layer: 0, players: 2000 },
      { layer: 1, players: 1500 },
      { layer: 2, players: 20, wantsLayer: true },
      { layer: 3, players: 500 },
      { layer: 4, players: 0, closing: true },
      { layer: 5, players: 9, expiresInS: -1 },
    );
    const { status, body } = await get(`/${ZONE}`);
    assert.equal(status, 200);
    assert.deepEqual([body.id, body.open, body.players], [ZONE, true, 4020]);
    assert.deepEqual(body.layers, [
      { layer: 0, players: 2000, load: 1, busy: true, full: true },
      { layer: 1, players: 1500, load: 0.75, busy: true, full: false },
      { layer: 2, players: 20, load: 0.01, busy: true, full: false },
      { layer: 3, players: 500, load: 0.25, busy: false, full: false },
    ]);
    const list = (await get()).body.zones;
    assert.deepEqual(
      list.find((zone: { id: string }) => zone.id === ZONE),
      body,
    );
  });

  it("8.1 a zone that nobody runs is not open; one that the content does not have is unknown", async () => {
    const { body } = await get(`/${ZONE}`);
    assert.deepEqual([body.open, body.players, body.layers], [false, 0, []]);
    assert.equal((await get("/nowhere")).body.code, "zone_not_found");
    assert.equal((await get("/No%20Zone")).status, 400);
  });

  describe("another layer", () => {
    let characterId: string;
    let friend: Visitor;
    let friendId: string;
    before(async () => {
      characterId = await character(player, "Wanderer");
      friend = await api.visitor("player");
      friendId = await character(friend, "Mirabel");
    });
    beforeEach(async () => {
      await run({ layer: 0, players: 1 }, { layer: 1, players: 2 }, { layer: 2, players: 2000 });
      places.clear();
      here(characterId, 0);
      moves = [];
      answer = null;
      await api.database.prisma.character.updateMany({ data: { layerChangedAt: null } });
      await api.database.prisma.character.update({ where: { id: characterId }, data: { leaseOwner: "room0" } });
    });

    async function character({ token }: Visitor, name: string): Promise<string> {
      const { status, body, text } = await api.post("/api/v1/characters", { name, classId: "warden" }, { token });
      assert.equal(status, 201, text);
      return body.id;
    }
    function here(id: string, layer: number, more: Partial<CharacterPlace> = {}): void {
      places.set(id, { characterId: id, zoneId: ZONE, layer, x: 1, y: 1, alive: true, inCombat: false, near: [], ...more });
    }
    const ask = (wish: object, who = player, zone = ZONE) =>
      api.post(`/api/v1/zones/${zone}/layer`, { characterId, ...wish }, { token: who.token });
    async function refused(reply: Promise<Reply>, status: number, code: string): Promise<void> {
      const { status: got, body } = await reply;
      assert.deepEqual([got, body.code], [status, code]);
    }

    it("8.1 by its number, or to where somebody is: the room that holds the character is asked to send it there", async () => {
      const { status, body } = await ask({ layer: 1 });
      assert.deepEqual([status, body], [200, { zoneId: ZONE, layer: 1 }]);
      const there = { roomId: "room1", layer: 1, address: "ws://127.0.0.1:1" };
      assert.deepEqual(moves, [["room0", characterId, there]]);
      await api.database.prisma.character.updateMany({ data: { layerChangedAt: null } });
      here(friendId, 1);
      assert.deepEqual((await ask({ joinName: "mirabel" })).body, { zoneId: ZONE, layer: 1 });
      assert.deepEqual(moves[1], moves[0]);
    });

    it("8.1 once a minute; who was not sent may ask again at once", async () => {
      answer = "in_combat";
      await refused(ask({ layer: 1 }), 409, "character_in_combat");
      answer = new Error("the room does not answer");
      await refused(ask({ layer: 1 }), 503, "busy");
      answer = null;
      assert.equal((await ask({ layer: 1 })).status, 200);
      const again = await ask({ layer: 1 });
      assert.deepEqual([again.status, again.body.code], [429, "layer_not_ready"]);
      const wait = Number(again.headers.get("retry-after"));
      assert.ok(wait > 0 && wait <= 60, String(wait));
      assert.equal(moves.length, 3);
      await api.database.prisma.character.update({ where: { id: characterId }, data: { layerChangedAt: new Date(Date.now() - 61_000) } });
      assert.equal((await ask({ layer: 1 })).status, 200);
    });

    it("8.1 who cannot go is told why, and nobody is asked", async () => {
      await refused(ask({ layer: 0 }), 409, "on_layer_already");
      await refused(ask({ layer: 2 }), 409, "layer_unavailable");
      await refused(ask({ layer: 7 }), 409, "layer_unavailable");
      await refused(ask({ layer: 1 }, friend), 404, "character_not_found");
      await refused(ask({ layer: 1 }, player, "nowhere"), 404, "zone_not_found");
      await refused(ask({ joinName: "Nobody" }), 404, "player_not_found");
      await refused(ask({ joinName: "Mirabel" }), 404, "player_not_found");
      here(friendId, 1, { zoneId: "elsewhere" });
      await refused(ask({ joinName: "Mirabel" }), 404, "player_not_found");
      await refused(ask({}), 400, "invalid_request");
      await refused(ask({ layer: 1, joinName: "Mirabel" }), 400, "invalid_request");
      here(characterId, 0, { inCombat: true });
      await refused(ask({ layer: 1 }), 409, "character_in_combat");
      here(characterId, 0, { alive: false });
      await refused(ask({ layer: 1 }), 409, "character_dead");
      here(characterId, 0, { zoneId: "elsewhere" });
      await refused(ask({ layer: 1 }), 409, "not_in_zone");
      places.clear();
      await refused(ask({ layer: 1 }), 409, "not_in_zone");
      assert.deepEqual(moves, []);
      here(characterId, 0);
      assert.equal((await ask({ layer: 1 })).status, 200, "and none of this has used up the minute");
    });

    it("8.1 of twenty who ask at once for one character one is served", async () => {
      const replies = await Promise.all(Array.from({ length: 20 }, () => ask({ layer: 1 })));
      assert.equal(replies.filter(({ status }) => status === 200).length, 1);
      assert.equal(moves.length, 1);
    });
  });
});
