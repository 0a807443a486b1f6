import type { PublicObject } from "#shared/content/schema.ts";
import { type Camera, TILT } from "./camera.ts";

const OUTLINE = "#17121a";

/**
 * Something that can be used, as its state shows it.
 * @param used an open door or chest, a resting shrine, a picked plant
 */
export function drawObject(ctx: CanvasRenderingContext2D, camera: Camera, object: PublicObject, used: boolean, nowMs: number): void {
  if (object.kind === "door") return drawDoor(ctx, camera, object.box, used);
  const [x, y] = object.at;
  const pen = new Pen(ctx, camera, x, y);
  switch (object.kind) {
    case "chest":
      pen.box(-0.5, 0, 1, 0.45, "#7a4f2a").box(-0.5, 0.45, 1, used ? 0.1 : 0.28, used ? "#3a2413" : "#94632f");
      if (used) pen.box(-0.5, 0.62, 1, 0.14, "#94632f");
      else pen.box(-0.1, 0.3, 0.2, 0.22, "#e0b94e");
      return;
    case "gather_node":
      return drawNode(pen, object.look, used);
    case "lever":
      pen
        .box(-0.3, 0, 0.6, 0.3, "#6d675f")
        .line(0, 0.3, used ? 0.45 : -0.45, 1, 0.12, "#8d5c33")
        .ball(used ? 0.45 : -0.45, 1, 0.13, "#c9463a");
      return;
    case "shrine":
      pen.box(-0.5, 0, 1, 0.3, "#8f8a80").box(-0.3, 0.3, 0.6, 0.9, "#a7a196");
      pen
        .glow(0, 1.5, used ? 0.25 : 0.75 + Math.sin(nowMs / 400) * 0.1, used ? "#8a8f98" : "#ffe08a")
        .ball(0, 1.45, 0.2, used ? "#767b84" : "#fff2c4");
      return;
    case "portal":
      pen.glow(0, 1.1, 1.3, "#7f6bff").ring(0, 1.1, 0.75, 1.1, "#b9a8ff", nowMs / 500);
      return;
    case "waystone":
      pen
        .box(-0.7, 0, 1.4, 0.22, "#5d5a63")
        .box(-0.42, 0.22, 0.84, 2.1, "#77737f")
        .box(-0.3, 2.32, 0.6, 0.26, "#8a8693")
        .glow(0, 1.5, 1.1 + Math.sin(nowMs / 700) * 0.12, "#4f8cff");
      pen.line(0, 0.8, 0, 2, 0.1, "#a8d8ff").line(-0.2, 1.2, 0.2, 1.6, 0.08, "#a8d8ff").line(0.2, 1.2, -0.2, 1.6, 0.08, "#a8d8ff");
      return;
    case "sign":
      pen
        .box(-0.07, 0, 0.14, 1.1, "#6b4526")
        .box(-0.6, 0.8, 1.2, 0.6, "#a9783f")
        .box(-0.45, 1.14, 0.9, 0.06, "#5a3a1e")
        .box(-0.45, 0.98, 0.65, 0.06, "#5a3a1e");
      return;
    case "bank":
      pen.box(-0.55, 0, 1.1, 0.75, "#5b4630").box(-0.6, 0.7, 1.2, 0.14, "#8a6a3f").box(-0.12, 0.4, 0.24, 0.24, "#e3b95a");
      return;
    case "mailbox":
      pen.box(-0.08, 0, 0.16, 0.8, "#6b4526").box(-0.38, 0.8, 0.76, 0.5, "#2f5d8c").box(-0.38, 1.3, 0.76, 0.14, "#3f78b0");
      pen.box(-0.2, 1.02, 0.4, 0.07, "#17121a").line(0.38, 1, 0.38, 1.5, 0.07, "#c9463a");
      return;
    case "vendor":
      pen.box(-0.22, 0, 0.44, 0.95, "#6b3f57").ball(0, 1.2, 0.24, "#d9a87c").box(-0.3, 0.35, 0.6, 0.1, "#e3b95a");
      pen.box(0.5, 0, 0.7, 0.6, "#7b5431").box(0.45, 0.6, 0.8, 0.12, "#8d6238");
      return;
    case "auctioneer":
      pen.box(-0.7, 0, 1.4, 0.8, "#6b4526").box(-0.8, 0.8, 1.6, 0.12, "#a9783f").line(-0.3, 0.95, 0.3, 1.25, 0.09, "#c9a26a");
      pen.box(0.2, 1.1, 0.34, 0.3, "#e3b95a").box(-0.62, 0.92, 0.3, 0.1, "#d9c9a0");
      return;
    case "crafting_station":
      drawStation(pen, object.station);
      return;
    case "resurrection_stone":
      pen
        .box(-0.45, 0, 0.9, 0.25, "#6f7580")
        .box(-0.25, 0.25, 0.5, 1.5, "#8e97a6")
        .glow(0, 1.1, 0.7 + Math.sin(nowMs / 600) * 0.1, "#6fd0ff");
      pen.box(-0.08, 0.7, 0.16, 0.7, "#bff0ff");
      return;
  }
}

