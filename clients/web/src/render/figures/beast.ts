import { shade } from "../colour.ts";
import type { Motion } from "./humanoid.ts";
import type { Point3, Sculptor } from "./sculptor.ts";

export interface Hide {
  body: string;
  back: string;
  belly: string;
}

/** Four legs in the trot: opposite ones together. */
function legs(s: Sculptor, m: Motion, front: number, rear: number, apart: number, hip: number, width: number, colour: string): void {
  const gait = m.stride * 2.6;
  const run = Math.min(1, m.speed / 3);
  for (const [n, [x, side]] of (
    [
      [front, 1],
      [front, -1],
      [rear, -1],
      [rear, 1],
    ] as const
  ).entries()) {
    const phase = gait + (n % 2) * Math.PI;
    const step = Math.sin(phase) * 0.26 * run;
    const lift = Math.max(0, Math.cos(phase)) * 0.14 * run;
    s.limb([x, side * apart, hip], [x + step * 0.4, side * apart, hip * 0.5 + lift], width, colour);
    s.limb([x + step * 0.4, side * apart, hip * 0.5 + lift], [x + step, side * apart, 0.07 + lift], width * 0.8, shade(colour, -0.25));
  }
}

export function sculptWolf(s: Sculptor, hide: Hide, m: Motion): void {
  const run = Math.min(1, m.speed / 4);
  const bob = Math.sin(m.stride * 2.6) * 0.05 * run;
  const snap = m.strike < 1 ? Math.sin(m.strike * Math.PI) : 0;
  legs(s, m, 0.42, -0.42, 0.17, 0.55, 0.17, hide.body);
  s.limb([-0.45, 0, 0.66 + bob], [0.4, 0, 0.72 + bob], 0.44, hide.body);
  s.limb([-0.4, 0, 0.8 + bob], [0.42, 0, 0.9 + bob], 0.24, hide.back);
  s.ball([0.42, 0, 0.74 + bob], 0.27, hide.body);
  const wag = Math.sin(m.nowMs / 210) * 0.1;
  s.limb([-0.52, 0, 0.74 + bob], [-0.86, wag, 0.62 + bob], 0.17, hide.back).limb(
    [-0.86, wag, 0.62 + bob],
    [-1.08, wag * 1.6, 0.5 + bob],
    0.12,
    hide.belly,
  );
  const x = 0.74 + snap * 0.28;
  const z = 0.94 + bob - snap * 0.1;
  s.limb([0.44, 0, 0.82 + bob], [x - 0.08, 0, z - 0.02], 0.28, hide.body);
  s.ball([x, 0, z], 0.22, hide.body);
  s.limb([x + 0.1, 0, z - 0.05], [x + 0.36, 0, z - 0.08], 0.17, hide.belly);
  s.limb([x + 0.1, 0, z - 0.13], [x + 0.3, 0, z - 0.17 - snap * 0.1], 0.1, hide.belly);
  s.ball([x + 0.45, 0, z - 0.05], 0.06, "#17120f");
  for (const side of [1, -1]) {
    s.limb([x - 0.06, side * 0.12, z + 0.14], [x - 0.1, side * 0.17, z + 0.34], 0.11, hide.back);
    s.ball([x + 0.16, side * 0.12, z + 0.06], 0.045, "#ffd24a", true);
  }
}

