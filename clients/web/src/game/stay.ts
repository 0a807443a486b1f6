import { compileGround } from "#shared/content/map.ts";
import { angleToU16 } from "#shared/primitives/angle.ts";
import { CombatEventKind, EntityFlag, ERRORS, type ErrorCode } from "#shared/protocol/codes.ts";
import { emptyInput, VIEW_DELAY_STEP_MS } from "#shared/protocol/input.ts";
import type { InteractionMessage, WelcomeMessage } from "#shared/protocol/messages.ts";
import type { Snapshot } from "#shared/protocol/snapshot.ts";
import type { ChatWindow } from "../hud/chat.ts";
import type { EconomyDesk } from "../hud/economy/desk.ts";
import { Hud } from "../hud/hud.ts";
import { LayerMenu, type LayerWays } from "../hud/layer-menu.ts";
import type { RollWays } from "../hud/loot-rolls.ts";
import type { SheetWays } from "../hud/sheet.ts";
import type { Waystones } from "../hud/waystones.ts";
import type { CharacterView } from "../net/api.ts";
import { RateMeter } from "../net/rate.ts";
import type { RoomLink } from "../net/room-link.ts";
import { Camera } from "../render/camera.ts";
import { Effects } from "../render/effects.ts";
import { Follow } from "../render/follow.ts";
import { Ground } from "../render/ground.ts";
import { Minimap, ZoneMap } from "../render/minimap.ts";
import { Stage } from "../render/props/stage.ts";
import { Scene } from "../render/scene.ts";
import { Terrain } from "../render/terrain.ts";
import { Water } from "../render/water.ts";
import { ServerClock } from "./clock.ts";
import { Doors } from "./doors.ts";
import type { Entity } from "./entity.ts";
import { Fighting, type Situation } from "./fighting.ts";
import { Flights } from "./flights.ts";
import type { Lexicon } from "./lexicon.ts";
import { Narrator } from "./narrator.ts";
import { Orders } from "./orders.ts";
import { updateMe } from "./own-entity.ts";
import type { PartyBook } from "./party.ts";
import { INTERPOLATION_MS, Picture } from "./picture.ts";
import { type PendingInput, Predictor } from "./prediction.ts";
import { describePicture } from "./report.ts";
import { entityAt } from "./targeting.ts";

/** More ticks than this are not caught up with after a stall. */
const MOST_CATCH_UP = 4;

export interface StayParts {
  welcome: WelcomeMessage;
  lexicon: Lexicon;
  character: CharacterView;
  link: RoomLink;
  canvas: HTMLCanvasElement;
  sheet: SheetWays;
  layers: LayerWays;
  rolls: RollWays;
  /** Something came into the bag without the room's saying so. */
  onLoot(): void;
  /** Of the whole visit: what was said stays when the zone changes. */
  chat: ChatWindow;
  party: PartyBook;
  economy: EconomyDesk;
  waystones: Waystones;
  leave(): void;
  /** What another zone has not processed. */
  brought?: Brought;
}

/** What the player did that the zone he left has not processed; its numbers go on. */
export interface Brought {
  seq: number;
  inputs: readonly PendingInput[];
}

/** Inputs that a server lets wait; of more the oldest would be dropped there. */
const MOST_BROUGHT = 8;

/** One character in a zone: what is known of it, what the player does, how it is drawn. */
export class Stay {
  readonly picture: Picture;
  readonly hud: Hud;
  readonly #parts: StayParts;
  readonly #link: RoomLink;
  readonly #tickMs: number;
  readonly #tickRate: number;
  readonly #classCode: number;
  readonly #clock: ServerClock;
  readonly #doors: Doors;
  readonly #predictor: Predictor;
  readonly #fighting: Fighting;
  readonly #narrator: Narrator;
  readonly #orders: Orders;
  readonly #camera = new Camera();
  readonly #follow = new Follow(this.#camera);
  readonly #effects = new Effects();
  readonly #flights = new Flights();
  readonly #scene: Scene;
  readonly #map: ZoneMap;
  readonly #frames = new RateMeter(1000);
  readonly #input = emptyInput();
  readonly #shown = { x: 0, y: 0 };
  #facing = -Math.PI / 2;
  #sinceTickMs = 0;
  #lastMs = 0;
  #hovered: Entity | null = null;

