import { ERRORS, type ErrorCode } from "#shared/protocol/codes.ts";
import { el, fill } from "./dom.ts";
import { Lexicon } from "./game/lexicon.ts";
import { Visit } from "./game/visit.ts";
import { Api, type CharacterView, isKeptOut } from "./net/api.ts";
import { characterScreen } from "./screens/characters.ts";
import { Entrance } from "./net/ways-in.ts";
import { accountEntry } from "./screens/account.ts";
import { loginScreen } from "./screens/login.ts";
import { recoverScreen, verifyScreen } from "./screens/mailed.ts";
import { sessionsEntry } from "./screens/sessions.ts";

declare global {
  interface Window {
    /** For tests and the curious: a copy of what the page knows. */
    game: { readonly state: Record<string, unknown> | null; breakConnection(): void };
  }
}

const root = document.getElementById("app") ?? document.body;
const api = new Api();
const entrance = new Entrance(api);
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

function showLogin(notice?: string): void {
  fill(root, loginScreen({ entrance, notice, done: () => void showCharacters() }));
}

function goOn(): void {
  if (api.loggedIn) void showCharacters();
  else showLogin();
}

async function showCharacters(notice?: string): Promise<void> {
  visit = null;
  fill(root, el("p", { class: "screen waiting" }, "One moment …"));
  try {
    // asked for each time: the server may have been started with other content
    lexicon = new Lexicon(await api.content());
    const screen = await characterScreen({ api, lexicon, notice, play, logout: () => void logout() });
    fill(
      root,
      screen,
      welcome(),
      el(
        "nav",
        { class: "account-bar" },
        accountEntry(api),
        sessionsEntry(api, () => showLogin()),
      ),
    );
  } catch (error) {
    if (!api.loggedIn && !isKeptOut(error)) return showLogin();
    const again = api.loggedIn ? () => void showCharacters() : () => showLogin();
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

/** What the log-in said: a greeting, and when and from where the account was used before. */
function welcome(): HTMLElement | null {
  if (!api.welcome) return null;
  const { text, last } = api.welcome;
  const before = last && `Last here ${new Date(last.at).toLocaleString()} from ${last.ip}.`;
  return el("p", { class: "welcome", "data-testid": "welcome" }, el("b", {}, text), before && ` ${before}`);
}

const PROVIDER_ERRORS: Record<string, string> = {
  refused: "The identity provider did not let you in.",
  expired: "That took too long, or began in another window. Try again.",
  unavailable: "The identity provider does not answer. Try again later.",
};

/** Links in letters and identity providers lead here with something behind the #, which is taken out of the address at once. */
function begin(): void {
  const [name, value = ""] = location.hash.slice(1).split("=");
  if (name !== "") history.replaceState(null, "", location.pathname);
  if (name === "verify") fill(root, verifyScreen(entrance, value, goOn));
  else if (name === "recover")
    fill(
      root,
      recoverScreen(entrance, value, () => void api.logout().then(() => showLogin())),
    );
  else if (name === "oidc_error") showLogin(PROVIDER_ERRORS[value] ?? PROVIDER_ERRORS.refused);
  else if (name === "oidc") void arrive(value);
  else goOn();
}

async function arrive(code: string): Promise<void> {
  try {
    const challenge = await entrance.fromProvider(code);
    if (challenge === null) return await showCharacters();
    fill(root, loginScreen({ entrance, challenge, done: () => void showCharacters() }));
  } catch (error) {
    showLogin((error as Error).message);
  }
}

begin();
