import { shade } from "../colour.ts";
import type { Point3, Sculptor } from "./sculptor.ts";

/** What a body is doing, for its limbs. */
export interface Motion {
  /** Metres walked: the phase of the gait. */
  stride: number;
  /** m/s */
  speed: number;
  /** 0 … 1 through a blow; 1: none. */
  strike: number;
  /** Is it casting? */
  casting: boolean;
  /** Colour of what it casts. */
  glow: string;
  nowMs: number;
}

export interface Outfit {
  main: string;
  dark: string;
  light: string;
  skin: string;
  /** A robe instead of legs. */
  robe: boolean;
  head: "helmet" | "hat" | "hood" | "mask" | "skull" | "antlers";
  /** Absent: none to be seen. `style` is its place in the content's list. */
  hair?: { style: number; colour: string };
  /** How broad, 1: as most. */
  girth?: number;
  hands: "sword_shield" | "staff" | "crook" | "daggers" | "bow" | "totem" | "greatsword";
}

const STEEL = "#c9d2dc";
const WOOD = "#8a6238";
const GOLD = "#e2b650";

export function sculptHumanoid(s: Sculptor, outfit: Outfit, m: Motion): void {
  const gait = m.stride * 2.1;
  const run = Math.min(1, m.speed / 4);
  const bob = Math.abs(Math.sin(gait)) * 0.07 * run + Math.sin(m.nowMs / 600) * 0.012;
  const lean = run * 0.12;
  const swing = Math.sin(gait) * run;
  const girth = outfit.girth ?? 1;
  if (outfit.robe) {
    s.ball([swing * 0.08, 0, 0.3], 0.3, outfit.dark);
    s.limb([swing * 0.05, 0, 0.36], [0, 0, 0.8 + bob], 0.62 * girth, outfit.main);
    s.ball([0.2 + swing * 0.12, 0.13, 0.1], 0.1, shade(outfit.dark, -0.3)).ball(
      [0.2 - swing * 0.12, -0.13, 0.1],
      0.1,
      shade(outfit.dark, -0.3),
    );
  } else {
    for (const side of [1, -1]) {
      const step = swing * side * 0.34;
      const lift = Math.max(0, Math.cos(gait) * side) * 0.16 * run;
      s.limb([0, side * 0.15, 0.72 + bob], [step * 0.5 + 0.02, side * 0.16, 0.4 + lift], 0.23 * girth, outfit.dark);
      s.limb([step * 0.5 + 0.02, side * 0.16, 0.4 + lift], [step, side * 0.17, 0.1 + lift], 0.2, shade(outfit.dark, -0.25));
      s.ball([step + 0.08, side * 0.17, 0.09 + lift], 0.12, "#3a2c24");
    }
  }
  s.limb([0, 0, 0.78 + bob], [lean, 0, 1.18 + bob], 0.52 * girth, outfit.main);
  s.limb([0.02, 0.16, 0.8 + bob], [0.02, -0.16, 0.8 + bob], 0.2, outfit.light);
  const chest = 1.22 + bob;
  const { right, left } = arms(s, outfit, m, chest, lean, swing);
  sculptHead(s, outfit, chest + 0.5, lean);
  if (outfit.hair) sculptHair(s, outfit.hair, lean * 1.5, chest + 0.5);
  hold(s, outfit, m, right, left);
}

function arms(s: Sculptor, outfit: Outfit, m: Motion, chest: number, lean: number, swing: number): { right: Point3; left: Point3 } {
  const girth = outfit.girth ?? 1;
  let right: Point3 = [0.24 + swing * 0.12, -0.42, chest - 0.36];
  let left: Point3 = [0.26 - swing * 0.12, 0.4, chest - 0.3];
  if (m.casting) {
    const sway = Math.sin(m.nowMs / 140) * 0.05;
    right = [0.42, -0.34, chest + 0.14 + sway];
    left = [0.46, 0.3, chest + 0.1 - sway];
  } else if (m.strike < 1) {
    // over the shoulder, then down and through
    const t = m.strike;
    const reach = Math.sin(Math.min(1, t * 1.6) * Math.PI * 0.5);
    right = [0.1 + reach * 0.55, -0.44 + t * 0.5, chest + 0.32 - t * 0.75];
    if (outfit.hands === "bow") left = [0.62, 0.12, chest + 0.02];
  } else if (outfit.hands === "sword_shield") left = [0.36, 0.32, chest - 0.18];
  for (const [shoulder, hand] of [
    [[lean * 0.8, -0.33 * girth, chest], right],
    [[lean * 0.8, 0.33 * girth, chest], left],
  ] as const) {
    s.ball(shoulder, 0.17, outfit.head === "helmet" ? STEEL : outfit.light);
    s.limb(shoulder, hand, 0.18, outfit.main);
    s.ball(hand, 0.11, outfit.skin);
  }
  if (m.casting) {
    const pulse = 0.1 + Math.sin(m.nowMs / 90) * 0.035;
    for (const hand of [right, left]) s.ball([hand[0] + 0.1, hand[1], hand[2] + 0.12], pulse, m.glow, true);
  }
  return { right, left };
}

