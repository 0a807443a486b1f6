/** The camera looks down at a slant from the south: lengths along y shrink to this part … */
export const TILT = 0.72;
/** … and heights to this. */
export const RISE = 0.7;

export const CLOSEST_PX_PER_M = 46;
export const FARTHEST_PX_PER_M = 15;

export interface ScreenPoint {
  x: number;
  y: number;
}

/** From metres to pixels and back. World: x east, y north; screen: x right, y down. */
export class Camera {
  x = 0;
  y = 0;
  pxPerM = 27;
  width = 1;
  height = 1;
  /** Moves the picture a little, px: what hits hard shakes. */
  shakeX = 0;
  shakeY = 0;

  screenX(x: number): number {
    return (x - this.x) * this.pxPerM + this.width / 2 + this.shakeX;
  }

  /** @param z height over the ground, m */
  screenY(y: number, z = 0): number {
    return (this.y - y) * this.pxPerM * TILT - z * this.pxPerM * RISE + this.height * 0.53 + this.shakeY;
  }

  /** The place on the ground under a pixel. */
  ground(screenX: number, screenY: number): ScreenPoint {
    return {
      x: (screenX - this.width / 2 - this.shakeX) / this.pxPerM + this.x,
      y: this.y - (screenY - this.height * 0.53 - this.shakeY) / (this.pxPerM * TILT),
    };
  }

  /** The part of the ground that can be seen, grown by what stands `margin` metres outside and reaches in. */
  view(margin: number): { left: number; right: number; bottom: number; top: number } {
    const upper = this.ground(0, 0);
    const lower = this.ground(this.width, this.height);
    return { left: upper.x - margin, right: lower.x + margin, bottom: lower.y - margin * 1.4, top: upper.y + margin };
  }
}
