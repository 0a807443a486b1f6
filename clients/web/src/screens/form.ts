import { el, setText } from "../dom.ts";

type Kind = "email" | "password" | "new-password" | "code";

const FIELDS = {
  email: { type: "email", name: "email", autocomplete: "username", placeholder: "you@example.com" },
  password: { type: "password", name: "password", autocomplete: "current-password", minLength: 8, placeholder: "at least 8 characters" },
  "new-password": { type: "password", name: "password", autocomplete: "new-password", minLength: 8, placeholder: "at least 8 characters" },
  code: { type: "text", name: "code", autocomplete: "one-time-code", maxLength: 16, placeholder: "123456" },
} as const;

export function input(kind: Kind, testId: string): HTMLInputElement {
  return el("input", { ...FIELDS[kind], required: true, "data-testid": testId });
}

/** Where a form says what went wrong. */
export function problemLine(text = ""): HTMLElement {
  return el("p", { class: "problem", role: "alert", "data-testid": "problem" }, text);
}

export function quiet(label: string, testId: string, act: () => void): HTMLButtonElement {
  return el("button", { type: "button", class: "quiet", "data-testid": testId, onclick: act }, label);
}

/** Does what a button asks for and shows why it failed; the button rests meanwhile. */
export async function attempt(button: HTMLButtonElement, problem: HTMLElement, act: () => Promise<void>): Promise<void> {
  button.disabled = true;
  setText(problem, "");
  try {
    await act();
  } catch (error) {
    setText(problem, (error as Error).message);
  } finally {
    button.disabled = false;
  }
}

export interface FormParts {
  label: string;
  children: (Node | null)[];
  submit: string;
  act: () => Promise<void>;
  /** Another way, below the button. */
  other?: HTMLElement;
}

/** A card with fields, a line for what went wrong, and one button. */
export function form({ label, children, submit, act, other }: FormParts): HTMLFormElement {
  const problem = problemLine();
  const button = el("button", { type: "submit", class: "primary", "data-testid": "submit" }, submit);
  const onsubmit = (event: Event) => {
    event.preventDefault();
    void attempt(button, problem, act);
  };
  return el("form", { class: "card", onsubmit, "aria-label": label }, ...children, problem, button, other);
}
