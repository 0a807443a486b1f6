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
