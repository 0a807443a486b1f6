import assert from "node:assert/strict";
import { ActionKind, EntityKind, ObjectState } from "#shared/protocol/codes.ts";
import { ZoneServer } from "./support/zone-server.ts";

describe("doors that take a key, in a zone room", () => {
  let server: ZoneServer;
  afterEach(() => server.stop());

  it("1.9 without the key it is locked, with it the door opens, and while the office is closed it stays shut", async () => {
    server = await ZoneServer.start({
      objects: [{ kind: "door", id: "gate", name: "Gate", box: [50, 48, 1, 4], rangeM: 20, locked: true, key: "draught", usesUpKey: true }],
    });
    const item = { itemId: "a", templateId: "draught", quantity: 1, slot: 0 };
    const place = { zoneId: "testland", x: 47, y: 50, facing: 0 };
    const hers = server.office.addCharacter("Una", { place, bag: [{ ok: true, item }] });
    const [una, ben] = await Promise.all([server.join(hers), server.join(server.office.addCharacter("Ben", { place }))]);
    const refused = (who: typeof una, code: string) =>
      who.messages.some(({ type, payload }) => type === "error" && (payload as { code: string }).code === code);
    const door = () => [...una.entities.values()].find(({ kind }) => kind === EntityKind.OBJECT);
    await una.until(() => door() !== undefined, "the door is seen");
    const target = door()?.id ?? assert.fail();
    ben.act({ kind: ActionKind.INTERACT, target });
    await ben.until(() => refused(ben, "locked"), "he has no key");
    server.office.before = (call) => {
      if (call === "may") throw new Error("the office is closed");
    };
    una.act({ kind: ActionKind.INTERACT, target });
    await una.until(() => refused(una, "busy"), "not now");
    assert.equal(door()?.health, ObjectState.READY);
    server.office.before = () => {};
    una.act({ kind: ActionKind.INTERACT, target });
    await una.until(() => door()?.health === ObjectState.USED, "it is open");
    await una.until(() => server.office.row(hers).bag.length === 0, "the key is gone");
  });
});
