import { EntityKind } from "#shared/protocol/codes.ts";
import { Crowd } from "#loadtest/bench/simulation-crowd.ts";
import { measureBytes, type Scene } from "#loadtest/bench/simulation-measure.ts";
import type { ClientView } from "#rooms/replication/client-view.ts";
import { Packet } from "#rooms/replication/packet.ts";
import { Replication } from "#rooms/replication/replication.ts";

/**
 * A process of its own for rooms/replication/steady-pictures.test.ts (node --expose-gc --predictable): a fighting crowd and the pictures of
 * 200 of its players. Prints, as JSON, the bytes a tick allocates with its 200 snapshots, and the same with a small array per tick put in.
 */
const ENTITIES = 2000;
const CLIENTS = 200;
const SIZE_M = 1000;
const WARM_UP_TICKS = 2500;
const MEASURED_TICKS = 300;

const crowd = new Crowd(ENTITIES, 1);
const { simulation } = crowd;
const { world, grid, events } = simulation;
const replication = new Replication(world, grid, events.combat, {
  widthM: SIZE_M,
  heightM: SIZE_M,
  tickRate: simulation.tickRate,
  radiusM: 60,
  hysteresisM: 10,
  nextLevelAt: () => 0,
  slotCount: () => 4,
});
const views: ClientView[] = [];
for (let i = 1; i < world.end && views.length < CLIENTS; i++) {
  if (world.kind[i] === EntityKind.PLAYER) views.push(replication.open(world.id[i]));
}
const packet = new Packet();
let bytes = 0;
const watched: Scene = {
  simulation,
  drive: () => crowd.drive(),
  step() {
    crowd.step();
    replication.encode();
    for (let n = 0; n < views.length; n++) {
      const frame = replication.write(views[n], packet);
      if (frame !== null) bytes += frame.length;
    }
  },
};
const kept: { value: number[] } = { value: [] };
const putIn = () => {
  const { tick } = world;
  kept.value = [tick, tick, tick, tick, tick, tick, tick, tick, tick, tick, tick, tick, tick, tick, tick, tick];
};
for (let n = 0; n < WARM_UP_TICKS; n++) {
  watched.drive();
  watched.step();
  putIn();
}
const median = (windows: Float64Array) => windows[windows.length >> 1];
const clean = median(measureBytes(watched, MEASURED_TICKS));
const withAnArray = median(measureBytes(watched, MEASURED_TICKS, putIn));
console.log(JSON.stringify({ clean, withAnArray, kept: kept.value.length, bytes }));
