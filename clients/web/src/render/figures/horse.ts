import type { Motion } from "./humanoid.ts";
import type { Sculptor } from "./sculptor.ts";

const COAT = "#8a5a34";
const DARK = "#5b3a22";
const SADDLE = "#3d2a44";

/** How high its rider sits, m. */
export const SADDLE_M = 0.85;

/** A sturdy horse in the trot. */
export function sculptHorse(s: Sculptor, m: Motion): void {
  const run = Math.min(1, m.speed / 5);
  const gait = m.stride * 1.7;
  const bob = Math.sin(gait * 2) * 0.05 * run;
  for (const [n, [x, side]] of (
    [
      [0.55, 1],
      [0.55, -1],
      [-0.6, -1],
      [-0.6, 1],
    ] as const
  ).entries()) {
    const phase = gait + (n % 2) * Math.PI;
    const step = Math.sin(phase) * 0.34 * run;
    const lift = Math.max(0, Math.cos(phase)) * 0.2 * run;
    s.limb([x, side * 0.2, 0.8], [x + step * 0.4, side * 0.2, 0.42 + lift], 0.2, COAT);
    s.limb([x + step * 0.4, side * 0.2, 0.42 + lift], [x + step, side * 0.2, 0.08 + lift], 0.15, DARK);
  }
  s.limb([-0.6, 0, 0.98 + bob], [0.55, 0, 1 + bob], 0.58, COAT);
  s.limb([-0.15, 0, 1.24 + bob], [0.15, 0, 1.24 + bob], 0.34, SADDLE);
  s.limb([0.6, 0, 1.1 + bob], [1, 0, 1.62 + bob], 0.34, COAT).limb([0.62, 0, 1.35 + bob], [0.92, 0, 1.75 + bob], 0.16, DARK);
  s.limb([1, 0, 1.62 + bob], [1.32, 0, 1.5 + bob], 0.26, COAT).ball([1.36, 0, 1.48 + bob], 0.12, DARK);
  s.limb([1, 0.08, 1.74 + bob], [1, 0.1, 1.88 + bob], 0.09, COAT).limb([1, -0.08, 1.74 + bob], [1, -0.1, 1.88 + bob], 0.09, COAT);
  const wag = Math.sin(m.nowMs / 300) * 0.12;
  s.limb([-0.85, 0, 1.05 + bob], [-1.1, wag, 0.6 + bob], 0.15, DARK);
}