function sculptHead(s: Sculptor, outfit: Outfit, z: number, lean: number): void {
  const x = lean * 1.5;
  const eyes = (colour: string, r: number) =>
    s.ball([x + 0.26, 0.11, z + 0.02], r, colour, true).ball([x + 0.26, -0.11, z + 0.02], r, colour, true);
  switch (outfit.head) {
    case "helmet":
      s.ball([x + 0.05, 0, z - 0.04], 0.27, outfit.skin);
      s.ball([x - 0.04, 0, z + 0.07], 0.3, STEEL);
      s.limb([x + 0.27, 0, z + 0.14], [x + 0.3, 0, z - 0.1], 0.07, shade(STEEL, -0.25));
      for (let n = 0; n < 5; n++) s.ball([x + 0.16 - n * 0.13, 0, z + 0.42 - n * n * 0.022], 0.1, outfit.main);
      eyes("#241a1a", 0.045);
      break;
    case "hat":
      s.ball([x + 0.06, 0, z - 0.05], 0.28, outfit.skin);
      if (outfit.hair?.style !== 0) sculptBeard(s, outfit.hair?.colour ?? "#e8dfd0", x, z);
      for (let n = 0; n < 12; n++) {
        const from = (n / 12) * Math.PI * 2;
        const to = ((n + 1) / 12) * Math.PI * 2;
        s.limb(
          [x - 0.12 + Math.cos(from) * 0.34, Math.sin(from) * 0.38, z + 0.18 - Math.cos(from) * 0.06],
          [x - 0.12 + Math.cos(to) * 0.34, Math.sin(to) * 0.38, z + 0.18 - Math.cos(to) * 0.06],
          0.13,
          outfit.dark,
        );
      }
      for (let n = 0; n < 6; n++) s.ball([x - 0.12 - n * n * 0.016, 0, z + 0.24 + n * 0.13], 0.27 - n * 0.042, outfit.main);
      s.ball([x + 0.14, 0, z + 0.3], 0.06, GOLD, true);
      eyes("#1c1a2c", 0.05);
      break;
    case "antlers":
      s.ball([x + 0.04, 0, z - 0.02], 0.28, outfit.skin);
      s.ball([x - 0.07, 0, z + 0.06], 0.31, outfit.dark);
      for (const side of [1, -1]) {
        s.limb([x - 0.05, side * 0.2, z + 0.3], [x - 0.1, side * 0.38, z + 0.58], 0.07, "#a98556");
        s.limb([x - 0.08, side * 0.32, z + 0.47], [x + 0.06, side * 0.44, z + 0.58], 0.05, "#a98556");
        s.ball([x - 0.1, side * 0.4, z + 0.62], 0.08, outfit.light);
      }
      eyes("#1a2a18", 0.05);
      break;
    case "hood":
      s.ball([x + 0.05, 0, z - 0.03], 0.26, outfit.skin);
      s.ball([x - 0.06, 0, z + 0.05], 0.31, outfit.main);
      s.ball([x - 0.26, 0, z + 0.02], 0.14, outfit.main);
      eyes("#201a16", 0.045);
      break;
    case "mask":
      s.ball([x + 0.04, 0, z], 0.28, outfit.skin);
      s.ball([x - 0.06, 0, z + 0.1], 0.3, "#3a2a20");
      s.limb([x + 0.24, 0.14, z - 0.12], [x + 0.24, -0.14, z - 0.12], 0.2, outfit.light);
      eyes("#201410", 0.045);
      break;
    case "skull":
      s.ball([x + 0.05, 0, z], 0.28, "#e6dcc2");
      s.ball([x - 0.08, 0, z + 0.06], 0.29, outfit.dark);
      for (let n = -2; n <= 2; n++)
        s.limb([x - 0.12, n * 0.12, z + 0.24], [x - 0.2, n * 0.2, z + 0.62 - Math.abs(n) * 0.06], 0.08, n % 2 ? outfit.light : "#c8503a");
      s.ball([x + 0.28, 0.11, z + 0.02], 0.075, "#120c10", true).ball([x + 0.28, -0.11, z + 0.02], 0.075, "#120c10", true);
      s.ball([x + 0.31, 0.11, z + 0.02], 0.03, "#8cff9a", true).ball([x + 0.31, -0.11, z + 0.02], 0.03, "#8cff9a", true);
      break;
  }
}

function sculptBeard(s: Sculptor, colour: string, x: number, z: number): void {
  s.ball([x - 0.1, 0, z - 0.02], 0.27, colour);
  for (const side of [1, -1]) s.limb([x + 0.24, side * 0.06, z - 0.2], [x + 0.22, 0, z - 0.42], 0.16, colour);
}

