import type { Camera } from "./camera.ts";

export interface Plate {
  name: string;
  level: number;
  /** 0 … 1; null: no bar. */
  health: number | null;
  /** The bar's trailing part, 0 … 1. */
  trailing: number;
  colour: string;
  barColour: string;
  elite: boolean;
  /** Drawn larger. */
  chosen: boolean;
  /** What it casts and how far it is, 0 … 1. */
  cast: { name: string; part: number } | null;
}

const FONT = 'Georgia, "DejaVu Serif", serif';

/** A name with its health, over somebody's head. */
export function drawPlate(ctx: CanvasRenderingContext2D, camera: Camera, x: number, y: number, heightM: number, plate: Plate): void {
  const px = Math.round(camera.screenX(x));
  let py = Math.round(camera.screenY(y, heightM)) - 6;
  const width = plate.chosen ? 84 : 60;
  if (plate.cast) {
    bar(ctx, px - width / 2, py - 7, width, 7, plate.cast.part, 0, "#e8b84e");
    label(ctx, plate.cast.name, px, py - 10, "600 10px", "#ffe6a8");
    py -= 22;
  }
  if (plate.health !== null) {
    const height = plate.chosen ? 9 : 6;
    bar(ctx, px - width / 2, py - height, width, height, plate.health, plate.trailing, plate.barColour);
    py -= height + 4;
  }
  if (plate.name) {
    const text = plate.level ? `${plate.elite ? "★ " : ""}${plate.name}  ${plate.level}` : plate.name;
    label(ctx, text, px, py, plate.chosen ? "700 14px" : "600 12px", plate.colour);
  }
}

function bar(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  part: number,
  trailing: number,
  colour: string,
): void {
  ctx.fillStyle = "rgba(12,8,12,0.85)";
  ctx.fillRect(x - 1.5, y - 1.5, width + 3, height + 3);
  ctx.fillStyle = "rgba(60,50,54,0.9)";
  ctx.fillRect(x, y, width, height);
  if (trailing > part) {
    ctx.fillStyle = "#f2e2b0";
    ctx.fillRect(x, y, width * Math.min(1, trailing), height);
  }
  ctx.fillStyle = colour;
  ctx.fillRect(x, y, width * Math.max(0, Math.min(1, part)), height);
  ctx.fillStyle = "rgba(255,255,255,0.22)";
  ctx.fillRect(x, y, width * Math.max(0, Math.min(1, part)), height * 0.4);
}

function label(ctx: CanvasRenderingContext2D, text: string, x: number, y: number, font: string, colour: string): void {
  ctx.font = `${font} ${FONT}`;
  ctx.textAlign = "center";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = "rgba(14,8,12,0.85)";
  ctx.strokeText(text, x, y);
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
}
