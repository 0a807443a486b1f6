import { el, fill } from "../dom.ts";
import type { Entrance } from "../net/ways-in.ts";
import { form, input } from "./form.ts";
import { messageCard } from "./login.ts";

/** Where the link in a letter leads: the address is confirmed. */
export function verifyScreen(entrance: Entrance, token: string, on: () => void): HTMLElement {
  const screen = el("main", { class: "screen login" }, el("p", { class: "waiting" }, "One moment …"));
  entrance.verify(token).then(
    () => fill(screen, messageCard("Your address is confirmed", "Thank you. The vale is waiting.", on)),
    (error: Error) => fill(screen, messageCard("That did not work", error.message, on)),
  );
  return screen;
}

/** Where the link of a recovery leads: choose a new password. */
export function recoverScreen(entrance: Entrance, token: string, on: () => void): HTMLElement {
  const password = input("new-password", "new-password");
  const screen = el("main", { class: "screen login" });
  const done = () => fill(screen, messageCard("Your password is changed", "All other sessions have ended. Log in with the new one.", on));
  fill(
    screen,
    form({
      label: "New password",
      submit: "Change the password",
      children: [el("h2", {}, "Choose a new password"), el("label", {}, "New password", password)],
      act: async () => {
        await entrance.resetPassword(token, password.value);
        done();
      },
    }),
  );
  return screen;
}
