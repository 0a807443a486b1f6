import { el, fill, setText } from "../dom.ts";
import type { Api } from "../net/api.ts";

/** What is stored about the account: to be had, and to be taken away. `gone`: the account is logged out and waits to be erased. */
export function accountData(api: Api, gone: () => void): HTMLElement {
  const problem = el("p", { class: "problem", role: "alert", "data-testid": "data-problem" });
  const deletion = el("div", {});
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    setText(problem, "");
    try {
      await act();
    } catch (error) {
      setText(problem, (error as Error).message);
    }
  };
  const show = async () => {
    const { deletesAt } = await api.account();
    fill(deletion, ...(deletesAt === null ? askForDeletion() : offerToStay(deletesAt)));
  };
  const offerToStay = (deletesAt: string) => [
    el(
      "p",
      { "data-testid": "deletes-at" },
      `This account and its characters will be erased on ${new Date(deletesAt).toLocaleDateString()}.`,
    ),
    el(
      "button",
      {
        type: "button",
        class: "primary",
        "data-testid": "keep-account",
        onclick: () =>
          void attempt(async () => {
            await api.keepAccount();
            await show();
          }),
      },
      "Keep it",
    ),
  ];
  const askForDeletion = () => {
    const password = el("input", {
      type: "password",
      autocomplete: "current-password",
      placeholder: "your password",
      "data-testid": "delete-password",
    });
    const submit = el("button", { type: "submit", class: "quiet", "data-testid": "delete-account" }, "Delete this account");
    const go = (event: Event) => {
      event.preventDefault();
      void attempt(async () => {
        await api.deleteAccount(password.value || undefined);
        gone();
      });
    };
    return [
      el(
        "p",
        { class: "hint" },
        "Deleting logs you out everywhere. For 14 days you may come back and keep the account; then everything is erased.",
      ),
      el("form", { class: "row", onsubmit: go, "aria-label": "Delete this account" }, password, submit),
    ];
  };
  const download = el(
    "button",
    {
      type: "button",
      class: "quiet",
      "data-testid": "export",
      onclick: () => void attempt(async () => save(await api.everythingStored())),
    },
    "Download everything that is stored about you",
  );
  void attempt(show);
  return el(
    "details",
    { class: "account-data" },
    el("summary", { "data-testid": "account-data" }, "Your data"),
    download,
    deletion,
    problem,
  );
}

function save(everything: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(everything, null, 2)], { type: "application/json" }));
  const link = el("a", { href: url, download: "my-account.json" });
  link.click();
  URL.revokeObjectURL(url);
}
