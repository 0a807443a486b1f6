import type { EntityId } from "#shared/primitives/entity-id.ts";
import type { Action } from "#shared/protocol/action.ts";
import type { MoveInput } from "#shared/protocol/input.ts";

/** Calls that change a zone, besides inputs, actions and steps. Each tells the sink before it takes effect; a test compares this list with the class. */
export const COMMANDS = [
  "addPlayer",
  "removePlayer",
  "setHeld",
  "setDisconnected",
  "award",
  "spendPoints",
  "takeItemEffect",
  "giveItemBack",
  "grantUse",
  "discoverWaystone",
  "addDrop",
  "removeDrop",
  "setDropOwner",
  "setParty",
  "setAiDetail",
] as const;
export type CommandName = (typeof COMMANDS)[number];

/**
 * Hears of everything that is done to a simulation from outside, in order: with the seed (or a saved state) that is all a replay
 * needs. What it is given is read at once and not kept.
 */
export interface CommandSink {
  /** A step begins. */
  step(): void;
  input(id: EntityId, input: MoveInput): void;
  action(id: EntityId, action: Action): void;
  /** `args` are numbers, texts, booleans and plain objects of these. */
  call(name: CommandName, args: readonly unknown[]): void;
}
