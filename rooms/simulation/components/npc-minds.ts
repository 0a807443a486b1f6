import { MAX_SLOTS, type World } from "../world.ts";

/** What an NPC is about. */
export const Mind = { IDLE: 0, FIGHT: 1, EVADE: 2, DEAD: 3, FLEE: 4 } as const;

/** What an NPC does once in a fight. */
export const Done = { FLED: 1, CALLED: 2 } as const;

/** Corners a planned path can have; a longer one is planned anew at its end. */
export const PATH_CORNERS = 16;

/** The inner life of NPCs. */
export class NpcMinds {
  readonly state: Uint8Array;
  /** Tick of the last change of state. */
  readonly since: Uint32Array;
  /** Index into the spawn points. */
  readonly spawn: Uint16Array;
  /** Friends are of the same group. */
  readonly group: Uint16Array;
  readonly homeX: Float32Array;
  readonly homeY: Float32Array;
  /** IDLE: when it strolls next. FIGHT: when it last came near its enemy or was hurt. */
  readonly timer: Uint32Array;

  /** When the fight began. */
  readonly fightSince: Uint32Array;
  /** Done bits: what it does once in a fight. */
  readonly done: Uint8Array;
  /** FIGHT: until then it keeps its target, when it chooses by another rule than threat. FLEE: until then it runs. */
  readonly untilTick: Uint32Array;
  /** When it may step back again. */
  readonly stepBackTick: Uint32Array;
  /** [index × MAX_SLOTS + slot] not before this tick: cooldowns made longer by chance. */
  readonly notBefore: Uint32Array;
  /** Who summoned it: it goes with him. */
  readonly summoner: Uint32Array;

  /** 1: on the way to the goal. */
  readonly walking: Uint8Array;
  readonly goalX: Float32Array;
  readonly goalY: Float32Array;
  /** How near is near enough, m. */
  readonly arriveM: Float32Array;
  /** InputButton bits while on the way. */
  readonly gait: Uint8Array;

  /** 1: nothing stands between here and the goal. */
  readonly direct: Uint8Array;
  /** 1: waits for the path finder. */
  readonly pathPending: Uint8Array;
  /** 1: the last plan did not reach its goal: there is no way. */
  readonly noWay: Uint8Array;
  /** Corners planned and corner being walked to; equal: none, straight to the goal. */
  readonly pathLength: Uint8Array;
  readonly pathNext: Uint8Array;
  /** Cell the path was planned for. */
  readonly pathGoal: Uint32Array;
  /** Cells of the corners: [index × PATH_CORNERS + n]. */
  readonly pathCell: Uint32Array;

  constructor(world: World) {
    const n = world.capacity;
    this.state = world.track(new Uint8Array(n));
    this.since = world.track(new Uint32Array(n));
    this.spawn = world.track(new Uint16Array(n));
    this.group = world.track(new Uint16Array(n));
    this.homeX = world.track(new Float32Array(n));
    this.homeY = world.track(new Float32Array(n));
    this.timer = world.track(new Uint32Array(n));
    this.fightSince = world.track(new Uint32Array(n));
    this.done = world.track(new Uint8Array(n));
    this.untilTick = world.track(new Uint32Array(n));
    this.stepBackTick = world.track(new Uint32Array(n));
    this.notBefore = world.track(new Uint32Array(n * MAX_SLOTS));
    this.summoner = world.track(new Uint32Array(n));
    this.walking = world.track(new Uint8Array(n));
    this.goalX = world.track(new Float32Array(n));
    this.goalY = world.track(new Float32Array(n));
    this.arriveM = world.track(new Float32Array(n));
    this.gait = world.track(new Uint8Array(n));
    this.direct = world.track(new Uint8Array(n));
    this.pathPending = world.track(new Uint8Array(n));
    this.noWay = world.track(new Uint8Array(n));
    this.pathLength = world.track(new Uint8Array(n));
    this.pathNext = world.track(new Uint8Array(n));
    this.pathGoal = world.track(new Uint32Array(n));
    this.pathCell = world.track(new Uint32Array(n * PATH_CORNERS));
  }

  enter(i: number, state: number, tick: number): void {
    this.state[i] = state;
    this.since[i] = tick;
  }

  forgetPath(i: number): void {
    this.pathLength[i] = 0;
    this.pathNext[i] = 0;
    this.pathPending[i] = 0;
    this.noWay[i] = 0;
  }
}
