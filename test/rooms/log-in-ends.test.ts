import assert from "node:assert/strict";
import { JoinRefused } from "./support/room-client.ts";
import { ZoneServer } from "./support/zone-server.ts";

describe("2.2 a log-in ends while its character is in the world", () => {
  let server: ZoneServer;
  beforeEach(async () => {
    server = await ZoneServer.start();
  });
  afterEach(() => server.stop());

  const end = (characterId: string, code: "session_ended" | "banned") => {
    const leave = server.office.watched.get(characterId);
    assert.ok(leave, "the room watches the log-in");
    leave(code);
  };
  const released = async (characterId: string) => {
    while (server.office.row(characterId).owner !== null) await new Promise((resolve) => setTimeout(resolve, 10));
  };

  it("2.2 the client is told why, the character saved where it stood and given back; others play on", async () => {
    const honest = await server.player("Honest");
    const id = server.office.addCharacter("Gone");
    const client = await server.join(id);
    for (let n = 0; n < 10; n++) {
      client.input({ moveX: 127 });
      await client.snapshotsMore(1);
    }
    await client.snapshotsMore(10);
    const { x, y } = client;
    end(id, "banned");
    const { message, code } = await client.goodbye();
    assert.deepEqual([message.code, code], ["banned", 4002]);
    await released(id);
    assert.deepEqual([server.office.row(id).place?.x, server.office.row(id).place?.y], [x, y]);
    assert.equal(server.office.watched.has(id), false, "nothing is left behind");
    await honest.until(() => honest.sees(client.id) === null, "it is out of sight");
    await honest.snapshotsMore(2);
    assert.equal(server.metrics.errors, 0);
  });

  it("2.2 also while its connection is lost: the seat cannot be resumed", async () => {
    const id = server.office.addCharacter("Away");
    const client = await server.join(id);
    await client.drop();
    await client.until(() => client.closed !== null, "close");
    end(id, "session_ended");
    await released(id);
    await assert.rejects(client.resume(), (error) => error instanceof JoinRefused);
    assert.equal(server.room().clients.length, 0);
  });

  it("R13 a seat that was reserved for a resume just before is worth nothing either", async () => {
    const id = server.office.addCharacter("Late");
    const client = await server.join(id);
    await client.drop();
    await client.until(() => client.closed !== null, "close");
    const seat = await client.seat({ reconnectionToken: client.reconnectionToken }, "reconnect");
    end(id, "session_ended");
    await released(id);
    client.closed = null;
    client.openSeat(seat);
    await client.until(() => client.closed !== null, "the socket is closed");
    assert.equal(server.room().clients.length, 0);
  });

  it("2.2 whoever leaves is watched no more, and the next stay is watched again", async () => {
    const id = server.office.addCharacter("Twice");
    const first = await server.join(id);
    await first.leave();
    await released(id);
    assert.equal(server.office.watched.size, 0);
    const again = await server.join(id);
    const taken = await server.join(id);
    await again.goodbye();
    await taken.snapshotsMore(1);
    end(id, "session_ended");
    assert.equal((await taken.goodbye()).message.code, "session_ended");
  });
});
