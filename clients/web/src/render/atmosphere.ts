import { canvas } from "../dom.ts";
import type { Camera } from "./camera.ts";

/** Light over the whole picture. */
export class Atmosphere {
  #vignette: HTMLCanvasElement | null = null;

  /** Shadows of clouds wander over the land. */
  drawClouds(ctx: CanvasRenderingContext2D, camera: Camera, nowMs: number): void {
    const sprite = cloudSprite();
    const spacing = 70;
    const driftX = nowMs / 900;
    const driftY = nowMs / 2600;
    const { left, right, bottom, top } = camera.view(30);
    ctx.globalAlpha = 0.34;
    for (let cy = Math.floor((bottom - driftY) / spacing); cy <= (top - driftY) / spacing; cy++) {
      for (let cx = Math.floor((left - driftX) / spacing); cx <= (right - driftX) / spacing; cx++) {
        const wobble = Math.sin(cx * 12.9 + cy * 78.2) * 20;
        const size = (46 + Math.sin(cx * 4.1 + cy * 9.7) * 14) * camera.pxPerM;
        ctx.drawImage(
          sprite,
          camera.screenX(cx * spacing + driftX + wobble) - size / 2,
          camera.screenY(cy * spacing + driftY - wobble) - size * 0.3,
          size,
          size * 0.6,
        );
      }
    }
    ctx.globalAlpha = 1;
  }

  drawVignette(ctx: CanvasRenderingContext2D, camera: Camera): void {
    if (!this.#vignette || this.#vignette.width !== camera.width || this.#vignette.height !== camera.height) {
      const layer = canvas(camera.width, camera.height);
      const radius = Math.hypot(camera.width, camera.height) / 2;
      const gradient = layer.createRadialGradient(
        camera.width / 2,
        camera.height / 2,
        radius * 0.45,
        camera.width / 2,
        camera.height / 2,
        radius,
      );
      gradient.addColorStop(0, "rgba(255,214,150,0.05)");
      gradient.addColorStop(1, "rgba(12,8,28,0.5)");
      layer.fillStyle = gradient;
      layer.fillRect(0, 0, camera.width, camera.height);
      this.#vignette = layer.canvas;
    }
    ctx.drawImage(this.#vignette, 0, 0);
  }
}

let cloud: HTMLCanvasElement | null = null;

function cloudSprite(): HTMLCanvasElement {
  if (cloud) return cloud;
  const ctx = canvas(128, 128);
  const gradient = ctx.createRadialGradient(64, 64, 8, 64, 64, 64);
  gradient.addColorStop(0, "rgba(14,20,44,0.75)");
  gradient.addColorStop(0.6, "rgba(14,20,44,0.4)");
  gradient.addColorStop(1, "rgba(14,20,44,0)");
  ctx.fillStyle = gradient;
  ctx.fillRect(0, 0, 128, 128);
  cloud = ctx.canvas;
  return cloud;
}