export function sculptBoar(s: Sculptor, hide: Hide, m: Motion): void {
  const run = Math.min(1, m.speed / 4);
  const bob = Math.abs(Math.sin(m.stride * 2.6)) * 0.05 * run;
  const gore = m.strike < 1 ? Math.sin(m.strike * Math.PI) : 0;
  legs(s, m, 0.34, -0.38, 0.2, 0.42, 0.18, shade(hide.body, -0.2));
  s.ball([-0.32, 0, 0.62 + bob], 0.4, hide.body).ball([0.08, 0, 0.68 + bob], 0.45, hide.body);
  for (let n = 0; n < 6; n++) s.limb([-0.5 + n * 0.17, 0, 0.98 + bob], [-0.58 + n * 0.17, 0, 1.16 + bob + (n % 2) * 0.06], 0.08, hide.back);
  const x = 0.5 + gore * 0.18;
  const z = 0.58 + bob + gore * 0.12;
  s.ball([x, 0, z], 0.31, hide.body);
  s.limb([x + 0.14, 0, z - 0.06], [x + 0.38, 0, z - 0.1], 0.26, hide.belly);
  s.ball([x + 0.5, 0, z - 0.09], 0.12, "#d99a8c");
  for (const side of [1, -1]) {
    s.limb([x + 0.3, side * 0.16, z - 0.12], [x + 0.44, side * 0.25, z + 0.1], 0.075, "#f4ecd2");
    s.limb([x - 0.06, side * 0.2, z + 0.2], [x - 0.14, side * 0.3, z + 0.34], 0.12, hide.back);
    s.ball([x + 0.2, side * 0.18, z + 0.08], 0.045, "#1a0f0c", true);
  }
  s.limb([-0.68, 0, 0.7 + bob], [-0.82, Math.sin(m.nowMs / 160) * 0.08, 0.82 + bob], 0.06, hide.back);
}

export function sculptSpider(s: Sculptor, hide: Hide, m: Motion): void {
  const run = Math.min(1, m.speed / 2);
  const lunge = m.strike < 1 ? Math.sin(m.strike * Math.PI) * 0.25 : 0;
  for (const side of [1, -1]) {
    for (let n = 0; n < 4; n++) {
      const phase = m.stride * 3.4 + n * 1.7 + (side > 0 ? 0 : Math.PI);
      const reach = 0.5 - n * 0.36 + Math.sin(phase) * 0.18 * run;
      const lift = Math.max(0, Math.cos(phase)) * 0.2 * run;
      const knee: Point3 = [reach * 0.6 + 0.05, side * 0.5, 0.72 + lift];
      s.limb([0.12 - n * 0.1, side * 0.12, 0.42], knee, 0.1, hide.back);
      s.limb(knee, [reach, side * 0.92, 0.03 + lift * 0.4], 0.075, hide.body);
    }
  }
  s.ball([-0.42, 0, 0.52 + Math.sin(m.nowMs / 500) * 0.02], 0.4, hide.body);
  s.ball([-0.52, 0, 0.7], 0.2, hide.back).ball([-0.34, 0, 0.82], 0.09, hide.belly);
  s.ball([0.1 + lunge, 0, 0.42], 0.25, hide.back);
  for (const side of [1, -1]) {
    s.limb([0.28 + lunge, side * 0.09, 0.36], [0.42 + lunge, side * 0.06, 0.2], 0.08, "#e8e0c8");
    for (let n = 0; n < 2; n++) s.ball([0.3 + lunge - n * 0.03, side * (0.06 + n * 0.08), 0.47 + n * 0.06], 0.042, "#ff5a4a", true);
  }
}

export function sculptGolem(s: Sculptor, hide: Hide, m: Motion): void {
  const gait = m.stride * 1.4;
  const run = Math.min(1, m.speed / 2);
  const swing = Math.sin(gait) * run;
  const glow = `rgba(120,220,255,${0.75 + Math.sin(m.nowMs / 300) * 0.25})`;
  for (const side of [1, -1]) {
    const step = swing * side * 0.3;
    s.limb([0, side * 0.34, 0.8], [step, side * 0.36, 0.24], 0.44, hide.back).ball([step + 0.08, side * 0.36, 0.2], 0.27, hide.body);
  }
  s.ball([0, 0, 1.06], 0.52, hide.body).ball([0.06, 0, 1.56], 0.66, hide.body).ball([-0.2, 0.1, 1.82], 0.36, hide.belly);
  s.ball([0.54, 0, 1.5], 0.16, glow, true);
  const raise = m.casting ? 1.1 : m.strike < 1 ? Math.sin(m.strike * Math.PI) * 0.8 : 0;
  for (const side of [1, -1]) {
    const hand: Point3 = [0.3 - swing * side * 0.25 + raise * 0.5, side * 0.86, 0.8 + raise];
    s.ball([0.02, side * 0.7, 1.72], 0.34, hide.back);
    s.limb([0.02, side * 0.74, 1.6], hand, 0.36, hide.body).ball(hand, 0.31, hide.back);
  }
  s.ball([0.24, 0, 2.1], 0.3, hide.back);
  s.ball([0.5, 0.11, 2.12], 0.06, glow, true).ball([0.5, -0.11, 2.12], 0.06, glow, true);
}

