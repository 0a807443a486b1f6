import { el, fill, setText } from "../dom.ts";
import { type Api, ApiError } from "../net/api.ts";

/** Register or log in. Registering logs in at once: the server answers the same for a known and a new address. */
export function loginScreen(api: Api, done: () => void): HTMLElement {
  const email = el("input", {
    type: "email",
    name: "email",
    autocomplete: "username",
    required: true,
    "data-testid": "email",
    placeholder: "you@example.com",
  });
  const password = el("input", {
    type: "password",
    name: "password",
    autocomplete: "current-password",
    required: true,
    minLength: 8,
    "data-testid": "password",
    placeholder: "at least 8 characters",
  });
  const problem = el("p", { class: "problem", role: "alert", "data-testid": "problem" });
  const submit = el("button", { type: "submit", class: "primary", "data-testid": "submit" }, "Enter");
  const modes = el("div", { class: "tabs", role: "tablist" });
  let registering = !localStorage.getItem("necp.known");

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
            render();
          },
        },
        label,
      );
    fill(modes, tab("Log in", false, "tab-login"), tab("New account", true, "tab-register"));
    setText(submit, registering ? "Create account" : "Log in");
    password.autocomplete = registering ? "new-password" : "current-password";
    setText(problem, "");
  };

  const go = async (event: Event): Promise<void> => {
    event.preventDefault();
    submit.disabled = true;
    setText(problem, "");
    try {
      if (registering) await api.register(email.value, password.value);
      await api.login(email.value, password.value);
      localStorage.setItem("necp.known", "1");
      done();
    } catch (error) {
      const taken = registering && error instanceof ApiError && error.code === "invalid_credentials";
      setText(problem, taken ? "This address may already have an account with another password. Try to log in." : (error as Error).message);
    } finally {
      submit.disabled = false;
    }
  };

  render();
  return el(
    "main",
    { class: "screen login" },
    el("h1", { class: "title" }, "Emberwatch Vale"),
    el("p", { class: "subtitle" }, "A small town, four gates, and everything that howls outside of them."),
    el(
      "form",
      { class: "card", onsubmit: (event: Event) => void go(event), "aria-label": "Account" },
      modes,
      el("label", {}, "E-mail", email),
      el("label", {}, "Password", password),
      problem,
      submit,
    ),
  );
}
