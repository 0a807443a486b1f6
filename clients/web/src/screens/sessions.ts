import { el, fill, setText } from "../dom.ts";
import type { Api, SessionView } from "../net/api.ts";
import { accountData } from "./account-data.ts";

const MINUTE_MS = 60_000;

/** The way to the list of log-ins, for the corner of a screen. */
export function sessionsEntry(api: Api, loggedOut: () => void): HTMLElement {
  const open = () => document.body.append(sessionsDialog(api, loggedOut));
  return el("button", { type: "button", class: "quiet", "data-testid": "sessions-open", onclick: open }, "Your devices");
}

/** Where the account is logged in: name a device, log it out. Removes itself when it is closed. */
function sessionsDialog(api: Api, loggedOut: () => void): HTMLElement {
  const dialog = el("dialog", { class: "card sessions", "aria-label": "Your devices", "data-testid": "sessions" });
  const list = el("ul", {});
  const problem = el("p", { class: "problem", role: "alert" });
  const others = el("button", { type: "button", class: "primary", "data-testid": "sessions-end-others" }, "Log out everywhere else");

  /** Does something about the sessions, then shows what has become of them. */
  const attempt = async (act?: () => Promise<unknown>): Promise<void> => {
    setText(problem, "");
    try {
      await act?.();
      if (api.loggedIn) show(await api.sessions());
    } catch (error) {
      setText(problem, (error as Error).message);
    }
    // ended from another device meanwhile
    if (!api.loggedIn) dialog.close();
  };
  const show = (sessions: SessionView[]) => {
    others.disabled = sessions.length < 2;
    fill(list, ...sessions.map((session) => item(session)));
  };
  const item = (session: SessionView): HTMLElement => {
    const name = el("input", {
      type: "text",
      value: session.name ?? "",
      placeholder: session.device,
      maxLength: 64,
      "aria-label": `Name of ${session.device}`,
      onchange: () => void attempt(() => api.nameSession(session.id, name.value.trim() || null)),
    });
    const end = el(
      "button",
      {
        type: "button",
        class: "quiet",
        "data-testid": "session-end",
        "aria-label": `Log out ${session.name ?? session.device}`,
        onclick: () => void attempt(() => api.endSession(session.id)),
      },
      "Log out",
    );
    return el(
      "li",
      { class: session.current ? "session current" : "session", "data-testid": "session" },
      el("div", {}, name, el("p", {}, `${session.device} · ${session.address} · ${session.current ? "here" : ago(session.lastUsedAt)}`)),
      !session.current && end,
    );
  };

  others.addEventListener("click", () => void attempt(() => api.endOtherSessions()));
  dialog.append(
    el(
      "header",
      {},
      el("h2", {}, "Your devices"),
      el(
        "button",
        { type: "button", class: "close", "aria-label": "Close", "data-testid": "sessions-close", onclick: () => dialog.close() },
        "×",
      ),
    ),
    el("p", { class: "hint" }, "Whatever you log out here ends at once, also in the world. Your character is saved."),
    list,
    problem,
    others,
    accountData(api, () => dialog.close()),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (!api.loggedIn) loggedOut();
  });
  queueMicrotask(() => dialog.showModal());
  void attempt();
  return dialog;
}

/** Tokens are renewed every few minutes: what is newer than that is in use. */
function ago(time: string): string {
  const minutes = Math.floor((Date.now() - Date.parse(time)) / MINUTE_MS);
  if (minutes < 15) return "in use now";
  if (minutes < 120) return `last used ${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `last used ${hours} hours ago` : `last used ${Math.floor(hours / 24)} days ago`;
}
