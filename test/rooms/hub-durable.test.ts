import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { topics } from "#shared/protocol/topics.ts";
import type { HubClient } from "./support/hub-client.ts";
import { HubServer } from "./support/hub-server.ts";

describe("1.11 durable topics", () => {
  let server: HubServer;
  let chat: ReturnType<typeof topics.zoneChat>;
  before(async () => {
    server = await HubServer.start();
  });
  beforeEach(() => {
    chat = topics.zoneChat(randomUUID());
    server.beforeRead = () => {};
  });
  after(() => server.stop());

  /** A client that follows the chat, going on after message `cursor`. */
  async function follower(cursor?: number): Promise<HubClient> {
    const account = randomUUID();
    const client = await server.client().join(server.ticket(account), {}, cursor === undefined ? {} : { [chat]: cursor });
    server.belongs(account, [chat]);
    await client.follows(chat);
    return client;
  }
  const say = (count: number, told = true) => {
    const from = (server.kept.get(chat)?.at(-1)?.id ?? 0) + 1;
    for (let n = 0; n < count; n++) server.say(chat, `${from + n}`, told);
  };
  const numbers = (client: HubClient) =>
    client.events.map(({ id, data }) => {
      assert.equal(String(id), (data as { text: string }).text);
      return id;
    });
  const upTo = (count: number, from = 1) => Array.from({ length: count - from + 1 }, (_, n) => from + n);
  const has = (client: HubClient, id: number) => client.until(() => client.events.at(-1)?.id === id, `message ${id}`);

  it("1.11 what was missed is fetched once, in order, then live messages go on; who names no cursor gets what comes", async () => {
    say(30);
    const [late, fresh] = await Promise.all([follower(10), follower()]);
    await has(late, 30);
    say(3);
    await Promise.all([has(late, 33), has(fresh, 33)]);
    assert.deepEqual(numbers(late), upTo(33, 11));
    assert.deepEqual(numbers(fresh), upTo(33, 31));
  });

  it("1.11 live messages that get lost, come early or twice: everybody gets each once and in order", async () => {
    const client = await follower(0);
    say(2);
    await has(client, 2);
    say(3, false); // lost on the way
    await has(client, 5); // found by looking
    say(2, false);
    const [six, seven] = server.kept.get(chat)?.slice(-2) ?? [];
    for (const message of [seven, six, six, seven]) server.durable.post({ topic: chat, ...message });
    say(1);
    await has(client, 8);
    assert.deepEqual(numbers(client), upTo(8));
  });

  it("1.12 a resumed client goes on after the last message that it has, whatever was sent into the broken line", async () => {
    const client = await follower(0);
    say(5);
    await has(client, 5);
    await client.drop();
    say(5);
    await client.resume({ [chat]: 3 }); // 4 and 5 had not arrived
    await has(client, 10);
    say(1);
    await has(client, 11);
    assert.deepEqual(numbers(client), [...upTo(5), ...upTo(11, 4)]);
  });

  it("1.11 more than two hundred are left to HTTP, and the client is told which", async () => {
    say(450, false);
    const client = await follower(0);
    await client.until(() => client.of("missed").length === 1, "missed");
    assert.deepEqual(client.of("missed")[0], { topic: chat, after: 200, upTo: 450 });
    say(1);
    await has(client, 451);
    assert.deepEqual(numbers(client), [...upTo(200), 451]);
  });

  it("R14 while the database does not answer, live messages go on; who catches up waits and misses nothing", async () => {
    const client = await follower(0);
    say(1);
    await has(client, 1);
    server.beforeRead = () => {
      throw new Error("no database");
    };
    say(1);
    await has(client, 2);
    const late = await follower(0);
    say(1);
    await has(client, 3);
    assert.deepEqual(numbers(late), []);
    server.beforeRead = () => {};
    await has(late, 3);
    say(1);
    await Promise.all([has(late, 4), has(client, 4)]);
    assert.deepEqual([numbers(client), numbers(late)], [upTo(4), upTo(4)]);
  });

  it("1.11 cursors that make no sense are refused; asking too often is", async () => {
    const client = await follower();
    const refused = async (cursors: unknown, code: string) => {
      const before = client.of("error").length;
      client.send("catch_up", { cursors });
      await client.until(() => client.of("error").length > before, "error");
      assert.equal(client.of("error").at(-1)?.code, code);
    };
    client.send("catch_up", { cursors: {} });
    await refused({}, "busy");
    const other = await server.client().join(server.ticket(randomUUID()));
    for (const cursors of [{ a: -1 }, { a: 1.5 }, { a: "1" }, { ["x".repeat(200)]: 1 }, null, [1]]) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      other.send("catch_up", { cursors });
    }
    await other.until(() => other.of("error").length === 6, "errors");
    assert.equal(server.metrics.errors, 0);
  });

  it("1.11 whatever gets lost, doubled, late or resumed, in whatever order: each message once and in order", async () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ act: fc.constant("say" as const), how: fc.constantFrom("told", "lost", "twice", "swapped") }) },
      { weight: 1, arbitrary: fc.record({ act: fc.constant("resume" as const), how: fc.constantFrom("told", "lost") }) },
      { weight: 2, arbitrary: fc.record({ act: fc.constant("pause" as const), how: fc.constantFrom("told") }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        chat = topics.zoneChat(randomUUID());
        server.beforeRead = () => new Promise((resolve) => setImmediate(resolve));
        const client = await follower(0);
        for (const { act, how } of steps) {
          if (act === "pause") await new Promise((resolve) => setTimeout(resolve, 1));
          else if (act === "resume") {
            await client.drop();
            if (how === "lost") say(2, false);
            await client.resume({ [chat]: 0, ...client.cursors });
          } else if (how === "swapped") {
            say(2, false);
            const [first, second] = server.kept.get(chat)?.slice(-2) ?? [];
            server.durable.post({ topic: chat, ...second });
            server.durable.post({ topic: chat, ...first });
          } else {
            say(1, how !== "lost");
            const last = server.kept.get(chat)?.at(-1);
            if (how === "twice" && last) server.durable.post({ topic: chat, ...last });
          }
        }
        say(1);
        await has(client, server.kept.get(chat)?.at(-1)?.id ?? 0);
        assert.deepEqual(numbers(client), upTo(server.kept.get(chat)?.length ?? 0));
        await client.leave();
      }),
      { numRuns: 25 },
    );
  });
});
