import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { z } from "zod";
import { Problem } from "#server/http/problem.ts";
import { type Route, route } from "#server/http/route.ts";
import { append } from "#server/outbox/append.ts";
import { cleanEnv, TestProcess } from "#test/support/server.ts";
import { type Player, type Reply, TestApi } from "./support/api.ts";

const MINE = "/api/v1/characters";
const NOTES = "/api/v1/notes";
const DYING = fileURLToPath(new URL("support/dying-api.ts", import.meta.url));

/** An effect that can be counted, and a refusal. */
const notes: Route = route({
  method: "post",
  path: NOTES,
  access: "account",
  tag: "tests",
  summary: "Write a note",
  idempotent: "required",
  body: z.strictObject({ text: z.string().max(20) }),
  responses: { 201: { description: "Written.", schema: z.strictObject({ number: z.number() }), headers: { Location: "Where." } } },
  problems: ["not_found"],
  handler: ({ identity, body, once }) =>
    once(async (tx) => {
      const number = Math.random();
      await append(tx, { name: "NOTE", accountId: identity.accountId, payload: { text: body.text, number } });
      if (body.text === "refuse") throw new Problem("not_found");
      return { status: 201, headers: { Location: `${NOTES}/${number}` }, body: { number } };
    }),
});

describe("RELIABILITY rule 4: idempotency keys", () => {
  let api: TestApi;
  let player: Player;
  let count = 0;
  before(async () => {
    api = await TestApi.start({ routes: [notes] });
    player = await api.player();
  });
  after(() => api.stop());

  const newKey = () => `a-test-key-${++count}`;
  const write = (text: string, key?: string, who = player) =>
    api.post(NOTES, { text }, { token: who.accessToken, headers: key === undefined ? {} : { "idempotency-key": key } });
  const written = (who = player) => api.database.prisma.gameEvent.count({ where: { name: "NOTE", accountId: who.accountId } });
  const outcome = ({ status, body }: Reply) => (status === 201 ? body.number : body.code);

  it("rule 4: the same key again: one effect, and the reply of the first time with its status and headers", async () => {
    const key = newKey();
    const before = await written();
    const first = await write("once", key);
    const again = await write("once", `"${key}"`);
    assert.deepEqual([again.status, again.text], [first.status, first.text]);
    assert.equal(again.headers.get("location"), first.headers.get("location"));
    assert.deepEqual([first.headers.get("idempotency-replayed"), again.headers.get("idempotency-replayed")], [null, "true"]);
    assert.equal(await written(), before + 1);
  });

  it("rule 4: the same key for something else is a conflict, and changes nothing", async () => {
    const key = newKey();
    await write("this", key);
    const before = await written();
    assert.equal((await write("that", key)).body.code, "idempotency_conflict");
    const elsewhere = { token: player.accessToken, headers: { "idempotency-key": key } };
    assert.equal((await api.post(MINE, { name: "Mira", classId: "warden" }, elsewhere)).body.code, "idempotency_conflict");
    assert.equal(await written(), before);
    assert.equal(await api.database.prisma.character.count(), 0);
  });

  it("rule 4: a key is its account's own", async () => {
    const other = await api.player();
    const key = newKey();
    const replies = [await write("mine", key), await write("mine", key, other)];
    assert.notEqual(outcome(replies[0]), outcome(replies[1]));
    assert.equal(await written(other), 1);
  });

  it("rule 4: a refusal is not kept: nothing happened, and it may be asked again", async () => {
    const key = newKey();
    const before = await written();
    assert.equal((await write("refuse", key)).body.code, "not_found");
    assert.equal((await write("granted", key)).status, 201);
    assert.equal(await written(), before + 1);
  });

  it("rule 4: without a key, or with one that is none, the request is refused where keys are required", async () => {
    const before = await written();
    for (const key of [undefined, "", "short", "x".repeat(129), "with blank in it", '""'])
      assert.equal((await write("keyless", key)).body.errors[0].path, "Idempotency-Key", String(key));
    assert.equal(await written(), before);
    assert.equal((await api.post(MINE, { name: "Keyless", classId: "warden" }, { token: player.accessToken })).status, 201);
  });

  it("R4 a hundred identical requests at once: one effect, one answer", async () => {
    const key = newKey();
    const before = await written();
    const replies = await Promise.all(Array.from({ length: 100 }, () => write("crowd", key)));
    const answered = replies.filter(({ status }) => status === 201);
    // who waited longer than requests may is told to come back
    for (const reply of replies) if (reply.status !== 201) assert.equal(reply.status, 503, reply.text);
    assert.ok(answered.length > 0);
    assert.equal(new Set(answered.map(outcome)).size, 1);
    assert.equal(answered.filter(({ headers }) => headers.get("idempotency-replayed") === null).length, 1);
    assert.equal(await written(), before + 1);
    assert.equal(outcome(await write("crowd", key)), outcome(answered[0]));
  });

  it("rule 4: whatever is sent at once under few keys, each key has the effect of one request and its senders one answer", async () => {
    const sent = fc.record({ key: fc.integer({ min: 0, max: 3 }), text: fc.constantFrom("a", "b", "refuse") });
    await fc.assert(
      fc.asyncProperty(fc.array(sent, { minLength: 1, maxLength: 12 }), async (requests) => {
        const keys = [newKey(), newKey(), newKey(), newKey()];
        const before = await written();
        const replies = await Promise.all(requests.map(({ key, text }) => write(text, keys[key])));
        let effects = 0;
        for (const [n, key] of keys.entries()) {
          const mine = requests.flatMap((request, i) => (request.key === n ? [{ text: request.text, reply: replies[i] }] : []));
          const done = mine.filter(({ reply }) => reply.status === 201);
          if (mine.some(({ text }) => text !== "refuse")) assert.ok(done.length > 0, `nothing was done for ${key}`);
          assert.ok(new Set(done.map(({ text, reply }) => `${text} ${outcome(reply)}`)).size <= 1);
          for (const { reply } of mine) assert.ok([201, 404, 409].includes(reply.status), reply.text);
          effects += done.length > 0 ? 1 : 0;
        }
        assert.equal(await written(), before + effects);
      }),
      { numRuns: 25 },
    );
  });

  for (const when of ["before", "after"]) {
    it(`R3 the process dies ${when} the commit: the same request again has its effect once`, async () => {
      const owner = await api.player();
      const name = when === "before" ? "Before" : "After";
      const request = { token: owner.accessToken, headers: { "idempotency-key": newKey() } };
      const dying = new TestProcess([DYING, api.databaseUrl, when], cleanEnv());
      await dying.said(/listening on \d+\./);
      const port = /listening on (\d+)\./.exec(dying.output)?.[1];
      await assert.rejects(
        fetch(`http://127.0.0.1:${port}${MINE}`, {
          method: "POST",
          headers: { ...request.headers, authorization: `Bearer ${owner.accessToken}`, "content-type": "application/json" },
          body: JSON.stringify({ name, classId: "warden" }),
        }),
      );
      await dying.exited();
      const owned = () => api.database.prisma.character.count({ where: { accountId: owner.accountId } });
      assert.equal(await owned(), when === "before" ? 0 : 1);
      const again = await api.post(MINE, { name, classId: "warden" }, request);
      assert.equal(again.status, 201, again.text);
      assert.equal(again.headers.get("idempotency-replayed"), when === "before" ? null : "true");
      assert.equal(again.body.name, name);
      assert.equal(await owned(), 1);
      assert.deepEqual(
        (await api.events()).filter((event) => event === "CHARACTER_CREATED").length,
        await api.database.prisma.character.count(),
      );
    });
  }
});