function drawStation(pen: Pen, station: "forge" | "tanning_rack" | "alchemy_table"): void {
  if (station === "forge") pen.box(-0.7, 0, 1.4, 0.7, "#5a5557").box(-0.45, 0.7, 0.9, 0.18, "#e3743a").box(0.3, 0.7, 0.3, 1.1, "#6c6a6e");
  else if (station === "tanning_rack")
    pen.line(-0.6, 0, -0.6, 1.4, 0.1, "#6b4526").line(0.6, 0, 0.6, 1.4, 0.1, "#6b4526").box(-0.5, 0.3, 1, 0.95, "#a5794d");
  else pen.box(-0.7, 0, 1.4, 0.7, "#7b5431").ball(-0.3, 0.9, 0.17, "#5fae7a").ball(0.25, 0.95, 0.22, "#8a6fc0");
}

function drawNode(pen: Pen, look: "herb" | "ore" | "wood", used: boolean): void {
  if (look === "ore") {
    pen.ball(-0.2, 0.3, 0.42, "#6c6a6e").ball(0.25, 0.25, 0.35, "#7c7a80");
    if (!used) pen.ball(-0.25, 0.45, 0.12, "#e39a4a").ball(0.2, 0.4, 0.1, "#e39a4a").ball(0.05, 0.2, 0.09, "#ffc27a");
  } else if (look === "wood") {
    pen.line(-0.6, 0.2, 0.6, 0.25, 0.34, "#7b5431");
    if (!used) pen.line(-0.5, 0.5, 0.5, 0.55, 0.3, "#8d6238");
  } else {
    for (const lean of [-0.35, -0.12, 0.12, 0.35]) pen.line(lean * 0.4, 0, lean, used ? 0.2 : 0.65, 0.08, "#4d7a35");
    if (!used) for (const lean of [-0.35, 0, 0.35]) pen.ball(lean, 0.68, 0.12, "#e8d25a");
  }
}

/** Two wings of wood: across their box when closed, turned to its ends when open. */
function drawDoor(
  ctx: CanvasRenderingContext2D,
  camera: Camera,
  [x, y, width, height]: readonly [number, number, number, number],
  open: boolean,
): void {
  const along = width >= height;
  const length = along ? width : height;
  const steps = Math.max(2, Math.round(length / 0.5));
  for (let n = 0; n < steps; n++) {
    const part = (n + 0.5) / steps;
    // open: the planks stand folded at both ends
    const at = open ? (part < 0.5 ? part * 0.16 : 1 - (1 - part) * 0.16) : part;
    const px = x + (along ? at * width : width / 2);
    const py = y + (along ? height / 2 : (1 - at) * height);
    new Pen(ctx, camera, px, py)
      .box(-0.3, 0, 0.6, 2.2, n % 2 ? "#7d5229" : "#8b5d31")
      .box(-0.3, 0.5, 0.6, 0.12, "#3c3a40")
      .box(-0.3, 1.6, 0.6, 0.12, "#3c3a40");
  }
}

