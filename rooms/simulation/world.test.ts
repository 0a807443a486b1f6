import assert from "node:assert/strict";
import fc from "fast-check";
import { indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { EntityKind } from "#shared/protocol/codes.ts";
import { MAX_STATUSES, World } from "./world.ts";

describe("1.1 the world", () => {
  it("1.1 an id never means a later entity at the same index", () => {
    const world = new World(4, 1);
    const first = world.spawn(EntityKind.PLAYER);
    world.despawn(first);
    const second = world.spawn(EntityKind.NPC);
    assert.equal(indexOf(first), indexOf(second));
    assert.ok(!world.alive(first) && world.alive(second));
    world.despawn(first);
    assert.ok(world.alive(second), "a stale id despawns nobody");
  });

  it("1.1 a full world says so; nobody is despawned; what is freed is used again, with all components zero", () => {
    const world = new World(4, 1);
    const ids = [1, 2, 3].map(() => world.spawn(EntityKind.NPC));
    assert.equal(world.spawn(EntityKind.NPC), NOBODY);
    assert.equal(world.count, 3);
    world.despawn(NOBODY);
    world.x[indexOf(ids[1])] = 5;
    world.statusCode[indexOf(ids[1]) * MAX_STATUSES] = 3;
    world.despawn(ids[1]);
    const again = indexOf(world.spawn(EntityKind.PLAYER));
    assert.deepEqual([world.x[again], world.statusCode[again * MAX_STATUSES]], [0, 0]);
  });

  it("1.1 whatever is spawned and despawned, the living are counted, found and told apart", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(99), { maxLength: 200 }), (steps) => {
        const world = new World(20, 1);
        const living: number[] = [];
        for (const step of steps) {
          if (step < 60) {
            const id = world.spawn(EntityKind.NPC);
            if (living.length < 19) living.push(id);
            else assert.equal(id, NOBODY);
          } else if (living.length) world.despawn(living.splice(step % living.length, 1)[0]);
          assert.equal(world.count, living.length);
          for (const id of living) assert.ok(world.alive(id) && indexOf(id) < world.end);
          assert.equal(new Set(living.map(indexOf)).size, living.length);
        }
      }),
    );
  });

  it("1.1 every tracked array and the generator count for the hash", () => {
    const world = new World(4, 1);
    const own = world.trackWhole(new Uint8Array(3));
    const hashes = new Set([world.hash()]);
    own[2] = 1;
    hashes.add(world.hash());
    world.rng.u32();
    hashes.add(world.hash());
    world.tick++;
    hashes.add(world.hash());
    const id = world.spawn(EntityKind.NPC);
    hashes.add(world.hash());
    world.x[indexOf(id)] = 1e-30;
    hashes.add(world.hash());
    assert.equal(hashes.size, 6);
  });

  it("1.1 a saved world goes on as the first one would have; one of another layout is refused", () => {
    const make = () => {
      const world = new World(20, 3);
      const own = world.track(new Uint16Array(2 * 20));
      return { world, own };
    };
    const first = make();
    const ids = Array.from({ length: 5 }, () => first.world.spawn(EntityKind.NPC));
    first.world.despawn(ids[2]);
    first.own[2 * indexOf(ids[4]) + 1] = 7;
    first.world.tick = 99;
    const saved = new Uint8Array(first.world.savedSize);
    assert.equal(first.world.save(saved), saved.length);

    const second = make();
    assert.equal(second.world.layout, first.world.layout);
    second.world.load(saved);
    assert.equal(second.world.hash(), first.world.hash());
    assert.equal(second.world.spawn(EntityKind.DROP), first.world.spawn(EntityKind.DROP));
    assert.equal(second.world.rng.u32(), first.world.rng.u32());
    assert.equal(second.world.hash(), first.world.hash());

    assert.throws(() => new World(20, 3).load(saved), RangeError);
    assert.throws(() => make().world.load(saved.subarray(0, -1)), RangeError);
    assert.throws(() => new World(20, 3).track(new Uint8Array(3)), /trackWhole/);
  });
});
