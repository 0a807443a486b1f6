import type { Camera } from "../camera.ts";

/** Resolution of everything painted once and drawn often, px per m. */
export const SPRITE_PX = 40;

/** A picture with the point that stands on the ground. */
export interface Sprite {
  picture: HTMLCanvasElement;
  /** Foot, px from the picture's upper left corner. */
  footX: number;
  footY: number;
}

/** Something that stands in the world and is drawn in its place between others. */
export interface Prop {
  x: number;
  /** What stands further south covers it. */
  y: number;
  /** Radius of the shadow on the ground, m; 0: none. */
  shadowM: number;
  /** Height that may hide somebody behind it, m; 0: hides nobody. */
  coverM: number;
  /** Half of its width, m. */
  halfWidthM: number;
  /** What lies under everybody: a shadow with a shape of its own. */
  drawGround?(ctx: CanvasRenderingContext2D, camera: Camera): void;
  draw(ctx: CanvasRenderingContext2D, camera: Camera, nowMs: number): void;
}

export function drawSprite(ctx: CanvasRenderingContext2D, camera: Camera, sprite: Sprite, x: number, y: number, size = 1, shift = 0): void {
  const scale = (camera.pxPerM / SPRITE_PX) * size;
  ctx.drawImage(
    sprite.picture,
    camera.screenX(x) - sprite.footX * scale + shift,
    camera.screenY(y) - sprite.footY * scale,
    sprite.picture.width * scale,
    sprite.picture.height * scale,
  );
}
