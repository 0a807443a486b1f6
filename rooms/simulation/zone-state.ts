import type { CompiledZone } from "#shared/content/compiled.ts";
import { EntityKind, SelfField } from "#shared/protocol/codes.ts";
import { msToTicks } from "#shared/rules/ability.ts";
import type { CollisionMap } from "#shared/rules/collision.ts";
import { CONTROL_MEMORY_MS } from "#shared/rules/control.ts";
import { COMBAT_MEMORY_MS } from "#shared/rules/stats.ts";
import { AiLoad } from "./ai-load.ts";
import { Bosses } from "./components/bosses.ts";
import { ItemUses } from "./components/item-uses.ts";
import { Awards } from "./components/awards.ts";
import { ActionQueues } from "./components/action-queues.ts";
import { Builds } from "./components/builds.ts";
import { Departures } from "./components/departures.ts";
import { Duels } from "./components/duels.ts";
import { Drops } from "./components/drops.ts";
import { Fighters } from "./components/fighters.ts";
import { Impulses } from "./components/impulses.ts";
import { History } from "./components/history.ts";
import { InputQueues } from "./components/input-queues.ts";
import { Intents } from "./components/intents.ts";
import { NpcMinds, PATH_CORNERS } from "./components/npc-minds.ts";
import { NpcTurns } from "./components/npc-turns.ts";
import { WorldObjects } from "./components/objects.ts";
import { PathRequests } from "./components/path-requests.ts";
import { Parties } from "./components/parties.ts";
import { Patrols } from "./components/patrols.ts";
import { Projectiles } from "./components/projectiles.ts";
import { SpawnSlots } from "./components/spawn-slots.ts";
import { Telegraphs } from "./components/telegraphs.ts";
import { ThreatTables } from "./components/threat.ts";
import { Wakefulness } from "./components/wakefulness.ts";
import { TickEvents } from "./events.ts";
import { FlowFields } from "./flow-fields.ts";
import { SpatialGrid } from "./grid.ts";
import { Pathfinder } from "./pathfinder.ts";
import { buildRuleTables, type RuleTables } from "./rule-tables.ts";
import { Strike } from "./strike.ts";
import { World } from "./world.ts";

/** How long a dead NPC lies there, ms; a respawn before that takes it away. */
const CORPSE_MS = 15_000;
/** Most targets of one area (content's limit). */
const MAX_VICTIMS = 40;
/** Most NPCs for which a shared way is searched at once; the others find it when their turn comes. */
const MAX_COMPANY = 64;

/** Everything the systems of one zone share. Rules live in systems/, this only holds. */
export class ZoneState {
  readonly zone: CompiledZone;
  readonly tickRate: number;
  readonly map: CollisionMap;
  readonly rules: RuleTables;
  readonly combatMemoryTicks: number;
  /** How long crowd control is remembered. */
  readonly controlMemoryTicks: number;
  readonly corpseTicks: number;
  /** Of each spawn point. */
  readonly respawnTicks: readonly number[];

  readonly world: World;
  readonly grid: SpatialGrid;
  readonly events: TickEvents;

  readonly inputs: InputQueues;
  readonly actions: ActionQueues;
  readonly awards: Awards;
  readonly itemUses: ItemUses;
  readonly builds: Builds;
  readonly intents: Intents;
  readonly history: History;
  readonly departures: Departures;
  readonly duels: Duels;
  readonly impulses: Impulses;
  readonly fighters: Fighters;
  readonly threat: ThreatTables;
  readonly minds: NpcMinds;
  readonly turns: NpcTurns;
  readonly patrols: Patrols;
  readonly bosses: Bosses;
  readonly telegraphs: Telegraphs;
  readonly spawns: SpawnSlots;
  readonly wake: Wakefulness;
  readonly paths: PathRequests;
  readonly projectiles: Projectiles;
  readonly drops: Drops;
  readonly parties: Parties;
  readonly objects: WorldObjects;

  readonly pathfinder: Pathfinder;
  readonly fields: FlowFields;
  readonly aiLoad = new AiLoad();
  /** Scratch for who wants to the same place. */
  readonly wantedCells = new Uint32Array(MAX_COMPANY);
  /** The blow being dealt. */
  readonly strike = new Strike();
  /** Scratch for what the grid finds. */
  readonly found: Uint16Array;
  /** Where each of the found is taken to be: x, y, m. */
  readonly spots: Float64Array;
  /** Scratch for who is hit by an area. */
  readonly victims = new Uint16Array(MAX_VICTIMS);

  constructor(zone: CompiledZone, capacity: number, seed: number) {
    this.zone = zone;
    this.tickRate = zone.zone.tickRate;
    // doors open and close in it: each room has its own
    this.map = zone.zone.objects.some((object) => object.kind === "door")
      ? { ...zone.collision, cells: zone.collision.cells.slice() }
      : zone.collision;
    this.rules = buildRuleTables(zone);
    this.combatMemoryTicks = msToTicks(COMBAT_MEMORY_MS, this.tickRate);
    this.controlMemoryTicks = msToTicks(CONTROL_MEMORY_MS, this.tickRate);
    this.corpseTicks = msToTicks(CORPSE_MS, this.tickRate);
    this.respawnTicks = zone.spawnPoints.map((point) => msToTicks(point.respawnMs, this.tickRate));
    const world = new World(capacity, seed);
    this.world = world;
    this.grid = new SpatialGrid(zone.zone.widthM, zone.zone.heightM, capacity);
    this.events = new TickEvents(capacity);
    this.inputs = new InputQueues(world);
    this.actions = new ActionQueues(world);
    this.awards = new Awards(world);
    this.itemUses = new ItemUses(world);
    this.builds = new Builds(world);
    this.intents = new Intents(world);
    this.history = new History(world, this.tickRate);
    this.departures = new Departures(world);
    this.duels = new Duels(world);
    this.impulses = new Impulses(world);
    this.fighters = new Fighters(world);
    this.threat = new ThreatTables(world);
    this.minds = new NpcMinds(world);
    this.turns = new NpcTurns(world);
    this.patrols = new Patrols(world, zone.spawnGroups.length);
    this.bosses = new Bosses(world);
    this.telegraphs = new Telegraphs(world);
    this.spawns = new SpawnSlots(world, zone.spawnPoints.length);
    this.wake = new Wakefulness(world, zone.zone.widthM, zone.zone.heightM, zone.zone.interest.radiusM);
    this.paths = new PathRequests(world);
    this.projectiles = new Projectiles(world);
    this.drops = new Drops(world);
    this.parties = new Parties(world);
    this.objects = new WorldObjects(world, zone.zone.objects.length);
    this.pathfinder = new Pathfinder(this.map, PATH_CORNERS);
    this.fields = new FlowFields(world, this.map);
    this.found = new Uint16Array(capacity);
    this.spots = new Float64Array(2 * capacity);
  }

  /** Health, flags, cast, target or level changed: others are to hear of it, and the owner of the groups in `self`. */
  changed(i: number, self: number): void {
    this.world.extraTick[i] = this.world.tick;
    if (this.world.kind[i] === EntityKind.PLAYER) this.world.selfDirty[i] |= self;
  }

  /** Only the owner is to hear of it. */
  changedForOwner(i: number, self: number): void {
    if (this.world.kind[i] === EntityKind.PLAYER) this.world.selfDirty[i] |= self;
  }

  setFlags(i: number, set: number, clear: number): void {
    const world = this.world;
    const flags = (world.flags[i] & ~clear) | set;
    if (flags === world.flags[i]) return;
    world.flags[i] = flags;
    this.changed(i, SelfField.MOVEMENT);
  }
}
