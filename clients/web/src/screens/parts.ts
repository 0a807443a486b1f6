import { setText } from "../dom.ts";
import type { Lexicon } from "../game/lexicon.ts";
import type { Api, CharacterView } from "../net/api.ts";

export interface CharacterScreenParts {
  api: Api;
  lexicon: Lexicon;
  /** Shown once, e.g. why the last visit ended. */
  notice?: string;
  play(character: CharacterView): Promise<void>;
  logout(): void;
}

/** Runs what a button asks for, shows why it failed. */
export async function enter(button: HTMLButtonElement, problem: HTMLElement, run: () => Promise<void>): Promise<void> {
  button.disabled = true;
  setText(problem, "");
  try {
    await run();
  } catch (error) {
    setText(problem, (error as Error).message);
  } finally {
    button.disabled = false;
  }
}
