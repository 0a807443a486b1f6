import assert from "node:assert/strict";
import { ActionKind } from "#shared/protocol/codes.ts";
import { ZoneServer } from "./support/zone-server.ts";

/** Code of the test zone's draught: heals 30. */
const DRAUGHT = 1;

describe("using things up in a zone room", () => {
  let server: ZoneServer;
  afterEach(() => server.stop());

  it("4.1 an item heals after the office took it; who has none is refused, and so is everybody while the office is closed", async () => {
    server = await ZoneServer.start();
    const item = { itemId: "a", templateId: "draught", quantity: 1, slot: 0 };
    const id = server.office.addCharacter("Una", { health: 20, bag: [{ ok: true, item }] });
    const una = await server.join(id);
    const refused = (code: string) =>
      una.messages.some(({ type, payload }) => type === "error" && (payload as { code: string }).code === code);
    await una.until(() => una.self.vitals !== undefined, "she is there");
    const before = una.self.vitals?.health ?? 0;
    server.office.before = (call) => {
      if (call === "consume") throw new Error("the office is closed");
    };
    una.act({ kind: ActionKind.USE_ITEM, item: DRAUGHT });
    await una.until(() => refused("busy"), "not now");
    assert.equal(server.office.row(id).bag.length, 1);
    server.office.before = () => {};
    una.act({ kind: ActionKind.USE_ITEM, item: DRAUGHT });
    await una.until(() => (una.self.vitals?.health ?? 0) >= before + 30, "the cooldown was given back, and it healed");
    assert.equal(server.office.row(id).bag.length, 0);
    una.act({ kind: ActionKind.USE_ITEM, item: DRAUGHT });
    await una.until(() => refused("not_ready"), "it rests");
  });
});
