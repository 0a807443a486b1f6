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
  /** Stands before the name; empty: nothing does. */
  mark: string;
  /** Drawn larger. */
  chosen: boolean;
  /** What it casts and how far it is, 0 … 1. */
  cast: { name: string; part: number } | null;
  /** What it says now. */
  speech: { text: string; loud: boolean } | null;
}

/** The places on the screen that names have taken in this picture, px. */
export class NamePlaces {
  readonly #taken: Array<{ x: number; y: number; halfWidth: number }> = [];

  clear(): void {
    this.#taken.length = 0;
  }

  /**
   * @param bottom of the name
   * @param must it takes its place also when another name is there
   * @returns whether the place was free
   */
  take(x: number, bottom: number, letters: number, must: boolean): boolean {
    const halfWidth = letters * HALF_LETTER_PX;
    const isFree = this.#taken.every(
      (other) => Math.abs(other.x - x) > other.halfWidth + halfWidth || Math.abs(other.y - bottom) > NAME_PX,
    );
    if (isFree || must) this.#taken.push({ x, y: bottom, halfWidth });
    return isFree;
  }
}

/** About half the width of a letter in a name, and the height of its line. */
const HALF_LETTER_PX = 3.6;
const NAME_PX = 13;
const FONT = 'Georgia, "DejaVu Serif", serif';

/** A name with its health, over somebody's head. @param places the names of a crowd that do not matter yield to others; absent: it is drawn */
export function drawPlate(
  ctx: CanvasRenderingContext2D,
  camera: Camera,
  x: number,
  y: number,
  heightM: number,
  plate: Plate,
  places?: { names: NamePlaces; must: boolean },
): void {
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
    const text = plate.level ? `${plate.mark}${plate.name}  ${plate.level}` : plate.name;
    const isFree = places?.names.take(px, py, text.length, places.must) ?? true;
    if (isFree || places?.must) {
      label(ctx, text, px, py, plate.chosen ? "700 14px" : "600 12px", plate.colour);
      py -= 18;
    }
  }
  if (plate.speech) bubble(ctx, plate.speech.text, plate.speech.loud, px, py);
}

const BUBBLE_LETTERS = 30;
const LINE_PX = 17;

/** Words over a head, in lines, their last line at `bottom`. */
function bubble(ctx: CanvasRenderingContext2D, text: string, loud: boolean, x: number, bottom: number): void {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + word.length < BUBBLE_LETTERS) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  ctx.font = `${loud ? "700 15px" : "600 14px"} ${FONT}`;
  const width = Math.max(...lines.map((line) => ctx.measureText(line).width)) + 22;
  const height = lines.length * LINE_PX + 12;
  const top = bottom - height - 4;
  ctx.beginPath();
  ctx.roundRect(x - width / 2, top, width, height, 8);
  ctx.moveTo(x - 6, top + height);
  ctx.lineTo(x, top + height + 7);
  ctx.lineTo(x + 6, top + height);
  ctx.fillStyle = loud ? "rgba(60,16,12,0.88)" : "rgba(24,18,22,0.85)";
  ctx.fill();
  ctx.strokeStyle = loud ? "rgba(255,150,90,0.9)" : "rgba(226,206,160,0.55)";
  ctx.lineWidth = 1.5;
  ctx.stroke();
  ctx.fillStyle = loud ? "#ffd9a8" : "#f4ead2";
  ctx.textAlign = "center";
  for (const [n, line] of lines.entries()) ctx.fillText(line, x, top + 18 + n * LINE_PX);
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
