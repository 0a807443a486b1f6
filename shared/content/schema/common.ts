import { z } from "zod";
import { MAX_ZONE_SIZE_M } from "#shared/protocol/quantize.ts";

/** The name other content uses. */
export const id = z.string().regex(/^[a-z][a-z0-9_]{1,47}$/, "lower-case letters, digits and _, 2 to 48 characters, a letter first");
/** The number on the wire and in recordings: append only, never reused. */
export const code = z.int().min(1).max(65535);
export const smallCode = z.int().min(1).max(255);
export const name = z.string().min(1).max(48);
export const ms = z.int().min(0).max(86_400_000);
export const metres = z.number().min(0).max(MAX_ZONE_SIZE_M);
export const amount = z.number().min(0).max(1_000_000);
export const point = z.tuple([metres, metres]);
/** [x, y, width, height] */
export const rect = z.tuple([metres, metres, metres, metres]);
