/** Full turn in radians. */
export const TAU = Math.PI * 2;

/** Any angle in radians as 0 … 65535 (65536 = one full turn, counter-clockwise from +x). */
export function angleToU16(radians: number): number {
  return Math.round((radians / TAU) * 65536) & 0xffff;
}

/** The 16-bit heading of a direction; only the ratio counts, so any unit will do. (0, 0): 0. Works it out itself: an angle handed on would be boxed. */
export function headingOf(x: number, y: number): number {
  return Math.round((Math.atan2(y, x) / TAU) * 65536) & 0xffff;
}

/** The angle of a 16-bit heading, radians in [0, 2π). */
export function u16ToAngle(heading: number): number {
  return (heading / 65536) * TAU;
}
