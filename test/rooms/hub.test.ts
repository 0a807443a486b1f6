import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { RoomError } from "#rooms/ports/room-error.ts";
import { topics } from "#shared/protocol/topics.ts";
import { HubServer } from "./support/hub-server.ts";
import { JoinRefused } from "./support/room-client.ts";

describe("1.11 hub", () => {
  let server: HubServer;
  beforeEach(async () => {
    server = await HubServer.start();
  });
  afterEach(() => server.stop());

  it("1.11 who joins follows its own topics and the world's; where it belongs brings more and takes them away", async () => {
    const account = randomUUID();
    const client = await server.join(account);
    assert.deepEqual(client.of("welcome")[0], { protocol: client.of("welcome")[0].protocol, accountId: account });
    await client.follows("server/announcements");
    assert.deepEqual(client.topics.sort(), [
      `player/${account}/friends`,
      `player/${account}/mail`,
      `player/${account}/notifications`,
      "server/announcements",
      "world/events",
    ]);
    server.belongs(account, [topics.zoneChat("vale")]);
    await client.follows("zone/vale/chat");
    server.belongs(account, [topics.zoneChat("town")]);
    await client.follows("zone/town/chat");
    await client.follows("zone/vale/chat", false);
  });

  it("1.11 a message is encoded once, reaches all who follow its topic in order, and nobody else", async () => {
    const accounts = [1, 2, 3].map(() => randomUUID());
    const [a, b, c] = await Promise.all(accounts.map((id) => server.join(id)));
    for (const id of accounts.slice(0, 2)) server.belongs(id, [topics.partyChat("p")]);
    await Promise.all([a, b].map((client) => client.follows("party/p/chat")));
    const before = server.metrics.encoded;
    for (let n = 0; n < 50; n++) server.switchboard.deliver({ topic: topics.partyChat("p"), kind: "said", data: { n } });
    server.switchboard.deliver({ topic: topics.announcements, kind: "announcement", data: { text: "end" }, id: 7 });
    server.switchboard.deliver({ topic: topics.zoneChat("empty"), kind: "said", data: {} });
    await Promise.all([a, b, c].map((client) => client.until(() => client.events.some((e) => e.kind === "announcement"), "the end")));
    for (const client of [a, b])
      assert.deepEqual(
        client.events.map((e) => (e.data as { n?: number }).n),
        [...Array.from({ length: 50 }, (_, n) => n), undefined],
      );
    assert.deepEqual(c.events, [{ topic: "server/announcements", kind: "announcement", data: { text: "end" }, id: 7 }]);
    assert.deepEqual([server.metrics.encoded - before, server.metrics.readers], [51, 103]);
  });

  it("1.11 a message for some of a topic's followers is for them alone", async () => {
    const accounts = [1, 2, 3].map(() => randomUUID());
    const clients = await Promise.all(accounts.map((id) => server.join(id)));
    for (const id of accounts) server.belongs(id, [topics.zoneChat("vale")]);
    await Promise.all(clients.map((client) => client.follows("zone/vale/chat")));
    server.switchboard.deliver({ topic: topics.zoneChat("vale"), kind: "said", data: {}, only: [accounts[1], randomUUID()] });
    server.switchboard.deliver({ topic: topics.zoneChat("vale"), kind: "end", data: {} });
    await Promise.all(clients.map((client) => client.until(() => client.events.some((e) => e.kind === "end"), "the end")));
    assert.deepEqual(
      clients.map((client) => client.events.map((e) => e.kind)),
      [["end"], ["said", "end"], ["end"]],
    );
  });

  it("6.1 a message that some do not want to hear: encoded once, for all the others", async () => {
    const accounts = [1, 2, 3].map(() => randomUUID());
    const clients = await Promise.all(accounts.map((id) => server.join(id)));
    for (const id of accounts) server.belongs(id, [topics.zoneChat("vale")]);
    await Promise.all(clients.map((client) => client.follows("zone/vale/chat")));
    const before = server.metrics.encoded;
    server.switchboard.deliver({ topic: topics.zoneChat("vale"), kind: "chat", data: {}, except: [accounts[0], randomUUID()] });
    server.switchboard.deliver({
      topic: topics.zoneChat("vale"),
      kind: "near",
      data: {},
      only: accounts.slice(0, 2),
      except: [accounts[0]],
    });
    server.switchboard.deliver({ topic: topics.zoneChat("vale"), kind: "end", data: {} });
    await Promise.all(clients.map((client) => client.until(() => client.events.some((e) => e.kind === "end"), "the end")));
    assert.deepEqual(
      clients.map((client) => client.events.map((e) => e.kind)),
      [["end"], ["chat", "near", "end"], ["chat", "end"]],
    );
    assert.equal(server.metrics.encoded - before, 3);
  });

  it("R13 tickets that are unknown or used, a wrong protocol: refused, nobody is seated", async () => {
    const ticket = server.ticket(randomUUID());
    const refused = (code: string) => (error: unknown) => error instanceof JoinRefused && error.message.startsWith(code);
    await assert.rejects(server.client().join(ticket, { protocol: 99 }), refused("protocol_mismatch"));
    await assert.rejects(server.client().join(randomUUID()), refused("ticket_invalid"));
    await assert.rejects(server.client().join("short"), refused("ticket_invalid"));
    await server.client().join(ticket);
    await assert.rejects(server.client().join(ticket), refused("ticket_invalid"));
    assert.equal(server.room.clients.length, 1);
  });

  it("1.12 a second seat of the same account takes over and tells the first why, here or in another process", async () => {
    const account = randomUUID();
    const [first, other] = [await server.join(account), await server.join()];
    const second = await server.join(account);
    assert.equal((await first.goodbye()).message.code, "taken_over");
    server.seats.set(account, randomUUID()); // taken in another process
    server.belongs(account, []);
    assert.equal((await second.goodbye()).message.code, "taken_over");
    assert.equal(other.closed, null);
    assert.equal(server.metrics.errors, 0);
  });

  it("2.2 the end of the log-in ends the seat, also while the connection is lost", async () => {
    const [login, lost] = [randomUUID(), randomUUID()];
    const client = await server.join(randomUUID(), login);
    const away = await server.join(randomUUID(), lost);
    server.logins.get(login)?.("banned");
    assert.equal((await client.goodbye()).message.code, "banned");
    await away.drop();
    server.logins.get(lost)?.("session_ended");
    await assert.rejects(away.resume(), (error) => error instanceof JoinRefused);
    assert.equal(server.metrics.seats, 0);
  });

  it("1.12 a broken connection is resumed, and what was said meanwhile arrives", async () => {
    const client = await server.join();
    await client.follows("server/announcements");
    await client.drop();
    for (let n = 0; n < 5; n++) server.switchboard.deliver({ topic: topics.announcements, kind: "announcement", data: { n } });
    await client.resume();
    await client.until(() => client.events.length === 5, "what was said");
    assert.equal(client.of("welcome").length, 2);
  });

  it("1.11 requests are checked, answered, refused and bounded; what is unknown or malformed changes nothing", async () => {
    const calls: unknown[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    server.requests.on("echo", z.strictObject({ text: z.string().max(10) }), (caller, { text }) => {
      calls.push([caller.accountId, caller.character?.zoneId ?? null, text]);
      return { text };
    });
    server.requests.on("no", z.strictObject({}), () => {
      throw new RoomError("not_yours", "This is not for you.");
    });
    server.requests.on("wait", z.strictObject({}), () => held);
    assert.throws(() => server.requests.on("echo", z.strictObject({}), () => {}), /handler already/);
    const account = randomUUID();
    const client = await server.join(account);
    server.belongs(account, [], { id: randomUUID(), name: "Mira", zoneId: "vale", layer: 0, roomId: "r" });
    client.send("echo", { text: "hello" });
    await client.until(() => client.of("echo").length === 1, "echo");
    assert.deepEqual([calls, client.of("echo")], [[[account, "vale", "hello"]], [{ text: "hello" }]]);
    const errors = async (count: number) => {
      await client.until(() => client.of("error").length === count, `${count} errors`);
      return client.of("error").at(-1)?.code;
    };
    client.send("echo", { text: "much too long" });
    assert.equal(await errors(1), "message_invalid");
    client.send("echo", { text: "a", more: 1 });
    assert.equal(await errors(2), "message_invalid");
    client.send("no", {});
    assert.equal(await errors(3), "not_yours");
    client.send("unheard of", {});
    assert.equal(await errors(4), "message_unknown");
    client.sendRaw(Uint8Array.of(13, 0xa4, 1));
    assert.equal(await errors(5), "message_malformed");
    for (let n = 0; n < 17; n++) client.send("wait", {});
    assert.equal(await errors(6), "busy");
    release();
    assert.equal(calls.length, 1);
    assert.equal(server.metrics.errors, 0);
  });

  it("R17 a handler that throws is a fault of the room, and nobody else's", async () => {
    server.requests.on("bad", z.strictObject({}), () => {
      throw new Error("bad");
    });
    const [client, other] = [await server.join(), await server.join()];
    client.send("bad", {});
    await client.until(() => client.of("error").length === 1, "error");
    assert.equal(client.of("error")[0].code, "busy");
    server.switchboard.deliver({ topic: topics.announcements, kind: "announcement", data: {} });
    await other.until(() => other.events.length === 1, "an announcement");
    assert.equal(server.metrics.errors, 1);
  });
});
