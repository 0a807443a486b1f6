import { Cell, type CollisionMap } from "#shared/rules/collision.ts";
import { cutBox } from "./raster.ts";

/** What a closed door is to bodies and to sight. */
const CLOSED = Cell.SOLID | Cell.OPAQUE;

/** Opens or closes a door in a map: the server's when it happens, a client's when it is told. @param box [x, y, width, height], m */
export function setDoor(map: CollisionMap, box: readonly [number, number, number, number], open: boolean): void {
  cutBox(map, box, open ? 0 : CLOSED, CLOSED);
}
