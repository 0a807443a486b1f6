import assert from "node:assert/strict";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { EntityKind } from "#shared/protocol/codes.ts";
import type { CharacterSave, CharacterStore } from "#rooms/ports/characters.ts";
import { World } from "#rooms/simulation/world.ts";
import { Persistence } from "./persistence.ts";
import type { Session } from "./session.ts";

describe("persistence", () => {
  const warnings: string[] = [];
  const log = { info() {}, warn: (_d: unknown, message: string) => warnings.push(message), error() {} };

  function stage() {
    const world = new World(16, 1);
    const calls: { save: string[][]; release: CharacterSave[] } = { save: [], release: [] };
    const control = { fail: false, lost: [] as string[], gate: null as Promise<void> | null };
    const act = async () => {
      await control.gate;
      if (control.fail) throw new Error("no database");
    };
    const store = {
      save: async (states: readonly CharacterSave[]) => {
        calls.save.push(states.map((s) => s.lease.characterId));
        await act();
        return control.lost;
      },
      release: async (state: CharacterSave) => {
        calls.release.push(state);
        await act();
        return true;
      },
    } as unknown as CharacterStore;
    const session = (characterId: string): Session => {
      const entity = world.spawn(EntityKind.PLAYER);
      return { characterId, entity, lease: { characterId, epoch: 1n }, left: false } as unknown as Session;
    };
    const carried = { globalMs: 0, cooldowns: {}, charges: {}, statuses: [], pvpMs: 0 };
    const sim = { world, luggage: { of: () => carried, stamp: () => 0 } };
    return { world, calls, control, session, persistence: new Persistence(store, sim, { zoneId: "vale", layer: 0 }, log) };
  }

  it("1.8 only what changed is saved, all in one call", async () => {
    const { world, calls, session, persistence } = stage();
    const a = session("a");
    const b = session("b");
    await persistence.saveChanged([a, b]);
    await persistence.saveChanged([a, b]);
    world.x[indexOf(b.entity)] = 5;
    await persistence.saveChanged([a, b]);
    assert.deepEqual(calls.save, [["a", "b"], ["b"]]);
  });

  it("R15 while a save is under way no second one starts; a failed one is repeated by the next call", async () => {
    const { calls, control, session, persistence } = stage();
    const a = session("a");
    let open = () => {};
    control.gate = new Promise((resolve) => {
      open = resolve;
    });
    control.fail = true;
    const first = persistence.saveChanged([a]);
    await persistence.saveChanged([a]);
    assert.equal(calls.save.length, 1);
    open();
    assert.deepEqual(await first, []);
    control.fail = false;
    await persistence.saveChanged([a]);
    assert.equal(calls.save.length, 2);
  });

  it("R11 sessions whose lease is lost are named", async () => {
    const { control, session, persistence } = stage();
    const a = session("a");
    const b = session("b");
    control.lost = ["b"];
    assert.deepEqual(await persistence.saveChanged([a, b]), [b]);
  });

  it("1.8 a release waits for the save under way: the older state is never written last", async () => {
    const { calls, control, session, persistence } = stage();
    const a = session("a");
    let open = () => {};
    control.gate = new Promise((resolve) => {
      open = resolve;
    });
    const saving = persistence.saveChanged([a]);
    const releasing = persistence.release(persistence.captureWhole(a));
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(calls.release.length, 0);
    open();
    await Promise.all([saving, releasing]);
    assert.equal(calls.release.length, 1);
  });

  it("R19 the last save is tried again while there is time", async () => {
    const { calls, control, session, persistence } = stage();
    const state = persistence.captureWhole(session("a"));
    control.fail = true;
    setTimeout(() => {
      control.fail = false;
    }, 300);
    await persistence.saveLast([state], 5000);
    assert.ok(calls.save.length >= 2);
    control.fail = true;
    const before = calls.save.length;
    await persistence.saveLast([state], 100);
    assert.equal(calls.save.length, before + 1);
  });
});
