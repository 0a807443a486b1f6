import { type Camera, CLOSEST_PX_PER_M, FARTHEST_PX_PER_M } from "./camera.ts";

/** How far the picture leans towards the mouse, part of the way. */
const LEAN = 0.12;
const LEAN_MS = 120;
const SHAKE_HALF_LIFE_MS = 70;
const SHAKE_PX = 5;

/** Keeps the camera on somebody: leaning to where the player looks, shaking when something hits hard. */
export class Follow {
  readonly #camera: Camera;
  #zoomPxPerM = 29;
  #leanX = 0;
  #leanY = 0;
  #shake = 0;

  constructor(camera: Camera) {
    this.#camera = camera;
  }

  zoom(factor: number): void {
    this.#zoomPxPerM = Math.min(CLOSEST_PX_PER_M, Math.max(FARTHEST_PX_PER_M, this.#zoomPxPerM * factor));
  }

  /** @param strength 0 … 1 */
  shake(strength: number): void {
    this.#shake = Math.max(this.#shake, strength);
  }

  /** @param density canvas pixels per point of the page */
  resize(width: number, height: number, density: number): void {
    this.#camera.width = width;
    this.#camera.height = height;
    this.#camera.pxPerM = this.#zoomPxPerM * density;
  }

  /** @param mouse canvas pixels; null: it is elsewhere */
  update(x: number, y: number, mouse: { x: number; y: number } | null, elapsedMs: number, nowMs: number): void {
    const camera = this.#camera;
    const part = Math.min(1, elapsedMs / LEAN_MS);
    const wantedX = mouse ? ((mouse.x - camera.width / 2) / camera.pxPerM) * LEAN : 0;
    const wantedY = mouse ? ((camera.height / 2 - mouse.y) / camera.pxPerM) * LEAN : 0;
    this.#leanX += (wantedX - this.#leanX) * part;
    this.#leanY += (wantedY - this.#leanY) * part;
    camera.x = x + this.#leanX;
    camera.y = y + this.#leanY;
    this.#shake *= 0.5 ** (elapsedMs / SHAKE_HALF_LIFE_MS);
    camera.shakeX = Math.sin(nowMs / 17) * this.#shake * SHAKE_PX;
    camera.shakeY = Math.cos(nowMs / 13) * this.#shake * SHAKE_PX * 0.8;
  }
}
