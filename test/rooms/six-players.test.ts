import assert from "node:assert/strict";
import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { redisUrl } from "#test/support/redis.ts";
import { type HubClient, joinHub } from "./support/hub-client.ts";
import { killOne, Player, takeOne, useObject } from "./support/player.ts";
import { GROUND, type ServerProcess, World } from "./support/server-process.ts";
import type { TestClient } from "./support/test-client.ts";

const WOODS = "far_woods";
/** Peace here, boars there; each dies once. */
const MEADOW = {
  spawns: [],
  objects: [{ kind: "portal", id: "there", name: "To the woods", at: [61, 60], to: { zone: WOODS, at: [30, 30] } }],
};
const BOARS = 3;
const WOODS_ZONE = {
  id: WOODS,
  name: "Far Woods",
  widthM: 60,
  heightM: 60,
  interest: { radiusM: 50, hysteresisM: 5 },
  entry: { at: [30, 30], radiusM: 2 },
  respawnPoints: [[20, 20]],
  spawns: [{ id: "boars", npc: "meadow_boar", at: [44, 30], radiusM: 3, count: BOARS, respawnMs: 600_000 }],
};

interface State {
  party: {
    id: string;
    raid: boolean;
    members: Array<{ characterId: string; online: boolean; zoneId: string | null; layer: number }>;
  } | null;
  invites: Array<{ id: string }>;
}

/** One player: connected to a zone, and to the hub of the process whose API is asked. */
interface Friend {
  player: Player;
  server: ServerProcess;
  zone: TestClient;
  hub: HubClient;
}

