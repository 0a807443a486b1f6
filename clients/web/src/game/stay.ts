import { packAppearance } from "#shared/rules/appearance.ts";
import { setDoor } from "#shared/content/doors.ts";
import { compileGround } from "#shared/content/map.ts";
import { indexOf } from "#shared/primitives/entity-id.ts";
import type { CollisionMap } from "#shared/rules/collision.ts";
import { angleToU16 } from "#shared/primitives/angle.ts";
import { ActionKind, CombatEventKind, EntityFlag, EntityKind, ERRORS, type ErrorCode, InputButton } from "#shared/protocol/codes.ts";
import { emptyInput, VIEW_DELAY_STEP_MS } from "#shared/protocol/input.ts";
import type { InteractionMessage, WelcomeMessage } from "#shared/protocol/messages.ts";
import type { Snapshot } from "#shared/protocol/snapshot.ts";
import { Hud } from "../hud/hud.ts";
import type { SheetWays } from "../hud/sheet.ts";
import { Controls } from "../input/controls.ts";
import type { CharacterView } from "../net/api.ts";
import { RateMeter } from "../net/rate.ts";
import type { RoomLink } from "../net/room-link.ts";
import { Camera } from "../render/camera.ts";
import { Effects } from "../render/effects.ts";
import { Follow } from "../render/follow.ts";
import { Ground } from "../render/ground.ts";
import { Minimap, ZoneMap } from "../render/minimap.ts";
import { Stage } from "../render/props/stage.ts";
import { type Aim, Scene } from "../render/scene.ts";
import { Terrain } from "../render/terrain.ts";
import { Water } from "../render/water.ts";
import { ServerClock } from "./clock.ts";
import { Entity } from "./entity.ts";
import { Fighting, type Situation } from "./fighting.ts";
import { Flights } from "./flights.ts";
import type { Lexicon } from "./lexicon.ts";
import { Narrator } from "./narrator.ts";
import { INTERPOLATION_MS, Picture } from "./picture.ts";
import { Predictor, type Wish } from "./prediction.ts";
import { describePicture } from "./report.ts";
import { entityAt, nearestUsable, nextEnemy, REACH_M, within } from "./targeting.ts";

/** More ticks than this are not caught up with after a stall. */
const MOST_CATCH_UP = 4;

