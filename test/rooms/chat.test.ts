import assert from "node:assert/strict";
import type { ChatMessage } from "#server/modules/chat/chat.schema.ts";
import { redisUrl } from "#test/support/redis.ts";
import { type HubClient, joinHub } from "./support/hub-client.ts";
import { Player } from "./support/player.ts";
import { GROUND, type ServerProcess, World } from "./support/server-process.ts";
import type { TestClient } from "./support/test-client.ts";

/** Somebody in the zone, with a hub. */
interface Talker {
  player: Player;
  hub: HubClient;
  zone: TestClient;
  server: ServerProcess;
}

/** The zone is in the first process; players are connected to hubs of both. Nobody says ten things within a second but who means to. */
describe("6.1 talk over two processes", () => {
  let world: World;
  let one: ServerProcess;
  let two: ServerProcess;
  let mira: Talker;
  let tolan: Talker;
  let vela: Talker;
  let nerin: Talker;
  let crier: Talker;
  before(async () => {
    world = await World.make();
    const env = { REDIS_URL: await redisUrl() };
    one = await world.start(env);
    two = await world.start(env);
    [mira, tolan, vela, nerin, crier] = await Promise.all([
      enter(one, 60),
      enter(two, 80),
      enter(two, 110),
      enter(one, 61),
      enter(one, 62),
    ]);
  });
  after(async () => {
    for (const { hub, zone } of [mira, tolan, vela, nerin, crier]) {
      hub.destroy();
      zone.destroy();
    }
    await world.end();
  });

  /** @param x where it stands, m */
  async function enter(server: ServerProcess, x: number): Promise<Talker> {
    const player = await Player.create(world, server);
    await world.sql.query("UPDATE player_positions SET x = $2 WHERE character_id = $1", [player.characterId, x]);
    const hub = await joinHub(player, server);
    const zone = await player.enter(server);
    await hub.follows(`zone/${GROUND}/chat`);
    return { player, hub, zone, server };
  }

  const heard = ({ hub }: Talker, channel?: string): ChatMessage[] =>
    hub.events
      .filter(({ kind }) => kind === "chat")
      .map(({ data }) => data as ChatMessage)
      .filter((message) => channel === undefined || message.channel === channel);
  const hears = async (who: Talker, text: string): Promise<ChatMessage> => {
    await who.hub.until(() => heard(who).some((message) => message.text === text), `${text} for ${who.player.name}`);
    return heard(who).find((message) => message.text === text) as ChatMessage;
  };
  const say = (who: Talker, channel: string, text: string, to?: string) =>
    who.hub.send("chat", { channel, text, ...(to !== undefined && { to }) });
  const refusal = async ({ hub }: Talker, before: number): Promise<{ code: string; detail: string }> => {
    await hub.until(() => hub.of("error").length > before, "refusal");
    return hub.of("error")[before] as { code: string; detail: string };
  };
  /** What was said in the first process before is here, and nothing else is on its way. */
  async function mark(text: string): Promise<void> {
    say(crier, "zone", text);
    for (const who of [mira, tolan, vela]) await hears(who, text);
  }

  it("6.1 zone talk reaches all in the zone, in both processes, in the order of its numbers; the speaker is answered", async () => {
    for (const text of ["one", "two", "three"]) say(mira, "zone", text);
    for (const who of [mira, tolan, vela]) await hears(who, "three");
    const seen = heard(tolan, "zone").map(({ text, seq }) => [text, seq]);
    const first = Number(seen[0][1]);
    assert.deepEqual(seen, [
      ["one", first],
      ["two", first + 1],
      ["three", first + 2],
    ]);
    await mira.hub.until(() => mira.hub.of("chat").length >= 3, "answers");
    assert.deepEqual(mira.hub.of("chat")[2], heard(tolan, "zone")[2]);
    const topics = tolan.hub.events.filter(({ kind }) => kind === "chat").map(({ topic }) => topic);
    assert.deepEqual([...new Set(topics)], [`zone/${GROUND}/chat`]);
  });

  it("6.1 say carries 25 m, yell 100 m", async () => {
    say(mira, "say", "near only");
    say(mira, "yell", "far too");
    await hears(mira, "far too");
    await mark("after the voices");
    const voices = (who: Talker) =>
      heard(who)
        .filter(({ channel }) => channel !== "zone")
        .map(({ text }) => text);
    assert.deepEqual([mira, tolan, vela].map(voices), [["near only", "far too"], ["near only", "far too"], ["far too"]]);
  });

  it("6.1 a whisper is for one: on the receiver's and the sender's own topic", async () => {
    say(mira, "whisper", "only you", vela.player.name);
    const received = await hears(vela, "only you");
    const sent = await hears(mira, "only you");
    assert.deepEqual(
      [received.from.name, received.to?.name, received.channelId],
      [mira.player.name, vela.player.name, vela.player.characterId],
    );
    assert.equal(sent.channelId, mira.player.characterId);
    await mark("after the whisper");
    assert.deepEqual(heard(tolan, "whisper"), []);
    const topic = vela.hub.events.find(({ data }) => (data as ChatMessage).id === received.id)?.topic;
    assert.match(String(topic), /^player\/[0-9a-f-]{36}\/notifications$/);
    const before = mira.hub.of("error").length;
    say(mira, "whisper", "hello?", "Nobodyatall");
    assert.equal((await refusal(mira, before)).code, "player_not_found");
  });

  it("6.1 dice are seen by those near, and are the server's", async () => {
    mira.hub.send("roll", { of: 6 });
    await tolan.hub.until(() => heard(tolan).some(({ kind }) => kind === "roll"), "roll");
    const roll = heard(tolan).find(({ kind }) => kind === "roll") as ChatMessage;
    assert.ok(roll.roll && roll.roll.value >= 1 && roll.roll.value <= 6 && roll.roll.of === 6);
    await mark("after the dice");
    assert.ok(!heard(vela).some(({ kind }) => kind === "roll"), "too far away");
  });

  it("6.3 party talk reaches the party, wherever its members are connected", async () => {
    await mira.player.call(one, "POST", `/party/${mira.player.characterId}/invites`, { name: vela.player.name });
    const { invites } = (await vela.player.call(two, "GET", `/party/${vela.player.characterId}`)) as { invites: { id: string }[] };
    const { party } = (await vela.player.call(two, "POST", `/party/${vela.player.characterId}/invites/${invites[0].id}/accept`)) as {
      party: { id: string };
    };
    for (const { hub } of [mira, vela]) await hub.follows(`party/${party.id}/chat`);
    say(vela, "party", "we two");
    assert.equal((await hears(mira, "we two")).channelId, party.id);
    await mark("after the party");
    assert.deepEqual(heard(tolan, "party"), []);
    const before = tolan.hub.of("error").length;
    say(tolan, "party", "and I?");
    assert.equal((await refusal(tolan, before)).code, "not_in_party");
  });

  it("6.1 the ignored are not heard, near or far", async () => {
    await tolan.player.call(two, "POST", "/chat/ignores", { name: nerin.player.name });
    for (const channel of ["zone", "say", "yell"]) say(nerin, channel, `unheard ${channel}`);
    say(nerin, "whisper", "unheard whisper", tolan.player.name);
    await hears(nerin, "unheard whisper");
    await hears(vela, "unheard yell");
    say(vela, "zone", "from somebody else");
    await hears(tolan, "from somebody else");
    assert.deepEqual(
      heard(tolan).filter(({ text }) => text.startsWith("unheard")),
      [],
    );
    await tolan.player.call(two, "DELETE", `/chat/ignores/${nerin.player.characterId}`);
    await mark("heard again");
  });

  it("6.1 what arrives live and what is fetched make one history: nothing twice, nothing missing", async () => {
    let written = 0;
    const writing = (async () => {
      for (const who of [nerin, tolan, nerin, tolan, nerin, tolan]) {
        say(who, "zone", `line ${written++}`);
        await hears(who, `line ${written - 1}`);
      }
    })();
    const known = new Map<number, string>();
    const since = heard(vela, "zone").at(-1)?.seq ?? 0;
    let cursor = "";
    for (;;) {
      const page = (await vela.player.call(
        two,
        "GET",
        `/chat/history?characterId=${vela.player.characterId}&channel=zone&limit=2${cursor}`,
      )) as { items: ChatMessage[]; next: string | null };
      for (const { seq, text } of page.items) known.set(seq, text);
      if (page.next === null || page.items.some(({ seq }) => seq <= since)) break;
      cursor = `&cursor=${page.next}`;
    }
    await writing;
    await hears(vela, `line ${written - 1}`);
    for (const { seq, text } of heard(vela, "zone")) {
      assert.ok(!known.has(seq) || known.get(seq) === text, "one number, one message");
      known.set(seq, text);
    }
    const seqs = [...known.keys()].filter((seq) => seq > since).sort((a, b) => a - b);
    assert.deepEqual(
      seqs,
      Array.from({ length: written }, (_, n) => since + 1 + n),
    );
    assert.equal(new Set(heard(vela).map(({ id }) => id)).size, heard(vela).length, "nothing arrived twice");
  });

  it("R30 bait, hidden characters, wrong shapes: refused with the reason, the hub goes on", async () => {
    for (const wrong of [
      { channel: "zone", text: "x".repeat(4096) },
      { channel: "zone", text: "a\u202eb" },
      { channel: "zone", text: "hi", to: "Tolan" },
      { channel: "guild", text: "hi" },
      { channel: "zone", text: { $ne: null } },
      { channel: "zone" },
      null,
      "text",
      [],
    ]) {
      const before = vela.hub.of("error").length;
      vela.hub.send("chat", wrong);
      assert.equal((await refusal(vela, before)).code, "message_invalid", JSON.stringify(wrong)?.slice(0, 40));
    }
    say(vela, "zone", "<script>alert(1)</script> & co");
    await hears(mira, "<script>alert(1)</script> & co");
  });

  it("6.1 ten messages in a second silence for ten seconds, in every process; the others are heard", async () => {
    const before = tolan.hub.of("error").length;
    for (let n = 0; n < 12; n++) say(tolan, "zone", `flood ${n}`);
    const { code, detail } = await refusal(tolan, before + 2);
    assert.equal(code, "chat_muted");
    assert.match(detail, /You can write again in 10 s\./);
    const flooded = heard(mira, "zone").filter(({ text }) => text.startsWith("flood"));
    assert.ok(flooded.length <= 9);
    const body = JSON.stringify({ characterId: tolan.player.characterId, channel: "zone", text: "through another door" });
    await assert.rejects(tolan.player.call(one, "POST", "/chat/messages", JSON.parse(body)), /429.*chat_muted/s);
    await mark("others go on");
  });
});
