import { encode } from "uqr";
import { el, fill } from "../dom.ts";
import type { Api } from "../net/api.ts";
import { form, input, quiet } from "./form.ts";

/** The way to the account's window, for the corner of a screen. */
export function accountEntry(api: Api): HTMLElement {
  return quiet("Account", "account-open", () => document.body.append(accountDialog(api)));
}

/** Password and second factor; for guests the way to a full account. Removes itself when it is closed. */
function accountDialog(api: Api): HTMLElement {
  const dialog = el("dialog", { class: "card account", "aria-label": "Account", "data-testid": "account" });
  const body = el("div", { class: "account-body" }, el("p", { class: "waiting" }, "One moment …"));
  const show = async (): Promise<void> => {
    try {
      const account = await api.account();
      const who = account.guest ? "You play as a guest." : (account.email ?? "You log in by an identity provider.");
      const state = account.guest || account.email === null ? "" : account.verified ? " · confirmed" : " · not confirmed yet";
      fill(
        body,
        el("p", { class: "hint", "data-testid": "account-who" }, `${who}${state}`),
        ...(account.guest ? [upgradeForm(api)] : [passwordForm(api), await secondFactor(api, () => void show())]),
      );
    } catch (error) {
      fill(body, el("p", { class: "problem", role: "alert" }, (error as Error).message));
    }
  };
  dialog.append(
    el(
      "header",
      {},
      el("h2", {}, "Account"),
      el(
        "button",
        { type: "button", class: "close", "aria-label": "Close", "data-testid": "account-close", onclick: () => dialog.close() },
        "×",
      ),
    ),
    body,
  );
  dialog.addEventListener("close", () => dialog.remove());
  queueMicrotask(() => dialog.showModal());
  void show();
  return dialog;
}

function upgradeForm(api: Api): HTMLElement {
  const email = input("email", "upgrade-email");
  const password = input("new-password", "upgrade-password");
  const done = el("p", { class: "done", role: "status" });
  return form({
    label: "Full account",
    submit: "Make it a full account",
    children: [
      el("h3", {}, "Keep your characters for good"),
      el("p", { class: "hint" }, "A guest lives on this device only. With an address and a password you come back from anywhere."),
      el("label", {}, "E-mail", email),
      el("label", {}, "Password", password),
      done,
    ],
    act: async () => {
      await api.call("POST /api/v1/auth/guest/upgrade", { body: { email: email.value, password: password.value } });
      done.textContent = "Look into your mail: the link in it completes your account.";
    },
  });
}

function passwordForm(api: Api): HTMLElement {
  const current = input("password", "current-password");
  const next = input("new-password", "new-password");
  const done = el("p", { class: "done", role: "status" });
  return form({
    label: "Password",
    submit: "Change the password",
    children: [el("h3", {}, "Password"), el("label", {}, "Present password", current), el("label", {}, "New password", next), done],
    act: async () => {
      done.textContent = "";
      await api.call("POST /api/v1/auth/password", { body: { currentPassword: current.value, newPassword: next.value } });
      current.value = next.value = "";
      done.textContent = "Changed. All your other sessions have ended.";
    },
  });
}

/** Switch the second factor on or off. `again`: shows what has become of it. */
async function secondFactor(api: Api, again: () => void): Promise<HTMLElement> {
  const { active, recoveryCodesLeft } = await api.call("GET /api/v1/auth/second-factor", {});
  const place = el("div", {});
  fill(place, active ? disableForm(api, recoveryCodesLeft, again) : enrolForm(api, place, again));
  return place;
}

function enrolForm(api: Api, place: HTMLElement, again: () => void): HTMLElement {
  const password = input("password", "enrol-password");
  return form({
    label: "Second factor",
    submit: "Set up a second factor",
    children: [
      el("h3", {}, "Second factor"),
      el("p", { class: "hint" }, "Logging in then also needs a code from an authenticator app on your phone."),
      el("label", {}, "Password", password),
    ],
    act: async () => {
      const enrolment = await api.call("POST /api/v1/auth/second-factor", { body: { password: password.value } });
      fill(place, confirmForm(api, enrolment, place, again));
    },
  });
}

function confirmForm(api: Api, { secret, uri }: { secret: string; uri: string }, place: HTMLElement, again: () => void): HTMLElement {
  const code = input("code", "enrol-code");
  return form({
    label: "Second factor",
    submit: "Switch it on",
    children: [
      el("h3", {}, "Second factor"),
      el("p", { class: "hint" }, "Scan this with your authenticator, or type the secret, and enter the code it shows."),
      qrCode(uri),
      el("code", { class: "secret", "data-testid": "totp-secret" }, secret),
      el("label", {}, "Code", code),
    ],
    act: async () => {
      const { recoveryCodes } = await api.call("POST /api/v1/auth/second-factor/confirm", { body: { code: code.value } });
      fill(
        place,
        el(
          "div",
          { class: "card message" },
          el("h3", {}, "The second factor is on"),
          el("p", { class: "hint" }, "Keep these codes somewhere safe. Each lets you in once if you lose your authenticator."),
          el("pre", { class: "secret", "data-testid": "recovery-codes" }, recoveryCodes.join("\n")),
          el("button", { type: "button", class: "primary", "data-testid": "codes-kept", onclick: again }, "I have kept them"),
        ),
      );
    },
  });
}

function disableForm(api: Api, left: number, again: () => void): HTMLElement {
  const password = input("password", "disable-password");
  const code = input("code", "disable-code");
  return form({
    label: "Second factor",
    submit: "Switch it off",
    children: [
      el("h3", {}, "Second factor"),
      el("p", { class: "hint", "data-testid": "factor-on" }, `Logging in needs a code. ${left} recovery codes are left.`),
      el("label", {}, "Password", password),
      el("label", {}, "Code", code),
    ],
    act: async () => {
      await api.call("POST /api/v1/auth/second-factor/disable", { body: { password: password.value, code: code.value } });
      again();
    },
  });
}

const MODULE_PX = 4;

function qrCode(text: string): HTMLElement {
  const { size, data } = encode(text, { border: 4 });
  const canvas = el("canvas", { width: size * MODULE_PX, height: size * MODULE_PX, class: "qr", role: "img", "aria-label": "QR code" });
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = "#000";
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) if (data[y][x]) context.fillRect(x * MODULE_PX, y * MODULE_PX, MODULE_PX, MODULE_PX);
  return canvas;
}
