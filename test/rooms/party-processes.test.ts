import assert from "node:assert/strict";
import { redisUrl } from "#test/support/redis.ts";
import { HubClient } from "./support/hub-client.ts";
import { killOne, Player } from "./support/player.ts";
import { GROUND, type ServerProcess, World } from "./support/server-process.ts";

interface State {
  party: { id: string; leaderId: string; members: Array<{ characterId: string; online: boolean; zoneId: string | null }> } | null;
  invites: Array<{ id: string }>;
}

/** Players of two processes with real Redis: both rooms are reached from both. */
describe("6.3 a party over two processes", () => {
  let world: World;
  let one: ServerProcess;
  let two: ServerProcess;
  before(async () => {
    world = await World.make();
    const env = { REDIS_URL: await redisUrl() };
    one = await world.start(env);
    two = await world.start(env);
  });
  after(() => world.end());

  async function joinHub(player: Player, server: ServerProcess): Promise<HubClient> {
    type Seat = { ticket: string; room: { endpoint: string; roomId: string } };
    const { ticket, room } = (await player.call(server, "POST", "/hub/ticket")) as Seat;
    return new HubClient(room.endpoint, room.roomId).join(ticket);
  }
  const party = (player: Player, server: ServerProcess, method: string, path = "", body?: unknown) =>
    player.call(server, method, `/party/${player.characterId}${path}`, body) as Promise<State>;
  const frames = (hub: HubClient, of: Player, kind: string) =>
    hub.events.filter((e) => e.kind === kind && e.topic.startsWith(`character/${of.characterId}/`));

  it("6.3 news and frames reach members wherever they are connected; the party outlives the death of a process", async () => {
    const [ann, bob] = [await Player.create(world, one), await Player.create(world, two)];
    await ann.train(world);
    const [annInZone, bobInZone] = [await ann.enter(one), await bob.enter(two)];
    const annHub = await joinHub(ann, one);
    const bobHub = await joinHub(bob, two);
    await party(ann, one, "POST", "/invites", { name: bob.name });
    await bobHub.until(() => bobHub.events.some(({ kind }) => kind === "party.invited"), "Bob is asked");
    const [{ id: inviteId }] = (await party(bob, two, "GET")).invites;
    const { party: made } = await party(bob, two, "POST", `/invites/${inviteId}/accept`);
    assert.ok(made);
    await annHub.until(() => annHub.events.some(({ kind }) => kind === "party.joined"), "Ann is told");
    for (const hub of [annHub, bobHub]) await hub.follows(`party/${made.id}/chat`);
    await annHub.follows(`character/${bob.characterId}/combat`);

    // each sees how the other is and where
    await annHub.until(() => frames(annHub, bob, "vitals").length > 0 && frames(annHub, bob, "place").length > 0, "Ann sees Bob's frame");
    const vitals = frames(annHub, bob, "vitals")[0].data as { health: number; maxHealth: number; dead: boolean };
    assert.ok(vitals.health > 0 && vitals.health <= vitals.maxHealth && !vitals.dead);
    const place = frames(annHub, bob, "place")[0].data as { zoneId: string; x: number };
    assert.equal(place.zoneId, GROUND);
    const walked = () => frames(annHub, bob, "place").some(({ data }) => Math.abs((data as { x: number }).x - place.x) >= 3);
    await annHub.until(() => {
      bobInZone.input({ moveX: -127 });
      return walked();
    }, "Ann sees Bob walk");

    // one kills, both learn
    const gained = bobInZone.messages.filter(({ type }) => type === "progress").length;
    await killOne(annInZone);
    await bobInZone.until(() => bobInZone.messages.filter(({ type }) => type === "progress").length > gained, "Bob shares in it");

    bobHub.destroy();
    annHub.destroy();
    one.signal("SIGKILL");
    await one.exit();
    const again = await world.start({ REDIS_URL: await redisUrl() });
    for (const player of [ann, bob]) {
      const state = await party(player, again, "GET");
      assert.deepEqual(
        [state.party?.id, state.party?.leaderId, state.party?.members.map(({ characterId }) => characterId)],
        [made.id, ann.characterId, [ann.characterId, bob.characterId]],
      );
    }
    const back = [await ann.enterSoon(again), await bob.enterSoon(two)];
    const hub = await joinHub(ann, again);
    await hub.until(() => frames(hub, bob, "vitals").length > 0, "the frames are back");
    await back[0].until(() => back[0].sees(back[1].id) !== null, "in one zone again");
    assert.ok((await party(ann, again, "GET")).party?.members.every(({ online, zoneId }) => online && zoneId === GROUND));
    await party(bob, two, "POST", "/leave");
    await hub.until(() => hub.events.some(({ kind }) => kind === "party.disbanded"), "the last one is told");
    await hub.follows(`party/${made.id}/chat`, false);
    for (const client of [annInZone, bobInZone, ...back]) client.destroy();
    hub.destroy();
  });
});