  constructor(parts: StayParts) {
    const { welcome, lexicon, character } = parts;
    const zone = lexicon.zone(welcome.zoneId);
    const characterClass = lexicon.classById(character.classId);
    if (!zone || !characterClass) throw new Error("The server's content has changed. Reload the page.");
    this.#parts = parts;
    this.#link = parts.link;
    this.#tickRate = welcome.tickRate;
    this.#tickMs = 1000 / welcome.tickRate;
    this.#classCode = characterClass.code;
    const ground = compileGround(zone);
    const terrain = new Terrain(zone, ground.scattered, ground.collision);
    parts.lexicon.objects = zone.objects;
    this.picture = new Picture(welcome.entityId);
    this.picture.isCompanion = (name) => parts.party.has(name);
    this.#doors = new Doors(this.picture, lexicon, ground.collision);
    this.#clock = new ServerClock(welcome.tickRate);
    this.#predictor = new Predictor(ground.collision, welcome.tickRate);
    this.#map = new ZoneMap(terrain, ground.scattered);
    this.#scene = new Scene({
      ground: new Ground(terrain),
      water: new Water(terrain),
      stage: new Stage(zone, ground, terrain),
      effects: this.#effects,
      flights: this.#flights,
      lexicon,
      picture: this.picture,
    });
    this.#fighting = new Fighting(
      this.picture,
      ground.collision,
      (action) => this.#link.sendAction(action),
      (code) => this.refused(code),
    );
    this.hud = new Hud({
      picture: this.picture,
      lexicon,
      minimap: new Minimap(this.#map, terrain, this.picture, (stone) => parts.waystones.knows(stone)),
      characterClass,
      character,
      sheet: parts.sheet,
      rolls: parts.rolls,
      onLoot: parts.onLoot,
      party: parts.party,
      economy: parts.economy,
      waystones: parts.waystones,
      here: { zoneId: welcome.zoneId, layer: welcome.layer },
      onMember: (member) => this.#orders.targetMember(member.name),
      zoneName: zone.name,
      chat: parts.chat,
      layers: new LayerMenu(welcome.layer, parts.layers, (text) => this.hud.notices.complain(text)),
      onAbility: (slot) => this.#orders.abilityButton(slot),
      pvpFixed: zone.pvp !== "flagged",
      act: (action) => this.#link.sendAction(action),
      onLag: (lagMs) => this.#setLag(lagMs),
      onLeave: parts.leave,
    });
    this.#fighting.abilities = this.hud.actionBar.abilities;
    this.#narrator = new Narrator({
      picture: this.picture,
      lexicon,
      effects: this.#effects,
      flights: this.#flights,
      heightOf: (entity) => this.#scene.bodyOf(entity).heightM,
      log: (kind, text) => this.hud.log.add(kind, text),
      announce: (text) => this.hud.notices.announce(text),
      shake: (strength) => this.#follow.shake(strength),
      lastAim: () => this.#fighting.lastAim,
    });
    this.#orders = new Orders({
      canvas: parts.canvas,
      picture: this.picture,
      predictor: this.#predictor,
      fighting: this.#fighting,
      link: this.#link,
      hud: this.hud,
      camera: this.#camera,
      follow: this.#follow,
      shown: this.#shown,
      bodyOf: (entity) => this.#scene.bodyOf(entity),
      situation: (nowMs) => this.#situation(nowMs),
    });
    if (parts.brought) this.#goOn(parts.brought);
    else this.hud.log.add("info", `Welcome to ${zone.name}, ${character.name}. Press H for help.`);
  }

  /** The zone's part is over: what it has not processed goes along. @param ackSeq the last input it has */
  depart(ackSeq: number): Brought {
    const inputs = this.#predictor.after(ackSeq).slice(-MOST_BROUGHT);
    this.dispose();
    return { seq: this.#input.seq, inputs };
  }

  #goOn({ seq, inputs }: Brought): void {
    this.#predictor.goOn(inputs);
    for (const input of inputs) this.#link.sendInput({ ...this.#input, ...input, facing: angleToU16(this.#facing) });
    this.#input.seq = seq;
  }

  dispose(): void {
    this.#orders.dispose();
  }

  /** The connection is back: the next snapshot tells everything again, and what was sent into the void is lost. */
  resumed(welcome?: WelcomeMessage): void {
    if (welcome) this.picture.ownId = welcome.entityId;
    this.#predictor.forgetPending();
    this.picture.clear();
    this.#flights.clear();
    this.#clock.reset();
    this.hud.notices.banner(null);
  }

  snapshot(snapshot: Snapshot, nowMs: number): void {
    this.#clock.observe(snapshot.tick, nowMs);
    const events = this.picture.apply(snapshot, nowMs);
    const { own } = this.picture;
    const me = updateMe(this.picture, snapshot, { classCode: this.#classCode, character: this.#parts.character }, nowMs);
    this.#doors.follow(snapshot);
    this.#predictor.speedMmps = own.movement.speedMmps;
    this.#predictor.reconcile(snapshot.ackSeq, { ...snapshot.owner, impulse: own.impulse, height: own.height });
    if (events.some((event) => event.kind === CombatEventKind.TELEPORT && event.sourceEntity === me)) this.#predictor.cut();
    for (const event of events) this.#narrator.tell(event, nowMs);
  }

  /** A player says something: it stands over his head for a while. */
  speak(name: string, text: string, loud: boolean): void {
    this.#narrator.speak(name, text, loud, performance.now());
  }

  /** What a sign says, where one is bound: what the world alone does not show. */
  interaction(message: InteractionMessage): void {
    if (this.hud.economy.interaction(message) || this.hud.waystones.interaction(message)) return;
    const object = this.picture.find(message.entityId);
    const name = object ? this.#parts.lexicon.nameOf(object.kind, object.template, "") : "";
    if (message.kind === "sign") this.hud.log.add("info", `${name}: “${message.text}”`);
    else if (message.kind === "bound") this.hud.log.add("info", `${name}: from death you will come back here.`);
  }

  /** The server refused something, or would. */
  refused(code: ErrorCode, detail?: string): void {
    this.hud.notices.complain(code === "bad_target" && !this.picture.target ? "You have no target." : (ERRORS[code] ?? detail ?? code));
  }

  /** One frame: the ticks that are due, then the picture. */
  frame(nowMs: number, ctx: CanvasRenderingContext2D, density: number): void {
    const elapsedMs = this.#lastMs ? Math.min(1000, nowMs - this.#lastMs) : 0;
    this.#lastMs = nowMs;
    this.#orders.density = density;
    this.#frames.add(1, nowMs);
    if (!this.#clock.ready || !this.#predictor.placed) return;
    this.#follow.resize(ctx.canvas.width, ctx.canvas.height, density);
    this.#sinceTickMs = Math.min(this.#sinceTickMs + elapsedMs, MOST_CATCH_UP * this.#tickMs);
    while (this.#sinceTickMs >= this.#tickMs) {
      this.#sinceTickMs -= this.#tickMs;
      this.#tick(nowMs);
    }
    this.#predictor.fade(elapsedMs);
    this.#place(elapsedMs, nowMs);
    const serverTick = this.#clock.tickAt(nowMs);
    const { pointed } = this.#orders;
    this.#hovered = pointed && entityAt(this.picture, pointed.x, pointed.y, (entity) => this.#scene.bodyOf(entity));
    this.#parts.canvas.style.cursor = this.#hovered ? "pointer" : "default";
    this.#scene.draw(ctx, this.#camera, {
      nowMs,
      shownTick: serverTick - INTERPOLATION_MS / this.#tickMs,
      serverTick,
      hovered: this.#hovered,
      aim: this.#orders.aim(pointed),
    });
    this.#map.paintSome();
    this.hud.update(nowMs, serverTick, this.#tickMs, this.#fighting.attacking);
    if (this.hud.overlay.open) this.hud.overlay.update(this.#figures(nowMs));
  }

  /** What tests and the curious may look at; nothing can be changed through it. */
  describe(nowMs: number): Record<string, unknown> {
    return {
      ...describePicture(this.picture, this.#parts.lexicon, this.#camera, this.#orders.density),
      x: this.#predictor.x,
      y: this.#predictor.y,
      bag: this.#parts.economy.belongings.contents,
      log: this.hud.log.texts,
      chat: this.hud.chat.texts("general"),
      figures: this.#figures(nowMs),
    };
  }

  #figures(nowMs: number) {
    return {
      rttMs: this.#link.rttMs,
      tick: this.#clock.tickAt(nowMs),
      tickRate: this.#tickRate,
      snapshotsPerSecond: this.#link.snapshots.perSecond(nowMs),
      bytesPerSecond: this.#link.bytes.perSecond(nowMs),
      lastErrorM: this.#predictor.lastErrorM,
      maxErrorM: this.#predictor.maxErrorM,
      compared: this.#predictor.compared,
      wrong: this.#predictor.wrong,
      pendingInputs: this.#predictor.pendingCount,
      entities: this.picture.entities.size,
      framesPerSecond: this.#frames.perSecond(nowMs),
      jitterMs: this.#clock.jitterMs,
      x: this.#predictor.x,
      y: this.#predictor.y,
    };
  }

  /** One tick of one's own: an input, and what the fight wants. */
  #tick(nowMs: number): void {
    const wish = this.#orders.wish();
    const input = this.#input;
    input.seq++;
    input.moveX = wish.moveX;
    input.moveY = wish.moveY;
    input.buttons = wish.buttons;
    input.facing = angleToU16(this.#facing);
    input.viewDelay = Math.min(255, Math.round((INTERPOLATION_MS + this.#link.rttMs) / VIEW_DELAY_STEP_MS));
    this.#predictor.step(input.seq, wish);
    this.#link.sendInput(input);
    this.#fighting.tick(this.#situation(nowMs));
  }

  /** Puts oneself and everybody else where they are shown now. */
  #place(elapsedMs: number, nowMs: number): void {
    const me = this.picture.me;
    if (!me) return;
    this.#predictor.shown(Math.min(1, this.#sinceTickMs / this.#tickMs), this.#shown);
    if (!me.has(EntityFlag.DEAD | EntityFlag.STUNNED)) {
      const { look } = this.#orders;
      if (look && Math.hypot(look.x - this.#shown.x, look.y - this.#shown.y) > 0.2)
        this.#facing = Math.atan2(look.y - this.#shown.y, look.x - this.#shown.x);
    }
    me.lift += (this.#predictor.liftM - me.lift) * Math.min(1, elapsedMs / 40);
    this.picture.show(me, this.#shown.x, this.#shown.y, this.#facing, elapsedMs);
    this.picture.advance(this.#clock.tickAt(nowMs) - INTERPOLATION_MS / this.#tickMs, elapsedMs);
    this.#flights.advance(elapsedMs, nowMs);
    this.#follow.update(this.#shown.x, this.#shown.y, this.#orders.mouse, elapsedMs, nowMs);
  }

  #situation(nowMs: number): Situation {
    const pointed = this.#orders.pointed ?? this.picture.target ?? this.#shown;
    return {
      x: this.#predictor.x,
      y: this.#predictor.y,
      moving: this.#predictor.speedMps > 0.05,
      tick: this.#clock.tickAt(nowMs),
      tickMs: this.#tickMs,
      rttMs: this.#link.rttMs,
      nowMs,
      aimX: pointed.x,
      aimY: pointed.y,
    };
  }

  #setLag(lagMs: number): void {
    this.#link.lagMs = lagMs;
    this.#predictor.forgetErrors();
  }
}
