import type { ByteReader, ByteWriter } from "#shared/primitives/bytes.ts";
import type { EntityId } from "#shared/primitives/entity-id.ts";
import { ActionKind } from "./codes.ts";

/** What a player does besides walking. Positions are wire steps (quantize.ts). */
export type Action =
  /** `slot`: index into the class's abilities. `target` NOBODY and the aim point count as the ability asks. */
  | { kind: typeof ActionKind.USE_ABILITY; slot: number; target: EntityId; aimX: number; aimY: number }
  | { kind: typeof ActionKind.SET_TARGET; target: EntityId }
  /** Loot, talk, use: whatever the entity offers. */
  | { kind: typeof ActionKind.INTERACT; target: EntityId }
  /** Leave the corpse, come back at the respawn point. */
  | { kind: typeof ActionKind.RELEASE }
  | { kind: typeof ActionKind.CANCEL_CAST }
  /** Uses up one of these; `item`: code of its template in the content. */
  | { kind: typeof ActionKind.USE_ITEM; item: number }
  /** From the way stone he stands at to another; `to`: its code in the content. */
  | { kind: typeof ActionKind.TRAVEL; to: number }
  /** Gets off what he rides. */
  | { kind: typeof ActionKind.DISMOUNT }
  /** Fight other players who want it too, or no longer. */
  | { kind: typeof ActionKind.PVP_FLAG; on: boolean }
  /** `what`: a DuelAction. The target counts for a challenge. */
  | { kind: typeof ActionKind.DUEL; what: number; target: EntityId }
  | { kind: typeof ActionKind.ANSWER_RESURRECTION; accept: boolean };

/** Longest action, bytes. */
export const MAX_ACTION_SIZE = 10;

export function writeAction(w: ByteWriter, action: Action): void {
  w.u8(action.kind);
  switch (action.kind) {
    case ActionKind.USE_ABILITY:
      w.u8(action.slot).u32(action.target).u16(action.aimX).u16(action.aimY);
      break;
    case ActionKind.SET_TARGET:
    case ActionKind.INTERACT:
      w.u32(action.target);
      break;
    case ActionKind.RELEASE:
    case ActionKind.CANCEL_CAST:
    case ActionKind.DISMOUNT:
      break;
    case ActionKind.USE_ITEM:
      w.u16(action.item);
      break;
    case ActionKind.TRAVEL:
      w.u16(action.to);
      break;
    case ActionKind.PVP_FLAG:
      w.u8(action.on ? 1 : 0);
      break;
    case ActionKind.DUEL:
      w.u8(action.what).u32(action.target);
      break;
    case ActionKind.ANSWER_RESURRECTION:
      w.u8(action.accept ? 1 : 0);
      break;
  }
}

/** The action, or null when the bytes are none: unknown kind, too short or too long. */
export function readAction(r: ByteReader): Action | null {
  if (r.remaining < 1) return null;
  const kind = r.u8();
  switch (kind) {
    case ActionKind.USE_ABILITY:
      return r.remaining === 9 ? { kind, slot: r.u8(), target: r.u32(), aimX: r.u16(), aimY: r.u16() } : null;
    case ActionKind.SET_TARGET:
    case ActionKind.INTERACT:
      return r.remaining === 4 ? { kind, target: r.u32() } : null;
    case ActionKind.RELEASE:
    case ActionKind.CANCEL_CAST:
    case ActionKind.DISMOUNT:
      return r.remaining === 0 ? { kind } : null;
    case ActionKind.USE_ITEM:
      return r.remaining === 2 ? { kind, item: r.u16() } : null;
    case ActionKind.TRAVEL:
      return r.remaining === 2 ? { kind, to: r.u16() } : null;
    case ActionKind.PVP_FLAG:
      return r.remaining === 1 ? { kind, on: r.u8() !== 0 } : null;
    case ActionKind.DUEL:
      return r.remaining === 5 ? { kind, what: r.u8(), target: r.u32() } : null;
    case ActionKind.ANSWER_RESURRECTION:
      return r.remaining === 1 ? { kind, accept: r.u8() !== 0 } : null;
    default:
      return null;
  }
}
