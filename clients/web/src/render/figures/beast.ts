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
  s.limb([-0.52, 0, 0.74 + bob], [-0.86, wag, 0.62 + bob], 0.17, hide.back).limb([-0.86, wag, 0.62 + bob], [-1.08, wag * 1.6, 0.5 + bob], 0.12, hide.belly);
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
  const float = 0.28 + Math.sin(m.nowMs / 420) * 0.08;
  const drift = Math.sin(m.nowMs / 260) * 0.08;
  for (let n = 0; n < 5; n++) {
    const t = n / 4;
    s.ball([-0.12 - t * 0.12 * Math.min(1, m.speed), drift * (1 - t), float + t * 0.85], 0.16 + t * 0.2, n < 2 ? hide.back : hide.body);
  }
  s.limb([-0.02, 0.3, float + 1], [-0.02, -0.3, float + 1], 0.42, hide.body);
  const reach = m.strike < 1 ? Math.sin(m.strike * Math.PI) * 0.4 : m.casting ? 0.35 : 0;
  for (const side of [1, -1]) {
    const hand: Point3 = [0.46 + reach, side * (0.4 - reach * 0.3), float + 0.82 + reach * 0.5];
    s.limb([0, side * 0.36, float + 1.04], hand, 0.2, hide.body).ball(hand, 0.09, "#cfe8e0");
    if (m.casting) s.ball([hand[0] + 0.1, hand[1], hand[2] + 0.1], 0.12, m.glow, true);
  }
  const z = float + 1.42;
  s.ball([0, 0, z], 0.32, hide.body).ball([0.12, 0, z - 0.04], 0.23, "#0c0a14");
  s.ball([0.34, 0.09, z], 0.055, "#7dffe0", true).ball([0.34, -0.09, z], 0.055, "#7dffe0", true);
  if (crown) for (let n = 0; n < 7; n++) s.limb([Math.cos(n * 0.9) * 0.26, Math.sin(n * 0.9) * 0.26, z + 0.24], [Math.cos(n * 0.9) * 0.32, Math.sin(n * 0.9) * 0.32, z + 0.48], 0.08, "#e2b650");
}
