import { ActionKind, EntityKind, InputButton } from "#shared/protocol/codes.ts";
import type { Hud } from "../hud/hud.ts";
import { Controls } from "../input/controls.ts";
import type { RoomLink } from "../net/room-link.ts";
import type { Camera } from "../render/camera.ts";
import type { Body } from "../render/figures/cast.ts";
import type { Follow } from "../render/follow.ts";
import type { Aim } from "../render/moment.ts";
import type { Entity } from "./entity.ts";
import type { Fighting, Situation } from "./fighting.ts";
import type { Picture } from "./picture.ts";
import type { Predictor, Wish } from "./prediction.ts";
import { entityAt, nearestUsable, nextEnemy, REACH_M, within } from "./targeting.ts";

interface Point {
  x: number;
  y: number;
}

export interface OrdersDeps {
  canvas: HTMLCanvasElement;
  picture: Picture;
  predictor: Predictor;
  fighting: Fighting;
  link: RoomLink;
  hud: Hud;
  camera: Camera;
  follow: Follow;
  /** Where one is drawn now. */
  shown: Readonly<Point>;
  bodyOf: (entity: Entity) => Body;
  situation: (nowMs: number) => Situation;
}

/** What the player wants, by keys, mouse and buttons: where to walk, whom to fight, what to take. */
export class Orders {
  readonly #deps: OrdersDeps;
  readonly #controls: Controls;
  /** Canvas pixels per point of the page. */
  density = 1;
  /** Slot whose place is being chosen with the mouse. */
  #aiming = -1;
  /** Loot that one walks to. */
  #walkTo = 0;

  constructor(deps: OrdersDeps) {
    const { picture, predictor, fighting, link, hud, follow } = deps;
    this.#deps = deps;
    this.#controls = new Controls(deps.canvas, {
      ability: (slot) => this.#press(slot),
      quick: (slot) => hud.economy.quick.press(slot),
      nextTarget: () => fighting.target(nextEnemy(picture, predictor.x, predictor.y)),
      interact: () => this.#takeNearest(),
      dismount: () => link.sendAction({ kind: ActionKind.DISMOUNT }),
      escape: () => this.#escape(),
      toggle: (name) => hud.toggle(name),
      click: (x, y, button) => this.#click(x * this.density, y * this.density, button),
      zoom: (factor) => follow.zoom(factor),
      write: (start) => hud.chat.focus(start),
    });
  }

  dispose(): void {
    this.#controls.dispose();
  }

  /** Where the mouse is, canvas pixels. */
  get mouse(): Point | null {
    const { mouse } = this.#controls;
    return mouse && { x: mouse.x * this.density, y: mouse.y * this.density };
  }

  /** The place on the ground under the mouse. */
  get pointed(): Point | null {
    const { mouse } = this;
    return mouse && this.#deps.camera.ground(mouse.x, mouse.y);
  }

  /** Where one looks: to where one walks by oneself, or to the mouse. */
  get look(): Point | null {
    return this.#goal ?? this.pointed;
  }

  get #goal(): Entity | null {
    return this.#walkTo ? this.#deps.picture.find(this.#walkTo) : null;
  }

  /** What the next input says. Whoever has arrived at what he walked to takes it. */
  wish(): Wish {
    const { predictor, link } = this.#deps;
    const { x, y } = this.#controls.move;
    const buttons = (this.#controls.walking ? InputButton.WALK : 0) | (this.#controls.takeJump() ? InputButton.JUMP : 0);
    if (x || y) this.#walkTo = 0;
    const goal = this.#goal;
    if (!goal) return { moveX: x, moveY: y, buttons };
    const dx = goal.x - predictor.x;
    const dy = goal.y - predictor.y;
    const distance = Math.hypot(dx, dy);
    if (distance < REACH_M * 0.7) {
      this.#walkTo = 0;
      link.sendAction({ kind: ActionKind.INTERACT, target: goal.id });
      return { moveX: 0, moveY: 0, buttons };
    }
    return { moveX: Math.round((dx / distance) * 127), moveY: Math.round((dy / distance) * 127), buttons };
  }

  targetMember(name: string): void {
    const { picture, fighting, hud } = this.#deps;
    const entity = [...picture.entities.values()].find((e) => e.kind === EntityKind.PLAYER && e.name === name);
    if (entity) fighting.target(entity);
    else hud.notices.complain(`${name} is in another place.`);
  }

  /** A click on a button leaves the mouse there: an ability aimed at a point waits for a second click, into the world. */
  abilityButton(slot: number): void {
    if (this.#deps.hud.actionBar.abilities[slot]?.target === "point") this.#aiming = this.#aiming === slot ? -1 : slot;
    else this.#press(slot);
  }

  /** The place being chosen; null: none is. */
  aim(pointed: Point | null): Aim | null {
    const ability = this.#deps.hud.actionBar.abilities[this.#aiming];
    if (!ability?.area || !pointed) return null;
    const at = within(this.#deps.shown, pointed, ability.rangeM);
    return { ...at, radiusM: ability.area.radiusM, rangeM: ability.rangeM };
  }

  #press(slot: number): void {
    this.#aiming = -1;
    this.#deps.fighting.press(slot, this.#deps.situation(performance.now()));
  }

  #click(x: number, y: number, button: "left" | "right"): void {
    const { picture, fighting, camera, bodyOf } = this.#deps;
    if (this.#aiming >= 0) {
      if (button === "left") this.#press(this.#aiming);
      this.#aiming = -1;
      return;
    }
    const at = camera.ground(x, y);
    const entity = entityAt(picture, at.x, at.y, bodyOf);
    if (!entity) return;
    if (entity.kind === EntityKind.DROP || entity.kind === EntityKind.OBJECT) return this.#take(entity);
    fighting.target(entity);
    if (button === "right" && picture.isHostile(entity)) fighting.attacking = true;
  }

  #take(drop: Entity): void {
    const { predictor, link } = this.#deps;
    if (Math.hypot(drop.x - predictor.x, drop.y - predictor.y) <= REACH_M * 0.9)
      link.sendAction({ kind: ActionKind.INTERACT, target: drop.id });
    else this.#walkTo = drop.id;
  }

  #takeNearest(): void {
    const { picture, predictor, hud } = this.#deps;
    const drop = nearestUsable(picture, predictor.x, predictor.y);
    if (drop) this.#take(drop);
    else hud.notices.complain("There is nothing to take or to use.");
  }

  #escape(): void {
    const { picture, link, hud, fighting } = this.#deps;
    if (this.#aiming >= 0) this.#aiming = -1;
    else if (picture.own.cast.ability) link.sendAction({ kind: ActionKind.CANCEL_CAST });
    else if (!hud.closeWindows()) fighting.target(null);
  }
}
