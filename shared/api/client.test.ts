import assert from "node:assert/strict";
import { ApiError, callApi, type Reply, type Request } from "./client.ts";

/** Answers with this, and remembers what it was asked. */
function sender(reply: Reply) {
  const asked: Request[] = [];
  const send = async (request: Request) => {
    asked.push(request);
    return reply;
  };
  return { send, asked };
}

describe("9.12 the API's typed client", () => {
  it("9.12 fills in path, query, token, key and body; only what is given", async () => {
    const character = { id: "x" };
    const { send, asked } = sender({ status: 201, body: character });
    const body = { name: "Mira", classId: "warden" };
    assert.equal(await callApi(send, "POST /api/v1/characters", { body, key: "a-key-of-mine", token: "t" }), character);
    await callApi(send, "GET /api/v1/account/logins", { query: { limit: 5, cursor: "a b&c" } });
    await callApi(send, "GET /api/v1/characters/{id}", { params: { id: "a/b" } });
    const headers = { accept: "application/json" };
    assert.deepEqual(asked, [
      {
        method: "POST",
        path: "/api/v1/characters",
        headers: { ...headers, "content-type": "application/json", authorization: "Bearer t", "idempotency-key": "a-key-of-mine" },
        body,
      },
      { method: "GET", path: "/api/v1/account/logins?limit=5&cursor=a%20b%26c", headers, body: undefined },
      { method: "GET", path: "/api/v1/characters/a%2Fb", headers, body: undefined },
    ]);
  });

  it("9.12 a refusal is an error with the server's code and words", async () => {
    const refusal = (status: number, body: unknown) =>
      callApi(sender({ status, body }).send, "GET /api/v1/characters", {}).catch((error: unknown) => error as ApiError);
    const errors = [{ in: "body", path: "name", message: "A name has letters only." }];
    const named = await refusal(400, { code: "invalid_request", title: "No.", detail: "name: …", errors });
    assert.ok(named instanceof ApiError);
    assert.deepEqual([named.status, named.code, named.message], [400, "invalid_request", "A name has letters only."]);
    const other = (await refusal(502, undefined)) as ApiError;
    assert.deepEqual([other.status, other.code, other.message], [502, "error", "The server answered with status 502."]);
  });
});
