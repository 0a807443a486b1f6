import { ERRORS, type ErrorCode } from "#shared/protocol/codes.ts";
import { el, fill } from "./dom.ts";
import { Lexicon } from "./game/lexicon.ts";
import { Visit } from "./game/visit.ts";
import { Api, type CharacterView, isKeptOut } from "./net/api.ts";
import { characterScreen } from "./screens/characters.ts";
import { loginScreen } from "./screens/login.ts";
import { sessionsEntry } from "./screens/sessions.ts";

declare global {
  interface Window {
    /** For tests and the curious: a copy of what the page knows. */
    game: { readonly state: Record<string, unknown> | null; breakConnection(): void };
  }
}

const root = document.getElementById("app") ?? document.body;
const api = new Api();
let lexicon: Lexicon | null = null;
let visit: Visit | null = null;

window.game = Object.freeze({
  get state() {
    return visit?.state ?? null;
  },
  breakConnection: () => visit?.breakConnection(),
});

api.onExpired = () => {
  if (!visit) showLogin();
};

function showLogin(): void {
  fill(
    root,
    loginScreen(api, () => void showCharacters()),
  );
}

async function showCharacters(notice?: string): Promise<void> {
  visit = null;
  fill(root, el("p", { class: "screen waiting" }, "One moment …"));
  try {
    // asked for each time: the server may have been started with other content
    lexicon = new Lexicon(await api.content());
    const screen = await characterScreen({ api, lexicon, notice, play, logout: () => void logout() });
    fill(root, screen, sessionsEntry(api, showLogin));
  } catch (error) {
    if (!api.loggedIn && !isKeptOut(error)) return showLogin();
    const again = api.loggedIn ? () => void showCharacters() : showLogin;
    fill(
      root,
      el(
        "main",
        { class: "screen waiting" },
        el("h1", {}, "That did not work"),
        el("p", { role: "alert", "data-testid": "problem" }, (error as Error).message),
        el("button", { type: "button", class: "primary", onclick: again }, api.loggedIn ? "Try again" : "Back to the log-in"),
      ),
    );
  }
}

async function logout(): Promise<void> {
  await api.logout();
  showLogin();
}

async function play(character: CharacterView): Promise<void> {
  if (!lexicon) return;
  try {
    visit = await Visit.begin(api, lexicon, character, () => void showCharacters());
  } catch (error) {
    throw new Error(inWords(error), { cause: error });
  }
  fill(root, visit.element);
}

/** A refused join says `code: sentence`; people read the sentence. */
function inWords(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = /^([a-z_]+)\b/.exec(message)?.[1];
  return code && code in ERRORS ? ERRORS[code as ErrorCode] : message || "The world cannot be reached.";
}

if (api.loggedIn) void showCharacters();
else showLogin();
