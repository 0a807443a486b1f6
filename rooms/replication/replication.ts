import { type EntityId, indexOf } from "#shared/primitives/entity-id.ts";
import { HEADER_SIZE, OWNER_SIZE, Section } from "#shared/protocol/snapshot.ts";
import type { CombatEvents } from "#rooms/simulation/events.ts";
import type { SpatialGrid } from "#rooms/simulation/grid.ts";
import type { World } from "#rooms/simulation/world.ts";
import { ClientView } from "./client-view.ts";
import { EntityBlocks } from "./entity-blocks.ts";
import { EventSection } from "./event-section.ts";
import { Interest } from "./interest.ts";
import { Pace, STEPS_PER_M } from "./pace.ts";
import { FRAME_HEADER_SIZE, Packet } from "./packet.ts";
import { type ImportantEntities, Scene } from "./scene.ts";
import { ALL_SELF_FIELDS, type SelfRules, writeSelfSection } from "./self-section.ts";
import { JUMP_M, SEARCH_PERIOD } from "./tiers.ts";
import { UpdateSection } from "./update-section.ts";

export { FRAME_HEADER_SIZE } from "./packet.ts";

export interface ReplicationOptions extends SelfRules {
  widthM: number;
  heightM: number;
  /** Ticks per second. */
  tickRate: number;
  /** Entities nearer than this come into view. */
  radiusM: number;
  /** They go out of view beyond radius + hysteresis. */
  hysteresisM: number;
  /** Entities everybody is told about, wherever they are; absent: none. */
  important?: ImportantEntities;
}

const NONE: ImportantEntities = { count: 0, ids: [] };
const JUMP_STEPS = JUMP_M * STEPS_PER_M;

/**
 * Tells each client about its surroundings: `encode()` once after a step, then `write(view)` for each client gives the bytes of
 * its snapshot as shared/protocol/snapshot.ts defines them, framed for the socket. No allocation in a steady tick.
 */
export class Replication {
  /** How far and how often clients look. */
  readonly pace: Pace;
  readonly #world: World;
  readonly #rules: SelfRules;
  readonly #scene: Scene;
  readonly #interest: Interest;
  readonly #updates: UpdateSection;
  readonly #events: EventSection;
  readonly #own = new Packet();
  #turns = 0;

  constructor(world: World, grid: SpatialGrid, combat: CombatEvents, options: ReplicationOptions) {
    this.#world = world;
    this.#rules = options;
    this.pace = new Pace(options.radiusM, options.hysteresisM, options.tickRate);
    this.#scene = new Scene(world, grid, new EntityBlocks(world), this.pace, options.important ?? NONE, this.#own.out);
    this.#interest = new Interest(this.#scene);
    this.#updates = new UpdateSection(this.#scene, this.#interest);
    this.#events = new EventSection(this.#scene, combat, options.widthM, options.heightM);
  }

  /** The picture of a client that plays `self`; empty. */
  open(self: EntityId): ClientView {
    return new ClientView(self, this.#turns++ % SEARCH_PERIOD, this.#world.capacity);
  }

  /** Looks at the finished tick: once per tick, before the first `write`. */
  encode(): void {
    this.#scene.blocks.encode();
    this.#events.prepare();
  }

  /**
   * The snapshot of one client. Its sections come in this order; what is found to have left the picture while updates are
   * written is told with the next snapshot, so that leaves always stand before enters.
   * @returns the framed snapshot, valid until the packet is written again; null when the client's own entity is gone
   */
  write(view: ClientView, packet: Packet = this.#own): Uint8Array | null {
    const world = this.#world;
    const scene = this.#scene;
    const { self } = view;
    if (!world.alive(self)) return null;
    const me = indexOf(self);
    const { out } = packet;
    scene.out = out;
    scene.at = FRAME_HEADER_SIZE + HEADER_SIZE + OWNER_SIZE;
    this.#lookAround(view, me);
    let sections = 0;
    const mask = view.fresh ? ALL_SELF_FIELDS : world.selfDirty[me];
    if (mask !== 0) {
      scene.at = writeSelfSection(out, scene.at, world, self, mask, this.#rules);
      world.selfDirty[me] = 0;
      sections |= Section.SELF;
    }
    if (this.#interest.writeLeaves(view)) sections |= Section.LEAVES;
    this.#interest.enteringCount = 0;
    if (view.searchNow || (world.tick + view.turn) % SEARCH_PERIOD === 0) {
      if (this.#interest.writeEnters(view)) sections |= Section.ENTERS;
    }
    if (this.#updates.write(view)) sections |= Section.UPDATES;
    if (this.#events.write(view)) sections |= Section.EVENTS;
    view.fresh = false;

    out.setUint32(2, world.tick, true);
    out.setUint16(6, world.ackSeq[me] & 0xffff, true);
    out.setUint8(8, sections);
    out.setFloat32(9, world.x[me], true);
    out.setFloat32(13, world.y[me], true);
    out.setInt16(17, world.vx[me], true);
    out.setInt16(19, world.vy[me], true);
    return packet.view(scene.at);
  }

  /** Where the client is now; everything is looked at anew when it was put elsewhere or snapshots were left out. */
  #lookAround(view: ClientView, me: number): void {
    const { blocks } = this.#scene;
    const x = blocks.x(me);
    const y = blocks.y(me);
    const movedX = x - view.x;
    const movedY = y - view.y;
    view.x = x;
    view.y = y;
    const jumped = movedX * movedX + movedY * movedY > JUMP_STEPS * JUMP_STEPS;
    if (!view.missed && !jumped) return;
    view.lookAtAll();
    view.lenientUntil = this.#world.tick + this.pace.far;
  }
}
