import assert from "node:assert/strict";
import { TestApi } from "./support/api.ts";

const PASSWORD = "a good password";
const LOGIN = "/api/v1/auth/login";
const HOME = "198.51.100.1";

/** Attempts at one password each, from one address or device. */
type Guess = { email: string; ip: string; password?: string; deviceToken?: string };

describe("R27 lock-out", () => {
  let api: TestApi;
  let names = 0;
  before(async () => {
    api = await TestApi.start({ trustProxy: true });
  });
  after(() => api.stop());

  const guess = ({ email, ip, password = "not this one", deviceToken }: Guess) =>
    api.post(LOGIN, { email, password, ...(deviceToken && { deviceToken }) }, { headers: { "x-forwarded-for": ip } });

  /** Somebody who has logged in at home once. */
  async function owner(): Promise<{ email: string; deviceToken: string }> {
    const email = `owner${++names}@example.com`;
    await api.post("/api/v1/auth/register", { email, password: PASSWORD });
    const { deviceToken } = (await guess({ email, ip: HOME, password: PASSWORD })).body;
    assert.ok(deviceToken);
    await api.mailTo(email);
    return { email, deviceToken };
  }

  /** Guesses until told to wait, again and again, passing the time. @returns seconds waited before each further guess */
  async function waits(guesses: number, next: (n: number) => Guess): Promise<number[]> {
    const waited: number[] = [];
    for (let n = 0; n < guesses; n++) {
      let reply = await guess(next(n));
      if (reply.body.code === "too_many_attempts") {
        const seconds = Number(reply.headers.get("retry-after"));
        waited.push(seconds);
        api.pass(seconds * 1000);
        reply = await guess(next(n));
      } else waited.push(0);
      assert.equal(reply.body.code, "invalid_credentials");
    }
    return waited;
  }

  it("R27 one who guesses waits longer and longer, at last a quarter of an hour; known and unknown accounts alike", async () => {
    const { email } = await owner();
    const expected = [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 900, 900];
    assert.deepEqual(await waits(12, () => ({ email, ip: "192.0.2.1" })), expected);
    assert.deepEqual(await waits(12, () => ({ email: "not-there@example.com", ip: "192.0.2.2" })), expected);
    const [letter, ...more] = await api.mailTo(email);
    assert.match(letter.subject, /Somebody tries to log in/);
    assert.match(letter.text, /192\.0\.2\.1/);
    assert.deepEqual(more, [], "told once");
    assert.deepEqual(await api.mailTo("not-there@example.com"), []);
  });

  it("R27 a hundred guesses at once count like a hundred in a row", async () => {
    const { email } = await owner();
    const replies = await Promise.all(Array.from({ length: 100 }, () => guess({ email, ip: "192.0.2.3" })));
    assert.equal(replies.filter(({ body }) => body.code === "invalid_credentials").length, 5);
    assert.equal(replies.filter(({ body }) => body.code === "too_many_attempts").length, 95);
  });

  it("R27 guessing from everywhere locks strangers out, not who comes from where he was before", async () => {
    const { email, deviceToken } = await owner();
    const waited = await waits(21, (n) => ({ email, ip: `203.0.113.${n}` }));
    assert.deepEqual(waited.slice(0, 10), Array(10).fill(0));
    assert.equal(waited[20], 900);
    const stranger = { email, ip: "192.0.2.77", password: PASSWORD };
    assert.equal((await guess(stranger)).body.code, "too_many_attempts", "even with the right password");
    assert.equal((await guess({ email, ip: HOME, password: PASSWORD })).status, 200, "at home");
    assert.equal((await guess({ ...stranger, deviceToken })).status, 200, "on the road, with a device that is known");
    // a new password, by mail, opens the door at once, also for the device that asked
    await api.mailTo(email);
    await api.post("/api/v1/auth/recover", { email });
    const reset = await api.post("/api/v1/auth/recover/confirm", {
      token: await api.mailedToken(email, "recover"),
      password: "another one, new",
    });
    const fresh = { ...stranger, password: "another one, new", deviceToken: reset.body.deviceToken };
    assert.equal((await guess(fresh)).status, 200);
  });

  it("R27 a known device that guesses is held up as well; another account's device token helps nothing", async () => {
    const { email, deviceToken } = await owner();
    const waited = await waits(11, () => ({ email, ip: "192.0.2.4", deviceToken }));
    assert.deepEqual(waited.slice(5), [1, 2, 4, 8, 16, 900]);
    const other = await owner();
    assert.deepEqual((await waits(7, () => ({ email, ip: "192.0.2.5", deviceToken: other.deviceToken }))).slice(5), [1, 2]);
    for (const bad of ["x", `${deviceToken}x`, "a.b.c"])
      assert.equal((await guess({ email, ip: "192.0.2.6", deviceToken: bad })).status, 401);
  });

  it("R27 one address that tries one password on many accounts is held up; who has been there before is not", async () => {
    const cafe = "192.0.2.200";
    const { email } = await owner();
    assert.equal((await guess({ email, ip: cafe, password: PASSWORD })).status, 200);
    const waited = await waits(32, (n) => ({ email: `victim${n}@example.com`, ip: cafe }));
    assert.deepEqual(waited, [...Array(30).fill(0), 1, 2]);
    assert.equal((await guess({ email: "new@example.com", ip: cafe })).body.code, "too_many_attempts");
    assert.equal((await guess({ email, ip: cafe, password: PASSWORD })).status, 200);
  });

  it("R27 success clears what was counted against it; a day without failures clears all", async () => {
    const { email } = await owner();
    for (let round = 0; round < 3; round++) {
      assert.deepEqual(await waits(4, () => ({ email, ip: HOME })), [0, 0, 0, 0]);
      assert.equal((await guess({ email, ip: HOME, password: PASSWORD })).status, 200);
    }
    await waits(6, () => ({ email, ip: "192.0.2.8" }));
    api.pass(25 * 3600_000);
    assert.deepEqual(await waits(5, () => ({ email, ip: "192.0.2.8" })), [0, 0, 0, 0, 0]);
  });

  it("2.1 the history tells what happened, also what was held up", async () => {
    const { email } = await owner();
    await waits(6, () => ({ email, ip: HOME }));
    api.pass(60_000);
    const { accessToken } = (await guess({ email, ip: HOME, password: PASSWORD })).body;
    const logins = await api.get("/api/v1/account/logins", { token: accessToken });
    const outcomes: string[] = logins.body.items.map((item: { outcome: string }) => item.outcome);
    assert.deepEqual(outcomes, ["logged_in", "refused", "locked", ...Array(5).fill("refused"), "logged_in", "registered"]);
  });
});

