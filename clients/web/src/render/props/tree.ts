import { canvas } from "../../dom.ts";
import type { Camera } from "../camera.ts";
import { hash2 } from "../noise.ts";
import { drawSprite, type Prop, type Sprite, SPRITE_PX } from "./sprite.ts";

interface TreeSprites {
  trunk: Sprite;
  crown: Sprite;
}

const WIDTH_M = 6;
const HEIGHT_M = 8;
const P = SPRITE_PX;

const LEAVES = [
  ["#2f5a2c", "#3f7436", "#5c9447", "#86b65c"],
  ["#3a5f2a", "#4f7d34", "#6f9f45", "#a3c264"],
  ["#28502f", "#376a3c", "#4c8650", "#74a96a"],
  ["#7a4a22", "#a2662a", "#c78a38", "#e6b65a"],
] as const;
const NEEDLES = [
  ["#1d3f33", "#28523d", "#376a4b", "#548a60"],
  ["#24443a", "#315a48", "#437458", "#659a72"],
] as const;

let kinds: TreeSprites[] | null = null;

function sheet(draw: (ctx: CanvasRenderingContext2D, cx: number, ground: number) => void): Sprite {
  const ctx = canvas(WIDTH_M * P, HEIGHT_M * P);
  const footX = (WIDTH_M * P) / 2;
  const footY = HEIGHT_M * P - 0.6 * P;
  draw(ctx, footX, footY);
  return { picture: ctx.canvas, footX, footY };
}

function trunk(seed: number, height: number, width: number, colour: string): Sprite {
  return sheet((ctx, cx, ground) => {
    const lean = (hash2(seed, 1) - 0.5) * 0.3 * P;
    const shape = (grow: number, fill: string) => {
      ctx.fillStyle = fill;
      ctx.beginPath();
      ctx.moveTo(cx - (width * 0.9 + grow) * P, ground + grow * P * 0.5);
      ctx.quadraticCurveTo(
        cx - width * 0.45 * P - grow * P,
        ground - height * 0.3 * P,
        cx + lean - (width * 0.35 + grow) * P,
        ground - height * P,
      );
      ctx.lineTo(cx + lean + (width * 0.35 + grow) * P, ground - height * P);
      ctx.quadraticCurveTo(
        cx + width * 0.5 * P + grow * P,
        ground - height * 0.3 * P,
        cx + (width * 0.95 + grow) * P,
        ground + grow * P * 0.5,
      );
      ctx.quadraticCurveTo(cx, ground + (width * 0.5 + grow) * P, cx - (width * 0.9 + grow) * P, ground + grow * P * 0.5);
      ctx.fill();
    };
    shape(0.05, "#20160f");
    shape(0, colour);
    ctx.fillStyle = "rgba(0,0,0,0.25)";
    ctx.fillRect(cx + lean * 0.5 + width * 0.08 * P, ground - height * P, width * 0.35 * P, height * P);
    ctx.strokeStyle = "rgba(20,12,8,0.4)";
    ctx.lineWidth = 1.5;
    for (let n = 0; n < 4; n++) {
      ctx.beginPath();
      ctx.moveTo(cx + (hash2(seed, n + 5) - 0.5) * width * P, ground - hash2(seed, n + 9) * 0.3 * P);
      ctx.lineTo(cx + lean * 0.6 + (hash2(seed, n + 5) - 0.5) * width * 0.6 * P, ground - height * (0.4 + hash2(seed, n) * 0.4) * P);
      ctx.stroke();
    }
  });
}

