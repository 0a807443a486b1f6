import { el, fill, setText } from "../dom.ts";
import { ApiError } from "../net/api.ts";
import type { Entrance, WaysIn } from "../net/ways-in.ts";
import { attempt, form, input, problemLine, quiet } from "./form.ts";

export interface LoginParts {
  entrance: Entrance;
  /** Somebody is in. */
  done: () => void;
  /** Why one is here, e.g. what an identity provider said. */
  notice?: string | undefined;
  /** The first proof has been given; a code has to follow. */
  challenge?: string;
}

/** Everything before the list of characters: log in, register, recover, the second factor. */
export function loginScreen({ entrance, done, notice, challenge }: LoginParts): HTMLElement {
  const place = el("div", { class: "entrance" });
  const show = (...children: HTMLElement[]) => fill(place, ...children);
  const showCode = (challenge: string) => show(codeForm(entrance, challenge, done, start));
  const proceed = (challenge: string | null) => (challenge === null ? done() : showCode(challenge));
  const showMessage = (heading: string, text: string) => show(messageCard(heading, text, start));
  const showRecover = () =>
    show(
      recoverForm(entrance, start, () =>
        showMessage("Look into your mail", "If this address has an account a link is on its way. It is good for one hour."),
      ),
    );
  const start = () => show(credentialsCard({ entrance, proceed, showRecover, showMessage, notice: shownOnce() }));
  let once = notice;
  const shownOnce = () => {
    const text = once;
    once = undefined;
    return text;
  };
  if (challenge === undefined) start();
  else showCode(challenge);
  return el(
    "main",
    { class: "screen login" },
    el("h1", { class: "title" }, "Emberwatch Vale"),
    el("p", { class: "subtitle" }, "A small town, four gates, and everything that howls outside of them."),
    place,
  );
}

interface CredentialsParts {
  entrance: Entrance;
  proceed(challenge: string | null): void;
  showRecover(): void;
  showMessage(heading: string, text: string): void;
  notice: string | undefined;
}

/** Register or log in. Registering logs in at once where it may: the server answers the same for a known and a new address. */
function credentialsCard({ entrance, proceed, showRecover, showMessage, notice }: CredentialsParts): HTMLElement {
  const email = input("email", "email");
  const password = input("password", "password");
  const problem = problemLine(notice);
  const resend = quiet(
    "Send the link again",
    "resend",
    () =>
      void attempt(resend, problem, async () => {
        await entrance.resend(email.value);
        showMessage("Look into your mail", "Follow the link in it, then log in.");
      }),
  );
  const submit = el("button", { type: "submit", class: "primary", "data-testid": "submit" }, "Enter");
  const modes = el("div", { class: "tabs", role: "tablist" });
  const others = el("div", { class: "other-ways" });
  let registering = !localStorage.getItem("necp.known");
  let emailRequired = false;

  const render = () => {
    const tab = (label: string, register: boolean, testId: string) =>
      el(
        "button",
        {
          type: "button",
          role: "tab",
          "aria-selected": String(registering === register),
          class: registering === register ? "tab chosen" : "tab",
          "data-testid": testId,
          onclick: () => {
            registering = register;
            setText(problem, "");
            render();
          },
        },
        label,
      );
    fill(modes, tab("Log in", false, "tab-login"), tab("New account", true, "tab-register"));
    setText(submit, registering ? "Create account" : "Log in");
    password.autocomplete = registering ? "new-password" : "current-password";
    resend.hidden = true;
  };

  const go = async (): Promise<void> => {
    resend.hidden = true;
    if (registering) await entrance.register(email.value, password.value);
    if (registering && emailRequired) return showMessage("Look into your mail", "Follow the link in it, then log in.");
    try {
      proceed(await entrance.logIn(email.value, password.value));
    } catch (error) {
      const code = error instanceof ApiError ? error.code : "";
      resend.hidden = code !== "email_unverified";
      if (registering && code === "invalid_credentials")
        throw new Error("This address may already have an account with another password. Try to log in.", { cause: error });
      throw error;
    }
  };
  const onsubmit = (event: Event) => {
    event.preventDefault();
    void attempt(submit, problem, go);
  };

  render();
  void entrance.ways().then(
    (ways) => {
      emailRequired = ways.emailRequired;
      fill(others, ...otherWays(entrance, ways, problem, () => proceed(null)));
    },
    // the form tells it when it is used
    () => {},
  );
  return el(
    "form",
    { class: "card", onsubmit, "aria-label": "Account" },
    modes,
    el("label", {}, "E-mail", email),
    el("label", {}, "Password", password),
    problem,
    submit,
    el("div", { class: "row" }, quiet("Forgot the password?", "forgot", showRecover), resend),
    others,
  );
}

/** Besides e-mail and password. */
function otherWays(entrance: Entrance, ways: WaysIn, problem: HTMLElement, done: () => void): HTMLElement[] {
  const buttons = ways.providers.map(({ name, startUrl }) => {
    const button = el("button", { type: "button", class: "secondary", "data-testid": "provider" }, `Log in with ${name}`);
    button.addEventListener("click", () => void attempt(button, problem, () => entrance.toProvider(startUrl)));
    return button;
  });
  if (ways.guests) {
    const label = entrance.knowsGuest ? "Go on as a guest" : "Play now, without an account";
    const button = el("button", { type: "button", class: "secondary", "data-testid": "guest" }, label);
    const play = () => entrance.asGuest().then(done);
    button.addEventListener("click", () => void attempt(button, problem, play));
    buttons.push(button);
  }
  return buttons;
}

function codeForm(entrance: Entrance, challenge: string, done: () => void, back: () => void): HTMLElement {
  const code = input("code", "code");
  return form({
    label: "Second factor",
    submit: "Log in",
    children: [
      el("h2", {}, "One more step"),
      el("p", { class: "hint" }, "Enter the code that your authenticator shows, or one of your recovery codes."),
      el("label", {}, "Code", code),
    ],
    other: quiet("Back", "back", back),
    act: async () => {
      await entrance.code(challenge, code.value);
      done();
    },
  });
}

function recoverForm(entrance: Entrance, back: () => void, sent: () => void): HTMLElement {
  const email = input("email", "email");
  return form({
    label: "Recover the password",
    submit: "Send me a link",
    children: [
      el("h2", {}, "Forgot the password?"),
      el("p", { class: "hint" }, "We mail you a link with which you choose a new one."),
      el("label", {}, "E-mail", email),
    ],
    other: quiet("Back", "back", back),
    act: async () => {
      await entrance.recover(email.value);
      sent();
    },
  });
}

/** A few words and the way on. */
export function messageCard(heading: string, text: string, on: () => void): HTMLElement {
  return el(
    "div",
    { class: "card message", "data-testid": "message" },
    el("h2", {}, heading),
    el("p", { class: "hint" }, text),
    el("button", { type: "button", class: "primary", "data-testid": "continue", onclick: on }, "Continue"),
  );
}
