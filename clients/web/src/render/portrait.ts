import { context } from "../dom.ts";
import { Camera } from "./camera.ts";
import type { Body } from "./figures/cast.ts";
import { Sculptor } from "./figures/sculptor.ts";

const sculptor = new Sculptor();

export interface PortraitView {
  /** Height of the body that fills the picture, m. */
  spanM: number;
  /** Height that stands in the middle, m. */
  middleM: number;
  /** Turned away from the watcher, radians. */
  turn: number;
  nowMs: number;
  casting?: boolean;
  glow?: string;
  stride?: number;
}

/** Draws somebody alone into a canvas, looking out of it. */
export function drawPortrait(element: HTMLCanvasElement, body: Body, view: PortraitView): void {
  const ctx = context(element);
  const { width, height } = element;
  ctx.clearRect(0, 0, width, height);
  const camera = new Camera();
  camera.width = width;
  camera.height = height;
  camera.pxPerM = height / view.spanM / 0.8;
  // the camera's height over the ground cannot be set: the ground is moved instead
  camera.y = 0;
  camera.shakeY = camera.pxPerM * view.middleM * 0.7 - height * 0.03;
  sculptor.begin(camera, { x: 0, y: 0, facing: -Math.PI / 2 + view.turn, size: body.size, fallen: 0, flash: 0, alpha: 1 });
  body.sculpt(sculptor, {
    stride: view.stride ?? 0,
    speed: view.stride ? 3 : 0,
    strike: 1,
    casting: view.casting ?? false,
    glow: view.glow ?? "#ffffff",
    nowMs: view.nowMs,
  });
  sculptor.draw(ctx);
}