/** A crown of leaves: clumps, dark below, lit from the upper left. */
function broadleaf(seed: number, colours: readonly string[]): TreeSprites {
  const clumps: Array<{ x: number; y: number; r: number }> = [];
  for (let n = 0; n < 15; n++) {
    const angle = n * 2.4 + hash2(seed, n, 3);
    const out = Math.sqrt(n / 15) * 1.35;
    clumps.push({ x: Math.cos(angle) * out, y: 3.7 + Math.sin(angle) * out * 0.86, r: 0.62 + hash2(seed, n, 4) * 0.42 });
  }
  const crown = sheet((ctx, cx, ground) => {
    const blob = (fill: string, dx: number, dy: number, grow: number, part = 1) => {
      ctx.fillStyle = fill;
      for (const [n, c] of clumps.entries()) {
        if (hash2(seed, n, 77) > part) continue;
        ctx.beginPath();
        ctx.arc(cx + (c.x + dx) * P, ground - (c.y + dy) * P, Math.max(1, (c.r + grow) * P), 0, 7);
        ctx.fill();
      }
    };
    blob("#16240f", 0, 0, 0.07);
    blob(colours[0], 0, 0, 0);
    blob(colours[1], -0.1, 0.14, -0.14);
    blob(colours[2], -0.22, 0.3, -0.34, 0.85);
    blob(colours[3], -0.34, 0.46, -0.56, 0.6);
    // single leaves break up the round edges
    for (let n = 0; n < 130; n++) {
      const c = clumps[Math.floor(hash2(seed, n, 11) * clumps.length)];
      const angle = hash2(seed, n, 12) * 6.28;
      const out = c.r * (0.5 + hash2(seed, n, 13) * 0.55);
      const up = Math.sin(angle) - Math.cos(angle) * 0.5;
      ctx.fillStyle = up > 0.4 ? colours[3] : up > -0.2 ? colours[2] : colours[1];
      ctx.globalAlpha = 0.75;
      ctx.beginPath();
      ctx.ellipse(cx + (c.x + Math.cos(angle) * out) * P, ground - (c.y + Math.sin(angle) * out) * P, 3.4, 2, angle, 0, 7);
      ctx.fill();
    }
    ctx.globalAlpha = 1;
  });
  return { trunk: trunk(seed, 2.6, 0.3, "#6b4a30"), crown };
}

/** A conifer: skirts of needles, one above the other. */
function conifer(seed: number, colours: readonly string[]): TreeSprites {
  const crown = sheet((ctx, cx, ground) => {
    const skirts = 5;
    const draw = (grow: number, fill: (level: number) => string, side: number) => {
      for (let level = 0; level < skirts; level++) {
        const low = 0.95 + level * 1.02;
        const width = (1.5 - level * 0.25) * (1 + (hash2(seed, level, 5) - 0.5) * 0.2) + grow;
        const top = low + 1.75 + grow;
        ctx.fillStyle = fill(level);
        ctx.beginPath();
        ctx.moveTo(cx + side * 0.1 * P, ground - top * P);
        const teeth = 7;
        for (let n = 0; n <= teeth; n++) {
          const t = n / teeth;
          const x = -width + 2 * width * t;
          const y = low - 0.16 * Math.cos((t - 0.5) * 3) + (n % 2 ? 0.14 : 0) - grow * 0.6;
          if (side === 0 || x * side >= -0.05) ctx.lineTo(cx + x * P, ground - y * P);
        }
        ctx.closePath();
        ctx.fill();
      }
    };
    draw(0.07, () => "#0f1f18", 0);
    draw(0, (level) => colours[Math.min(2, Math.floor(level / 2))], 0);
    ctx.globalAlpha = 0.5;
    draw(-0.12, () => colours[3], -1);
    ctx.globalAlpha = 1;
  });
  return { trunk: trunk(seed, 1.4, 0.24, "#5a4230"), crown };
}

function treeKinds(): TreeSprites[] {
  kinds ??= [
    broadleaf(1, LEAVES[0]),
    broadleaf(2, LEAVES[1]),
    broadleaf(3, LEAVES[2]),
    broadleaf(4, LEAVES[0]),
    conifer(5, NEEDLES[0]),
    conifer(6, NEEDLES[1]),
    conifer(7, NEEDLES[0]),
    broadleaf(8, LEAVES[3]),
  ];
  return kinds;
}

/** @param wood 0 … 1: deep in a wood conifers grow */
export function makeTree(x: number, y: number, radiusM: number, wood: number): Prop {
  const chance = hash2(x * 2, y * 2, 90);
  const kind = chance > 0.985 ? 7 : hash2(x * 2, y * 2, 91) < 0.15 + wood * 0.6 ? 4 + Math.floor(chance * 3) : Math.floor(chance * 4);
  const sprites = treeKinds()[kind];
  const size = 0.62 + radiusM * 0.5 + hash2(x, y, 92) * 0.18;
  const jitterX = (hash2(x, y, 93) - 0.5) * 0.35;
  return {
    x: x + jitterX,
    y,
    shadowM: 1.7 * size,
    coverM: (kind >= 4 && kind < 7 ? 6.6 : 5.6) * size,
    halfWidthM: 1.9 * size,
    draw(ctx: CanvasRenderingContext2D, camera: Camera, nowMs: number): void {
      drawSprite(ctx, camera, sprites.trunk, this.x, y, size);
      drawSprite(ctx, camera, sprites.crown, this.x, y, size, Math.sin(nowMs / 1300 + x * 0.7 + y) * camera.pxPerM * 0.035);
    },
  };
}
