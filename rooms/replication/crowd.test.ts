import assert from "node:assert/strict";
import { type EntityId, indexOf } from "#shared/primitives/entity-id.ts";
import { Rng } from "#shared/primitives/rng.ts";
import { EntityKind } from "#shared/protocol/codes.ts";
import { distance, Picture, RADIUS_M, type Seen, Stage } from "#test/support/stage.ts";
import { MAX_PICTURE, MIN_PICTURE, NEAR_PART, UPDATE_BUDGET_BYTES } from "./tiers.ts";

/** A quarter of a second. */
const BOUND_TICKS = 5;
const MIDDLE_M = 200;
const SAME = ["x", "y", "facing", "health", "flags", "level", "castAbility"] as const;

/** A crowd of which everybody changes in every tick. */
class Crowd {
  readonly stage = new Stage();
  readonly picture: Picture;
  readonly others: EntityId[] = [];
  readonly rng = new Rng(7);
  /** What was so in the last ticks, the newest first. */
  readonly history: Seen[][] = [];
  /** Change every field, not only the place. */
  everything = false;

  /** @param radiusM around the client; 0: all in one spot */
  constructor(count: number, radiusM: number) {
    this.picture = new Picture(this.stage, this.stage.add(MIDDLE_M, MIDDLE_M));
    for (let n = 0; n < count; n++) {
      const angle = this.rng.range(0, 2 * Math.PI);
      const d = radiusM * Math.sqrt(this.rng.unit());
      const kind = n % 2 ? EntityKind.NPC : EntityKind.PLAYER;
      this.others.push(this.stage.add(MIDDLE_M + d * Math.cos(angle), MIDDLE_M + d * Math.sin(angle), kind));
    }
  }

  tick(): void {
    const { world } = this.stage;
    this.stage.tick(() => {
      for (const id of this.others) {
        const i = indexOf(id);
        world.facing[i] = (world.tick << 8) & 0xffff; // tells the ticks apart
        this.stage.move(id, world.x[i] + ((world.tick + i) % 2 ? 0.25 : -0.25), world.y[i]);
        if (!this.everything) continue;
        world.health[i] = 1 + ((world.tick * 3 + i) % 99);
        world.flags[i] = (world.tick + i) & 511;
        world.castAbility[i] = 1 + ((world.tick + i) % 200);
        world.castEndTick[i] = world.tick + 20;
        world.target[i] = world.id[1 + ((world.tick + i) % (world.end - 1))];
        world.level[i] = 1 + ((world.tick + i) % 60);
        world.extraTick[i] = world.tick;
      }
    });
    this.history.unshift(Array.from({ length: world.end }, (_, i) => this.stage.seen(i)));
    this.history.length = Math.min(this.history.length, BOUND_TICKS + 1);
  }

  /** Ticks since the entity looked as the client's picture has it; the number of remembered ticks when it never did. */
  age(index: number): number {
    const told = this.picture.known.get(index);
    const at = this.history.findIndex((seen) => SAME.every((field) => seen[index][field] === told?.[field]));
    return at < 0 ? this.history.length : at;
  }
}

describe("1.4 crowds", () => {
  for (const count of [50, 200, 500, 1000, 2000]) {
    for (const [where, radiusM] of [
      ["in one spot", 0],
      ["in sight", RADIUS_M],
    ] as const) {
      it(`1.4 ${count} ${where}, all moving: nothing in the picture is older than 250 ms`, () => {
        const crowd = new Crowd(count, radiusM);
        const { picture } = crowd;
        for (let t = 0; t < 100; t++) {
          crowd.tick();
          picture.receive();
          for (const index of picture.known.keys()) {
            if (index === indexOf(picture.view.self)) continue;
            const age = crowd.age(index);
            assert.ok(age <= BOUND_TICKS, `tick ${t}: entity ${index} is ${age} ticks old`);
          }
          // two ticks for those in reach, then the picture is as full as it may be
          if (t > 20) assert.ok(picture.known.size >= Math.min(count + 1, MAX_PICTURE) * 0.8, `${picture.known.size} in the picture`);
        }
      });
    }
  }

  it("1.4 when every field of everybody changes in every tick the picture shrinks to the nearest, and grows again", () => {
    const crowd = new Crowd(1000, RADIUS_M);
    const { picture, stage } = crowd;
    crowd.everything = true;
    for (let t = 0; t < 200; t++) {
      crowd.tick();
      const s = picture.receive();
      for (const index of picture.known.keys()) {
        if (index !== indexOf(picture.view.self)) assert.ok(crowd.age(index) <= BOUND_TICKS, `tick ${t}: entity ${index}`);
      }
      assert.ok(s.updates.length <= 255);
    }
    const size = picture.known.size;
    assert.ok(size >= MIN_PICTURE && size < 400, `${size} in the picture`);
    const away = (index: number) => distance(stage.world, indexOf(picture.view.self), index);
    const farthest = Math.max(...[...picture.known.keys()].map(away));
    const nearer = crowd.others.filter((id) => away(indexOf(id)) < farthest * 0.7);
    const missing = nearer.filter((id) => !picture.known.has(indexOf(id)));
    assert.ok(missing.length <= nearer.length * 0.1, `${missing.length} of ${nearer.length} who are nearer are not in the picture`);
    crowd.everything = false;
    for (let t = 0; t < 200; t++) {
      crowd.tick();
      picture.receive();
    }
    assert.ok(picture.known.size > MAX_PICTURE * 0.8, `${picture.known.size} in the picture`);
  });

  it("1.4 near ones are told more often than far ones, and the byte budget holds", () => {
    const crowd = new Crowd(900, RADIUS_M);
    const { picture, stage } = crowd;
    const self = indexOf(picture.view.self);
    const nearM = RADIUS_M * NEAR_PART - 1;
    let near = 0;
    let far = 0;
    let nearTold = 0;
    let farTold = 0;
    for (let t = 0; t < 150; t++) {
      crowd.tick();
      const before = picture.bytes;
      const s = picture.receive();
      if (t < 50) continue;
      const enters = s.enters.length * 40;
      assert.ok(picture.bytes - before <= UPDATE_BUDGET_BYTES + enters + 100 + 2 * s.leaves.length);
      for (const index of picture.known.keys()) distance(stage.world, self, index) < nearM ? near++ : far++;
      for (const u of s.updates) distance(stage.world, self, u.index) < nearM ? nearTold++ : farTold++;
    }
    assert.ok(nearTold / near > 0.75, `near ones are told ${nearTold / near} times a tick`);
    assert.ok(nearTold / near > 2 * (farTold / far), `far ones ${farTold / far} times`);
  });

  it("1.4 one's party, target and the boss stay in the picture of a crowd", () => {
    const crowd = new Crowd(1500, RADIUS_M * 0.9);
    const { picture, stage, others } = crowd;
    const away = (id: EntityId) => distance(stage.world, indexOf(picture.view.self), indexOf(id));
    const farthest = [...others].sort((a, b) => away(b) - away(a)).slice(0, 3);
    stage.important.ids = [farthest[0]];
    stage.important.count = 1;
    picture.view.setAlways([picture.view.self, farthest[1]]);
    crowd.tick();
    picture.receive();
    stage.world.target[indexOf(picture.view.self)] = farthest[2];
    const targetKnown = picture.known.has(indexOf(farthest[2]));
    for (let t = 0; t < 60; t++) {
      crowd.tick();
      picture.receive();
      assert.ok(picture.known.has(indexOf(farthest[0])) && picture.known.has(indexOf(farthest[1])));
      if (targetKnown) assert.ok(picture.known.has(indexOf(farthest[2])));
    }
  });
});
