import { el, fill, setText } from "../dom.ts";
import { QUALITY_COLOURS } from "../render/colour.ts";

/** The window that was touched last lies above the others. */
let topmost = 10;

/** A window that can be opened, closed and moved by its head. */
export class Panel {
  readonly element: HTMLElement;
  readonly body = el("div", { class: "panel-body" });
  readonly #title: HTMLElement;

  constructor(title: string, testId: string, onClose: () => void) {
    this.#title = el("h3", {}, title);
    const header = el(
      "header",
      {},
      this.#title,
      el("button", { type: "button", class: "close", "aria-label": `Close ${title}`, onclick: onClose }, "×"),
    );
    this.element = el(
      "section",
      { class: `panel panel-${testId} hidden`, role: "dialog", "aria-label": title, "data-testid": testId },
      header,
      this.body,
    );
    this.element.addEventListener("pointerdown", () => this.#raise());
    header.addEventListener("pointerdown", (event) => this.#grab(event, header));
  }

  set title(title: string) {
    setText(this.#title, title);
  }

  get open(): boolean {
    return !this.element.classList.contains("hidden");
  }

  set open(open: boolean) {
    if (open && !this.open) this.#raise();
    this.element.classList.toggle("hidden", !open);
  }

  #raise(): void {
    this.element.style.zIndex = String(++topmost);
  }

  /** Moves with the pointer until it is let go; its head stays on the screen. */
  #grab(down: PointerEvent, header: HTMLElement): void {
    if (down.button !== 0 || (down.target instanceof Element && down.target.closest("button"))) return;
    const { style } = this.element;
    const box = this.element.getBoundingClientRect();
    const [dx, dy] = [down.clientX - box.left, down.clientY - box.top];
    const move = ({ clientX, clientY }: PointerEvent) => {
      const x = Math.max(60 - box.width, Math.min(window.innerWidth - 60, clientX - dx));
      const y = Math.max(0, Math.min(window.innerHeight - 40, clientY - dy));
      Object.assign(style, { left: `${x}px`, top: `${y}px`, right: "auto", bottom: "auto", transform: "none" });
    };
    header.setPointerCapture(down.pointerId);
    header.addEventListener("pointermove", move);
    header.addEventListener("lostpointercapture", () => header.removeEventListener("pointermove", move), { once: true });
  }
}

export function coloured(text: string, quality: string): HTMLElement {
  const element = el("strong", {}, text);
  element.style.color = QUALITY_COLOURS[quality] ?? QUALITY_COLOURS.common;
  return element;
}

const KEYS: ReadonlyArray<readonly [string, string]> = [
  ["W A S D", "walk; Shift walks slowly"],
  ["Mouse", "look; the wheel zooms"],
  ["Left click", "choose a target, pick up loot"],
  ["Right click", "attack"],
  ["1 – 9, 0, -, =", "abilities"],
  ["Tab", "next enemy"],
  ["Duel", "beside the name of a player who is your target: a fight until one has a single point of health left"],
  ["Trade", "beside the name of a player who is your target and stands near: both offer, lock, and confirm"],
  ["PvP", "beside your own name: fight players who want it too, and be fought by them"],
  ["P", "party: invite, roles, loot, raid; right click on a member does more"],
  ["E", "take the nearest loot, use what is near; at a way stone: travel to one you know"],
  ["Space", "jump"],
  ["X", "get off the horse"],
  ["C", "character sheet"],
  ["I", "bag and what you wear; right click puts on, uses or hands over, Shift with a click splits a stack"],
  ["Q, R, T", "use a draught from the bag"],
  ["L", "letters; at a mailbox they can be sent and emptied"],
  ["U", "auction house and market; deals are made near an auctioneer"],
  ["M", "map"],
  ["Head of a window", "drag it to move the window"],
  ["Esc", "stop casting, let go of the target, close windows"],
  ["F3", "network figures and the lag switch"],
  ["Enter", "write to others; /help there lists the commands"],
  ["H", "this help"],
];

export function makeHelp(onClose: () => void): Panel {
  const panel = new Panel("How to play", "help", onClose);
  fill(
    panel.body,
    el(
      "p",
      {},
      "Leave the town by one of its gates. Boars leave you alone until you strike; wolves do not. The farther from the walls, the worse the company: look at the level beside a name.",
    ),
    el("dl", { class: "keys" }, ...KEYS.flatMap(([key, meaning]) => [el("dt", {}, key), el("dd", {}, meaning)])),
  );
  return panel;
}