/** What shows of it below and behind whatever is worn on the head. */
function sculptHair(s: Sculptor, { style, colour }: { style: number; colour: string }, x: number, z: number): void {
  if (style === 0) return;
  s.ball([x - 0.12, 0, z - 0.04], 0.285, colour);
  const dark = shade(colour, -0.2);
  switch (style) {
    case 2:
      for (const side of [1, -1]) s.ball([x - 0.02, side * 0.19, z - 0.07], 0.17, colour);
      break;
    case 3:
      for (const side of [1, -1]) s.limb([x - 0.1, side * 0.2, z - 0.05], [x - 0.14, side * 0.27, z - 0.52], 0.19, colour);
      s.limb([x - 0.2, 0, z], [x - 0.27, 0, z - 0.58], 0.32, dark);
      break;
    case 4:
      s.ball([x - 0.36, 0, z + 0.14], 0.15, colour).ball([x - 0.27, 0, z + 0.1], 0.08, dark);
      break;
    case 5:
      for (const side of [1, -1])
        for (let n = 0; n < 4; n++)
          s.ball([x + 0.06 + n * 0.02, side * (0.26 + n * 0.01), z - 0.1 - n * 0.14], 0.1 - n * 0.008, n % 2 ? dark : colour);
      break;
  }
}

function hold(s: Sculptor, outfit: Outfit, m: Motion, right: Point3, left: Point3): void {
  const blow = m.strike < 1 ? m.strike : -1;
  // the blade points up at rest, and sweeps forward in a blow
  const angle = blow < 0 ? 1.15 : 2.1 - blow * 2.6;
  const tip = (length: number): Point3 => [
    right[0] + Math.cos(angle) * length,
    right[1] + (blow < 0 ? -0.08 : blow * 0.3),
    right[2] + Math.sin(angle) * length,
  ];
  switch (outfit.hands) {
    case "sword_shield":
      s.limb(right, tip(0.95), 0.11, STEEL);
      s.limb([right[0], right[1] - 0.14, right[2] + 0.1], [right[0], right[1] + 0.14, right[2] + 0.1], 0.09, GOLD);
      s.ball([left[0] + 0.12, left[1], left[2]], 0.36, outfit.dark)
        .ball([left[0] + 0.2, left[1] + 0.02, left[2]], 0.27, outfit.light)
        .ball([left[0] + 0.3, left[1] + 0.03, left[2]], 0.1, STEEL);
      break;
    case "greatsword":
      s.limb(right, tip(1.5), 0.17, STEEL);
      s.limb([right[0], right[1] - 0.2, right[2] + 0.12], [right[0], right[1] + 0.2, right[2] + 0.12], 0.11, GOLD);
      break;
    case "staff":
    case "crook":
    case "totem": {
      const top: Point3 = blow < 0 ? [right[0] + 0.1, right[1], right[2] + 0.95] : tip(1);
      const foot: Point3 =
        blow < 0 ? [right[0] - 0.05, right[1], Math.max(0, right[2] - 0.85)] : [right[0] - 0.3, right[1], right[2] - 0.2];
      s.limb(foot, top, 0.09, WOOD);
      if (outfit.hands === "staff") {
        s.ball(top, 0.16, m.casting ? m.glow : outfit.light).ball(top, 0.09, "#ffffff", true);
      } else if (outfit.hands === "crook") {
        for (let n = 0; n < 5; n++)
          s.ball([top[0] + Math.sin(n * 0.8) * 0.17, top[1], top[2] + 0.12 - Math.cos(n * 0.8) * 0.15], 0.065, WOOD);
        s.ball([top[0] + 0.06, top[1], top[2] + 0.1], 0.09, m.casting ? m.glow : outfit.light, true);
      } else {
        s.ball(top, 0.17, "#e6dcc2")
          .ball([top[0] + 0.14, top[1] + 0.06, top[2]], 0.04, "#241a14", true)
          .ball([top[0] + 0.14, top[1] - 0.06, top[2]], 0.04, "#241a14", true);
        s.limb(top, [top[0] - 0.1, top[1] + 0.2, top[2] - 0.25], 0.06, outfit.light);
      }
      break;
    }
    case "daggers":
      s.limb(right, tip(0.5), 0.09, STEEL);
      s.limb(left, [left[0] + 0.35, left[1] - 0.04, left[2] + 0.28], 0.08, STEEL);
      break;
    case "bow": {
      const grip = left;
      let before: Point3 = [grip[0] - 0.2, grip[1], grip[2] + 0.62];
      for (let n = 1; n <= 6; n++) {
        const t = n / 6;
        const next: Point3 = [grip[0] - 0.2 + Math.sin(t * Math.PI) * 0.3, grip[1], grip[2] + 0.62 - t * 1.24];
        s.limb(before, next, 0.08, WOOD);
        before = next;
      }
      s.limb([grip[0] - 0.2, grip[1], grip[2] + 0.6], [grip[0] - (m.casting ? 0.5 : 0.2), grip[1], grip[2]], 0.025, "#efe8d8");
      s.limb([grip[0] - (m.casting ? 0.5 : 0.2), grip[1], grip[2]], [grip[0] - 0.2, grip[1], grip[2] - 0.6], 0.025, "#efe8d8");
      break;
    }
  }
}