/** Draws upright shapes at a place: x to the right of its foot, z above it, m. */
class Pen {
  readonly #ctx: CanvasRenderingContext2D;
  readonly #x: number;
  readonly #y: number;
  readonly #m: number;

  constructor(ctx: CanvasRenderingContext2D, camera: Camera, x: number, y: number) {
    this.#ctx = ctx;
    this.#x = camera.screenX(x);
    this.#y = camera.screenY(y);
    this.#m = camera.pxPerM;
  }

  box(x: number, z: number, width: number, height: number, colour: string): this {
    const ctx = this.#ctx;
    ctx.fillStyle = colour;
    ctx.strokeStyle = OUTLINE;
    ctx.lineWidth = Math.max(1, this.#m * 0.05);
    ctx.beginPath();
    ctx.rect(this.#x + x * this.#m, this.#y - (z + height) * this.#m * 0.8, width * this.#m, height * this.#m * 0.8);
    ctx.fill();
    ctx.stroke();
    return this;
  }

  ball(x: number, z: number, radius: number, colour: string): this {
    const ctx = this.#ctx;
    ctx.fillStyle = colour;
    ctx.strokeStyle = OUTLINE;
    ctx.lineWidth = Math.max(1, this.#m * 0.05);
    ctx.beginPath();
    ctx.arc(this.#x + x * this.#m, this.#y - z * this.#m * 0.8, radius * this.#m, 0, 7);
    ctx.fill();
    ctx.stroke();
    return this;
  }

  line(x0: number, z0: number, x1: number, z1: number, width: number, colour: string): this {
    const ctx = this.#ctx;
    ctx.lineCap = "round";
    for (const [more, style] of [
      [0.08, OUTLINE],
      [0, colour],
    ] as const) {
      ctx.strokeStyle = style;
      ctx.lineWidth = (width + more) * this.#m;
      ctx.beginPath();
      ctx.moveTo(this.#x + x0 * this.#m, this.#y - z0 * this.#m * 0.8);
      ctx.lineTo(this.#x + x1 * this.#m, this.#y - z1 * this.#m * 0.8);
      ctx.stroke();
    }
    return this;
  }

  glow(x: number, z: number, radius: number, colour: string): this {
    const ctx = this.#ctx;
    const px = this.#x + x * this.#m;
    const py = this.#y - z * this.#m * 0.8;
    ctx.save();
    ctx.globalCompositeOperation = "lighter";
    const halo = ctx.createRadialGradient(px, py, 0, px, py, radius * this.#m);
    halo.addColorStop(0, colour);
    halo.addColorStop(1, "rgba(0,0,0,0)");
    ctx.globalAlpha = 0.7;
    ctx.fillStyle = halo;
    ctx.beginPath();
    ctx.arc(px, py, radius * this.#m, 0, 7);
    ctx.fill();
    ctx.restore();
    return this;
  }

  ring(x: number, z: number, radiusX: number, radiusZ: number, colour: string, turn: number): this {
    const ctx = this.#ctx;
    ctx.strokeStyle = colour;
    ctx.lineWidth = this.#m * 0.12;
    ctx.beginPath();
    ctx.ellipse(this.#x + x * this.#m, this.#y - z * this.#m * 0.8, radiusX * this.#m, radiusZ * this.#m * 0.8, 0, turn, turn + 5.4);
    ctx.stroke();
    ctx.beginPath();
    ctx.ellipse(this.#x, this.#y, radiusX * this.#m, radiusX * this.#m * TILT, 0, 0, 7);
    ctx.stroke();
    return this;
  }
}