describe("six players over two processes", () => {
  let world: World;
  /** Holds the meadow, and waits to hold the woods. */
  let staying: ServerProcess;
  /** Holds the woods, and dies. */
  let dying: ServerProcess;
  let friends: Friend[];

  before(async () => {
    world = await World.make([WOODS_ZONE], MEADOW);
    const REDIS_URL = await redisUrl();
    dying = await world.start({ REDIS_URL, ZONES: WOODS });
    staying = await world.start({ REDIS_URL, ZONES: `${GROUND},${WOODS}` });
  });
  after(async () => {
    for (const { zone, hub } of friends ?? []) {
      zone.destroy();
      hub.destroy();
    }
    await world?.end();
  });

  const everybody = <T>(work: (friend: Friend) => Promise<T>) => Promise.all(friends.map(work));
  const party = ({ player, server }: Friend, method = "GET", path = "", body?: unknown) =>
    player.call(server, method, `/party/${player.characterId}${path}`, body) as Promise<State>;
  const told = ({ zone }: Friend, type: string) => zone.messages.filter((m) => m.type === type).map(({ payload }) => payload);

  async function meet(server: ServerProcess): Promise<Friend> {
    const player = await Player.create(world, server);
    await player.train(world);
    const hub = await joinHub(player, server);
    return { player, server, hub, zone: await player.enter(server) };
  }

  async function invite(leader: Friend, guests: readonly Friend[]): Promise<void> {
    for (const guest of guests) {
      await party(leader, "POST", "/invites", { name: guest.player.name });
      const { invites } = await party(guest);
      await party(guest, "POST", `/invites/${invites[0].id}/accept`);
    }
  }

  /** Each sees how all others are, and that they are in this zone, by what its present hub says from now on. */
  async function seesFrames(zoneId: string): Promise<void> {
    const count = new Map(friends.map(({ hub }) => [hub, hub.events.length]));
    await everybody((friend) =>
      friend.hub.until(
        () =>
          friends.every((other) => {
            if (other === friend) return true;
            const since = friend.hub.events.slice(count.get(friend.hub)).filter((e) => e.topic.includes(other.player.characterId));
            const place = since.findLast(({ kind }) => kind === "place")?.data as { zoneId: string } | undefined;
            return since.some(({ kind }) => kind === "vitals") && place?.zoneId === zoneId;
          }),
        `frames of all others in ${zoneId}`,
      ),
    );
  }

  /** Says something to the party; all hear it. */
  async function talk(speaker: Friend, text: string): Promise<void> {
    speaker.hub.send("chat", { channel: "party", text });
    await everybody(({ hub }) =>
      hub.until(() => hub.events.some(({ kind, data }) => kind === "chat" && (data as { text: string }).text === text), `hears “${text}”`),
    );
  }

  /** Whoever is near hits the nearest boar until one is dead; everybody has a part in it. */
  async function killTogether(): Promise<void> {
    const before = friends.map((friend) => told(friend, "progress").length);
    await everybody(({ zone }) => killOne(zone));
    assert.ok(friends.every((friend, n) => (told(friend, "progress")[before[n]].gained as number) > 0));
  }

  it("1.8 6.3 they form a party, and a raid of six, over both processes", async () => {
    friends = await Promise.all([staying, dying, staying, dying, staying, dying].map(meet));
    const [leader, ...others] = friends;
    await invite(leader, others.slice(0, 4));
    await party(leader, "PUT", "/raid", { raid: true });
    await invite(leader, others.slice(4));
    const state = (await party(leader)).party;
    assert.equal(state?.members.length, 6);
    for (const { hub } of friends) await hub.follows(`party/${state?.id}/chat`);
    await seesFrames(GROUND);
    await talk(friends[1], "Shall we go?");
  });

  it("1.8 6.3 all go through the portal, to one layer of the next zone; frames and talk go along, and a kill is everybody's", async () => {
    await everybody(async (friend) => {
      await friend.zone.snapshotsMore(1);
      await friend.zone.walkTo(() => ({ x: 61, y: 60 }), 1.5);
      await useObject(friend.zone, 0);
      friend.zone = await friend.zone.follow();
      await friend.zone.snapshotsMore(1);
    });
    assert.deepEqual(new Set(friends.map(({ zone }) => `${zone.welcome?.zoneId}/${zone.welcome?.layer}`)), new Set([`${WOODS}/0`]));
    await seesFrames(WOODS);
    await talk(friends[2], "All here!");
    for (let n = 0; n < BOARS; n++) await killTogether();
    const living = [...friends[0].zone.entities.values()].filter((e) => e.kind === EntityKind.NPC && (e.flags & EntityFlag.DEAD) === 0);
    assert.deepEqual(living, []);
    await everybody(({ zone }) => takeOne(zone));
  });

  it("1.12 R20 the process that is their zone is killed: within 30 s all are back, in their party, with all that was announced", async () => {
    const { id } = (await party(friends[0])).party ?? { id: "none" };
    const announced = friends.map((friend) => ({
      experience: told(friend, "progress").at(-1)?.experience,
      loot: told(friend, "loot").flatMap(({ items }) => items as Array<{ templateId: string; quantity: number }>),
    }));
    const bags = await everybody(({ player, server }) => player.bag(server));
    dying.signal("SIGKILL");
    await dying.exit();
    await everybody(async (friend) => {
      friend.zone.destroy();
      friend.zone = await friend.player.enterSoon(staying);
      if (friend.server === dying) {
        friend.hub.destroy();
        friend.server = staying;
        friend.hub = await joinHub(friend.player, staying);
      }
      await friend.zone.snapshotsMore(1);
    });
    assert.deepEqual(new Set(friends.map(({ zone }) => zone.welcome?.zoneId)), new Set([WOODS]));
    for (const [n, friend] of friends.entries()) {
      assert.equal(friend.zone.self.progress?.experience, announced[n].experience, `experience of ${n}`);
      const bag = await friend.player.bag(staying);
      assert.deepEqual(bag, bags[n], `bag of ${n}`);
      for (const { templateId, quantity } of announced[n].loot) assert.ok(bag[templateId] >= quantity);
    }
    const state = (await party(friends[3])).party;
    assert.equal(state?.id, id);
    assert.equal(state?.raid, true);
    assert.deepEqual(
      state?.members.map(({ characterId }) => characterId),
      friends.map(({ player }) => player.characterId),
    );
    assert.ok(state?.members.every(({ online, zoneId, layer }) => online && zoneId === WOODS && layer === 0));
    await everybody(({ hub }) => hub.follows(`party/${id}/chat`));
    await seesFrames(WOODS);
    await talk(friends[5], "Where were we?");
    await killTogether();
  });
});