export interface StayParts {
  welcome: WelcomeMessage;
  lexicon: Lexicon;
  character: CharacterView;
  link: RoomLink;
  canvas: HTMLCanvasElement;
  sheet: SheetWays;
  leave(): void;
}

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
  readonly #collision: CollisionMap;
  readonly #predictor: Predictor;
  readonly #fighting: Fighting;
  readonly #narrator: Narrator;
  readonly #controls: Controls;
  readonly #camera = new Camera();
  readonly #follow = new Follow(this.#camera);
  readonly #effects = new Effects();
  readonly #flights = new Flights();
  readonly #scene: Scene;
  readonly #map: ZoneMap;
  readonly #frames = new RateMeter(1000);
  readonly #input = emptyInput();
  readonly #shown = { x: 0, y: 0 };
  #density = 1;
  #facing = -Math.PI / 2;
  #sinceTickMs = 0;
  #lastMs = 0;
  #hovered: Entity | null = null;
  /** Slot whose place is being chosen with the mouse. */
  #aiming = -1;
  /** Loot that one walks to. */
  #walkTo = 0;

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
    this.#collision = ground.collision;
    this.picture = new Picture(welcome.entityId);
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
      minimap: new Minimap(this.#map, terrain, this.picture),
      characterClass,
      character,
      sheet: parts.sheet,
      zoneName: zone.name,
      onAbility: (slot) => this.#abilityButton(slot),
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
    this.#controls = new Controls(parts.canvas, {
      ability: (slot) => this.#press(slot),
      nextTarget: () => this.#fighting.target(nextEnemy(this.picture, this.#predictor.x, this.#predictor.y)),
      interact: () => this.#takeNearest(),
      dismount: () => this.#link.sendAction({ kind: ActionKind.DISMOUNT }),
      escape: () => this.#escape(),
      toggle: (name) => this.hud.toggle(name),
      click: (x, y, button) => this.#click(x * this.#density, y * this.#density, button),
      zoom: (factor) => this.#follow.zoom(factor),
    });
    this.hud.log.add("info", `Welcome to ${zone.name}, ${character.name}. Press H for help.`);
  }

  dispose(): void {
    this.#controls.dispose();
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
    const me = this.#ensureMe(snapshot, nowMs);
    me.health = own.vitals.health / Math.max(1, own.vitals.maxHealth);
    me.flags = (me.flags & ~OWN_FLAGS) | (own.movement.flags & OWN_FLAGS);
    me.level = own.progress.level;
    me.casting = own.cast.ability ? own.cast : null;
    this.#hangDoors(snapshot);
    this.#predictor.speedMmps = own.movement.speedMmps;
    this.#predictor.reconcile(snapshot.ackSeq, { ...snapshot.owner, impulse: own.impulse, height: own.height });
    if (events.some((event) => event.kind === CombatEventKind.TELEPORT && event.sourceEntity === me)) this.#predictor.cut();
    for (const event of events) this.#narrator.tell(event, nowMs);
  }

  /** What a sign says, where one is bound: what the world alone does not show. */
  interaction(message: InteractionMessage): void {
    const object = this.picture.find(message.entityId);
    const name = object ? this.#parts.lexicon.nameOf(object.kind, object.template, "") : "";
    if (message.kind === "sign") this.hud.log.add("info", `${name}: “${message.text}”`);
    else if (message.kind === "bound") this.hud.log.add("info", `${name}: from death you will come back here.`);
  }

  /** The map one walks by follows the doors in sight. */
  #hangDoors(snapshot: Snapshot): void {
    for (const { id } of snapshot.enters) this.#hangDoor(indexOf(id));
    for (const { index, health } of snapshot.updates) if (health !== undefined) this.#hangDoor(index);
  }

  #hangDoor(index: number): void {
    const entity = this.picture.entities.get(index);
    const object = entity?.kind === EntityKind.OBJECT ? this.#parts.lexicon.object(entity.template) : undefined;
    if (entity && object?.kind === "door") setDoor(this.#collision, object.box, entity.health < 1);
  }

  /** The server refused something, or would. */
  refused(code: ErrorCode, detail?: string): void {
    this.hud.notices.complain(code === "bad_target" && !this.picture.target ? "You have no target." : (ERRORS[code] ?? detail ?? code));
  }

  /** One frame: the ticks that are due, then the picture. */
  frame(nowMs: number, ctx: CanvasRenderingContext2D, density: number): void {
    const elapsedMs = this.#lastMs ? Math.min(1000, nowMs - this.#lastMs) : 0;
    this.#lastMs = nowMs;
    this.#density = density;
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
    const pointed = this.#pointed();
    this.#hovered = pointed && entityAt(this.picture, pointed.x, pointed.y, (entity) => this.#scene.bodyOf(entity));
    this.#parts.canvas.style.cursor = this.#hovered ? "pointer" : "default";
    this.#scene.draw(ctx, this.#camera, {
      nowMs,
      shownTick: serverTick - INTERPOLATION_MS / this.#tickMs,
      serverTick,
      hovered: this.#hovered,
      aim: this.#aim(pointed),
    });
    this.#map.paintSome();
    this.hud.update(nowMs, serverTick, this.#tickMs, this.#fighting.attacking);
    if (this.hud.overlay.open) this.hud.overlay.update(this.#figures(nowMs));
  }

  /** What tests and the curious may look at; nothing can be changed through it. */
  describe(nowMs: number): Record<string, unknown> {
    return {
      ...describePicture(this.picture, this.#parts.lexicon, this.#camera, this.#density),
      x: this.#predictor.x,
      y: this.#predictor.y,
      bag: this.hud.inventory.contents,
      log: this.hud.log.texts,
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
    const wish = this.#wish();
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

  #wish(): Wish {
    const { x, y } = this.#controls.move;
    const buttons = (this.#controls.walking ? InputButton.WALK : 0) | (this.#controls.takeJump() ? InputButton.JUMP : 0);
    if (x || y) this.#walkTo = 0;
    const goal = this.#walkTo ? this.picture.find(this.#walkTo) : null;
    if (!goal) return { moveX: x, moveY: y, buttons };
    const dx = goal.x - this.#predictor.x;
    const dy = goal.y - this.#predictor.y;
    const distance = Math.hypot(dx, dy);
    if (distance < REACH_M * 0.7) {
      this.#walkTo = 0;
      this.#link.sendAction({ kind: ActionKind.INTERACT, target: goal.id });
      return { moveX: 0, moveY: 0, buttons };
    }
    return { moveX: Math.round((dx / distance) * 127), moveY: Math.round((dy / distance) * 127), buttons };
  }

  /** Puts oneself and everybody else where they are shown now. */
  #place(elapsedMs: number, nowMs: number): void {
    const me = this.picture.me;
    if (!me) return;
    this.#predictor.shown(Math.min(1, this.#sinceTickMs / this.#tickMs), this.#shown);
    if (!me.has(EntityFlag.DEAD | EntityFlag.STUNNED)) {
      const pointed = this.#pointed();
      const goal = this.#walkTo ? this.picture.find(this.#walkTo) : null;
      const look = goal ?? pointed;
      if (look && Math.hypot(look.x - this.#shown.x, look.y - this.#shown.y) > 0.2)
        this.#facing = Math.atan2(look.y - this.#shown.y, look.x - this.#shown.x);
    }
    me.lift += (this.#predictor.liftM - me.lift) * Math.min(1, elapsedMs / 40);
    this.picture.show(me, this.#shown.x, this.#shown.y, this.#facing, elapsedMs);
    this.picture.advance(this.#clock.tickAt(nowMs) - INTERPOLATION_MS / this.#tickMs, elapsedMs);
    this.#flights.advance(elapsedMs, nowMs);
    this.#follow.update(this.#shown.x, this.#shown.y, this.#mouse(), elapsedMs, nowMs);
  }

  /** Where the mouse is, canvas pixels. */
  #mouse(): { x: number; y: number } | null {
    const { mouse } = this.#controls;
    return mouse && { x: mouse.x * this.#density, y: mouse.y * this.#density };
  }

  /** The place on the ground under the mouse. */
  #pointed(): { x: number; y: number } | null {
    const mouse = this.#mouse();
    return mouse && this.#camera.ground(mouse.x, mouse.y);
  }

  #situation(nowMs: number): Situation {
    const pointed = this.#pointed() ?? this.picture.target ?? this.#shown;
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

  #press(slot: number): void {
    this.#aiming = -1;
    this.#fighting.press(slot, this.#situation(performance.now()));
  }

  /** A click on a button leaves the mouse there: an ability aimed at a point waits for a second click, into the world. */
  #abilityButton(slot: number): void {
    if (this.hud.actionBar.abilities[slot]?.target === "point") this.#aiming = this.#aiming === slot ? -1 : slot;
    else this.#press(slot);
  }

  #aim(pointed: { x: number; y: number } | null): Aim | null {
    const ability = this.hud.actionBar.abilities[this.#aiming];
    if (!ability?.area || !pointed) return null;
    const at = within(this.#shown, pointed, ability.rangeM);
    return { ...at, radiusM: ability.area.radiusM, rangeM: ability.rangeM };
  }

  #click(x: number, y: number, button: "left" | "right"): void {
    if (this.#aiming >= 0) {
      const slot = this.#aiming;
      this.#aiming = -1;
      if (button === "left") this.#fighting.press(slot, this.#situation(performance.now()));
      return;
    }
    const at = this.#camera.ground(x, y);
    const entity = entityAt(this.picture, at.x, at.y, (e) => this.#scene.bodyOf(e));
    if (!entity) return;
    if (entity.kind === EntityKind.DROP || entity.kind === EntityKind.OBJECT) return this.#take(entity);
    this.#fighting.target(entity);
    if (button === "right" && this.picture.isHostile(entity)) this.#fighting.attacking = true;
  }

  #take(drop: Entity): void {
    if (Math.hypot(drop.x - this.#predictor.x, drop.y - this.#predictor.y) <= REACH_M * 0.9)
      this.#link.sendAction({ kind: ActionKind.INTERACT, target: drop.id });
    else this.#walkTo = drop.id;
  }

  #takeNearest(): void {
    const drop = nearestUsable(this.picture, this.#predictor.x, this.#predictor.y);
    if (drop) this.#take(drop);
    else this.hud.notices.complain("There is nothing to take or to use.");
  }

  #escape(): void {
    if (this.#aiming >= 0) this.#aiming = -1;
    else if (this.picture.own.cast.ability) this.#link.sendAction({ kind: ActionKind.CANCEL_CAST });
    else if (!this.hud.closeWindows()) this.#fighting.target(null);
  }

  #setLag(lagMs: number): void {
    this.#link.lagMs = lagMs;
    this.#predictor.forgetErrors();
  }

  /** Oneself as somebody in the picture, whether or not the server lists the owner among others. */
  #ensureMe(snapshot: Snapshot, nowMs: number): Entity {
    const known = this.picture.me;
    if (known) return known;
    const { x, y } = snapshot.owner;
    const record = {
      id: this.picture.ownId,
      kind: EntityKind.PLAYER,
      template: this.#classCode,
      level: 1,
      x: x * 64,
      y: y * 64,
      facing: 0,
      health: 255,
      flags: 0,
      target: 0,
      name: this.#parts.character.name,
      appearance: packAppearance(this.#parts.character.appearance),
    };
    const me = new Entity(record, snapshot.tick, nowMs);
    this.picture.entities.set(me.index, me);
    return me;
  }
}

/** Flags that the server tells the owner apart from what others see. */
const OWN_FLAGS =
  EntityFlag.DEAD |
  EntityFlag.IN_COMBAT |
  EntityFlag.CASTING |
  EntityFlag.STUNNED |
  EntityFlag.ROOTED |
  EntityFlag.SLOWED |
  EntityFlag.SAFE;