export function sculptWraith(s: Sculptor, hide: Hide, m: Motion, crown: boolean): void {
  const float = 0.34 + Math.sin(m.nowMs / 420) * 0.09;
  const speed = Math.min(1, m.speed / 3);
  // rags that thin out towards the ground and trail behind
  for (let n = 0; n < 7; n++) {
    const side = (n / 6 - 0.5) * 0.62;
    const sway = Math.sin(m.nowMs / 230 + n * 1.7) * 0.09;
    s.limb(
      [-0.02, side, float + 0.72],
      [-0.12 - speed * 0.3 + sway, side * 1.25 + sway, float + 0.1 + (n % 2) * 0.14],
      0.17,
      n % 2 ? hide.back : hide.body,
    );
    s.limb(
      [-0.12 - speed * 0.3 + sway, side * 1.25 + sway, float + 0.1 + (n % 2) * 0.14],
      [-0.22 - speed * 0.5 + sway * 1.6, side * 1.3 + sway, float - 0.16 + (n % 2) * 0.16],
      0.07,
      hide.back,
    );
  }
  s.limb([0, 0, float + 0.62], [0, 0, float + 1.1], 0.52, hide.body);
  s.limb([-0.02, 0.3, float + 1.14], [-0.02, -0.3, float + 1.14], 0.34, hide.back);
  const reach = m.strike < 1 ? Math.sin(m.strike * Math.PI) * 0.42 : m.casting ? 0.3 : 0;
  for (const side of [1, -1]) {
    const elbow: Point3 = [0.2 + reach * 0.4, side * 0.5, float + 0.92 + reach * 0.5];
    const hand: Point3 = [
      0.58 + reach * 0.8,
      side * (0.36 - reach * 0.3),
      float + 1.02 + reach * 0.5 + Math.sin(m.nowMs / 300 + side) * 0.04,
    ];
    s.limb([0, side * 0.34, float + 1.12], elbow, 0.22, hide.body).limb(elbow, hand, 0.2, hide.body);
    // the sleeve hangs down
    s.limb([hand[0] - 0.1, hand[1], hand[2] - 0.04], [hand[0] - 0.16, hand[1], hand[2] - 0.34], 0.12, hide.back);
    for (let f = -1; f <= 1; f++) s.limb(hand, [hand[0] + 0.2, hand[1] + f * 0.08, hand[2] - 0.03], 0.045, "#d9f2e8");
    if (m.casting) s.ball([hand[0] + 0.16, hand[1], hand[2] + 0.1], 0.12, m.glow, true);
  }
  const z = float + 1.5;
  s.ball([-0.02, 0, z], 0.31, hide.body);
  s.limb([-0.1, 0, z + 0.16], [-0.34, 0, z + 0.3], 0.24, hide.body);
  s.ball([0.13, 0, z - 0.05], 0.22, "#07060c");
  s.ball([0.34, 0.085, z - 0.01], 0.06, "#7dffe0", true).ball([0.34, -0.085, z - 0.01], 0.06, "#7dffe0", true);
  if (crown)
    for (let n = 0; n < 7; n++)
      s.limb(
        [Math.cos(n * 0.9) * 0.27 - 0.02, Math.sin(n * 0.9) * 0.27, z + 0.22],
        [Math.cos(n * 0.9) * 0.33 - 0.02, Math.sin(n * 0.9) * 0.33, z + 0.48],
        0.08,
        "#e2b650",
      );
}