describe("R27 known and unknown addresses", () => {
  /** Interleaved, so that whatever else the machine does meets both alike. */
  const PAIRS = 100;
  const WARM_UP = 10;
  let api: TestApi;
  before(async () => {
    api = await TestApi.start({ trustProxy: true });
  });
  after(() => api.stop());

  it("R27 take the same time to refuse", async () => {
    // every attempt has an account and an address of its own: nobody is held up
    const known = await Promise.all(
      Array.from({ length: PAIRS + WARM_UP }, async (_, n) => {
        const email = `known${n}@example.com`;
        await api.database.prisma.account.create({ data: { email, passwordHash: HASH } });
        return email;
      }),
    );
    const took: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
    for (const [n, email] of known.entries()) {
      const order = n % 2 === 0 ? (["known", "unknown"] as const) : (["unknown", "known"] as const);
      for (const kind of order) {
        const body = { email: kind === "known" ? email : `unknown${n}@example.com`, password: "not this one" };
        const from = performance.now();
        const reply = await api.post(LOGIN, body, { headers: { "x-forwarded-for": `10.${kind === "known" ? 1 : 2}.0.${n}` } });
        if (n >= WARM_UP) took[kind].push(performance.now() - from);
        assert.equal(reply.status, 401);
      }
    }
    const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1];
    const [a, b] = [median(took.known), median(took.unknown)];
    const said = `medians: known ${a.toFixed(1)} ms, unknown ${b.toFixed(1)} ms`;
    // without a decoy the unknown ones are ten times as fast
    assert.ok(a / b < 1.5 && b / a < 1.5, said);
  });
});

/** Of some password; as costly as any. */
const HASH = "$argon2id$v=19$m=19456,t=2,p=1$AQEBAQEBAQEBAQEBAQEBAQ$AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
