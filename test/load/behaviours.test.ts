import assert from "node:assert/strict";
import { Fight } from "#loadtest/bots/behaviours/fight.ts";
import { Walk } from "#loadtest/bots/behaviours/walk.ts";
import type { Behaviour, BotBody } from "#loadtest/bots/body.ts";
import { Knowledge } from "#loadtest/bots/knowledge.ts";
import { Picture } from "#loadtest/bots/picture.ts";
import { Replication } from "#rooms/replication/replication.ts";
import { Simulation } from "#rooms/simulation/simulation.ts";
import { compileZone } from "#shared/content/compile.ts";
import { loadContent } from "#shared/content/load.ts";
import { publicContent } from "#shared/content/public.ts";
import { type EntityId, indexOf } from "#shared/primitives/entity-id.ts";
import { Rng } from "#shared/primitives/rng.ts";
import { emptyInput } from "#shared/protocol/input.ts";
import { FRAME_HEADER_SIZE } from "#rooms/replication/replication.ts";

const TICKS_PER_SECOND = 20;

/** Bots in a zone without a network: what they are sent is what the room would send. */
class Stage {
  readonly content = loadContent();
  readonly zoneId = this.content.zones[0].id;
  readonly knowledge = new Knowledge(publicContent(this.content));
  readonly simulation = new Simulation(compileZone(this.content, this.zoneId), { seed: 1, capacity: 4096 });
  readonly replication: Replication;
  readonly bots: Array<{ id: EntityId; body: BotBody; behaviour: Behaviour; view: ReturnType<Replication["open"]> }> = [];
  kills = 0;
  deaths = 0;
  uses = 0;

  constructor() {
    const { simulation } = this;
    const zone = this.content.zones[0];
    this.replication = new Replication(simulation.world, simulation.grid, simulation.events.combat, {
      widthM: zone.widthM,
      heightM: zone.heightM,
      tickRate: zone.tickRate,
      radiusM: zone.interest.radiusM,
      hysteresisM: zone.interest.hysteresisM,
      nextLevelAt: () => 0,
      slotCount: (code) => this.content.classes.find((c) => c.code === code)?.abilities.length ?? 0,
    });
  }

  add(n: number, behaviour: Behaviour, fights: boolean): void {
    const { simulation } = this;
    const characterClass = this.content.classes[n % this.content.classes.length];
    const id = simulation.addPlayer({ name: `Bot${n}`, classId: characterClass.id, level: 1, experience: 0 });
    const picture = new Picture({ killed: () => this.kills++, died: () => this.deaths++ });
    picture.me = id;
    const rng = new Rng(n);
    const known = this.knowledge.zone(this.zoneId);
    const home = (): readonly [number, number] => known.home("spread", fights, new Rng(1), rng);
    const body: BotBody & { home: readonly [number, number] } = {
      picture,
      navigator: known.navigator,
      rng,
      zoneId: this.zoneId,
      ways: known.ways,
      leaves: () => {},
      abilities: this.knowledge.abilities(characterClass.id),
      home: home(),
      relocate: () => {
        body.home = home();
      },
      input: emptyInput(),
      act: (action) => {
        if (action.kind === 1) this.uses++;
        simulation.action(id, action);
      },
    };
    this.bots.push({ id, body, behaviour, view: this.replication.open(id) });
  }

  run(seconds: number): void {
    for (let tick = 0; tick < seconds * TICKS_PER_SECOND; tick++) {
      for (const { id, body, behaviour } of this.bots) {
        if (body.picture.tick === 0) continue;
        behaviour.step(body);
        body.input.seq++;
        this.simulation.input(id, body.input);
      }
      this.simulation.step();
      this.replication.encode();
      for (const { body, view } of this.bots) {
        const packet = this.replication.write(view);
        assert.ok(packet);
        body.picture.apply(packet.subarray(FRAME_HEADER_SIZE));
      }
    }
  }

  stateHash(): number {
    return this.simulation.world.hash();
  }
}

describe("9.11 bots by what they are told", () => {
  it("9.11 fighters of every class leave the town, kill, die now and then and come back", () => {
    const stage = new Stage();
    for (let n = 0; n < 30; n++) stage.add(n, new Fight(), true);
    stage.run(180);
    assert.ok(stage.kills > 60, `${stage.kills} kills of 30 bots in 3 minutes`);
    assert.ok(stage.deaths < stage.kills, `${stage.deaths} deaths`);
    assert.ok(stage.uses > stage.kills);
    const lost = stage.bots.filter((b) => b.body.picture.dead).length;
    assert.ok(lost <= 10, `${lost} lie dead`);
  });

  it("9.11 walkers arrive at home and stay around it", () => {
    const stage = new Stage();
    for (let n = 0; n < 20; n++) stage.add(n, new Walk(), false);
    stage.run(150);
    const { world } = stage.simulation;
    const away = stage.bots.filter(
      ({ id, body }) => Math.hypot(world.x[indexOf(id)] - body.home[0], world.y[indexOf(id)] - body.home[1]) > 50,
    );
    // some are killed on their way by what lives in the wild
    const living = away.filter((b) => !b.body.picture.dead);
    assert.ok(living.length <= 3, `${living.length} of 20 did not get home`);
  });

  it("9.11 the same seeds do the same", () => {
    const hashes = [0, 1].map(() => {
      const stage = new Stage();
      for (let n = 0; n < 6; n++) stage.add(n, new Fight(), true);
      stage.run(30);
      return stage.stateHash();
    });
    assert.equal(hashes[0], hashes[1]);
  });
});
