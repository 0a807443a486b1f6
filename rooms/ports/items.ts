/** What the tick has to ask of a character's bag. */
import type { ErrorCode } from "#shared/protocol/codes.ts";
import type { CharacterLease } from "./characters.ts";

/** Things that are used up in the world. */
export interface Consumables {
  /**
   * Takes one of these out of the bag. Committed before this resolves, and only then does it take effect: a crash between the two loses
   * the effect, never doubles the item.
   * @returns ok false: he has none, or the lease is lost; nothing was taken
   */
  consume(lease: CharacterLease, templateId: string): Promise<{ ok: true } | { ok: false; code: ErrorCode }>;
}

/** What an object takes besides being near: a key in the bag, or skill in a profession. */
export type AccessWant =
  | { readonly key: string; readonly usesUp: boolean }
  | { readonly profession: string; readonly skill: number; readonly easyAt: number };

/** Who may use what the tick cannot judge. */
export interface Access {
  /** Nothing is changed. */
  may(lease: CharacterLease, want: AccessWant): Promise<{ ok: true } | { ok: false; code: ErrorCode }>;
  /** It was used: a key that is used up goes, and a node may teach. Lost in a crash, nobody has less for it. */
  used(lease: CharacterLease, want: AccessWant): Promise<void>;
}
