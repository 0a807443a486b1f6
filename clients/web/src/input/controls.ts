/** What the player asks for besides walking. */
export interface Commands {
  ability(slot: number): void;
  /** Use what is in one of the slots for draughts. */
  quick(slot: number): void;
  nextTarget(): void;
  interact(): void;
  dismount(): void;
  escape(): void;
  toggle(window: "inventory" | "mail" | "auction" | "character" | "party" | "map" | "overlay" | "help"): void;
  /** A click into the world, px. */
  click(x: number, y: number, button: "left" | "right"): void;
  zoom(factor: number): void;
  /** Write to others. @param start what the line begins with */
  write(start: string): void;
}

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  KeyW: [0, 1],
  ArrowUp: [0, 1],
  KeyS: [0, -1],
  ArrowDown: [0, -1],
  KeyA: [-1, 0],
  ArrowLeft: [-1, 0],
  KeyD: [1, 0],
  ArrowRight: [1, 0],
};

/** The upper row of keys, for the action bar. */
const SLOT_KEYS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0].map((digit) => `Digit${digit}`).concat("Minus", "Equal");

/** For what is used up. */
const QUICK_KEYS = ["KeyQ", "KeyR", "KeyT"];

/** Full deflection of an input axis. */
const FULL = 127;

/** Is this a field that takes text? A ticked box takes none: walking must go on. */
function isTyping(target: EventTarget | null): boolean {
  return (
    (target instanceof HTMLInputElement && target.type !== "checkbox") ||
    target instanceof HTMLSelectElement ||
    target instanceof HTMLTextAreaElement
  );
}

/** Keyboard and mouse. Keys are taken by their place, so that WASD lies where it lies on every keyboard. */
export class Controls {
  readonly #held = new Set<string>();
  readonly #commands: Commands;
  readonly #undo: Array<() => void> = [];
  #jump = false;
  /** Where the mouse is over the world, px; null: it is over a window or outside. */
  mouse: { x: number; y: number } | null = null;

  constructor(canvas: HTMLCanvasElement, commands: Commands) {
    this.#commands = commands;
    this.#listen(window, "keydown", (event) => this.#keyDown(event));
    this.#listen(window, "keyup", (event) => this.#held.delete(event.code));
    // keys that go up while the page is not looking would stay held
    this.#listen(window, "blur", () => this.#held.clear());
    this.#listen(canvas, "mousemove", (event) => {
      this.mouse = { x: event.offsetX, y: event.offsetY };
    });
    this.#listen(canvas, "mouseleave", () => {
      this.mouse = null;
    });
    this.#listen(canvas, "mousedown", (event) => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      if (event.button === 0 || event.button === 2) commands.click(event.offsetX, event.offsetY, event.button === 0 ? "left" : "right");
    });
    this.#listen(canvas, "contextmenu", (event) => event.preventDefault());
    this.#listen(canvas, "wheel", (event) => {
      event.preventDefault();
      commands.zoom(event.deltaY < 0 ? 1.12 : 1 / 1.12);
    });
  }

  /** Wanted direction, −127 … 127 per axis. */
  get move(): { x: number; y: number } {
    let x = 0;
    let y = 0;
    for (const code of this.#held) {
      const way = MOVES[code];
      if (!way) continue;
      x += way[0];
      y += way[1];
    }
    return { x: Math.sign(x) * FULL, y: Math.sign(y) * FULL };
  }

  get walking(): boolean {
    return this.#held.has("ShiftLeft") || this.#held.has("ShiftRight");
  }

  /** Was a jump asked for since the last call, or is its key still held? */
  takeJump(): boolean {
    const jump = this.#jump || this.#held.has("Space");
    this.#jump = false;
    return jump;
  }

  dispose(): void {
    for (const undo of this.#undo) undo();
  }

  #keyDown(event: KeyboardEvent): void {
    if (isTyping(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.code === "Space") this.#jump = true;
    if (event.code in MOVES || event.code === "Space" || event.code.startsWith("Shift")) {
      this.#held.add(event.code);
      event.preventDefault();
      return;
    }
    if (event.repeat && !SLOT_KEYS.includes(event.code)) {
      if (event.code === "Tab" || event.code === "F3") event.preventDefault();
      return;
    }
    const slot = SLOT_KEYS.indexOf(event.code.replace("Numpad", "Digit"));
    const quick = QUICK_KEYS.indexOf(event.code);
    if (slot >= 0) this.#commands.ability(slot);
    else if (quick >= 0) this.#commands.quick(quick);
    else if (!this.#named(event.code)) return;
    event.preventDefault();
  }

  #named(code: string): boolean {
    switch (code) {
      case "Tab":
        this.#commands.nextTarget();
        return true;
      case "KeyE":
      case "KeyF":
        this.#commands.interact();
        return true;
      case "KeyX":
        this.#commands.dismount();
        return true;
      case "Enter":
      case "NumpadEnter":
        this.#commands.write("");
        return true;
      case "Slash":
        this.#commands.write("/");
        return true;
      case "Escape":
        this.#commands.escape();
        return true;
      case "KeyI":
      case "KeyB":
        this.#commands.toggle("inventory");
        return true;
      case "KeyL":
        this.#commands.toggle("mail");
        return true;
      case "KeyC":
        this.#commands.toggle("character");
        return true;
      case "KeyP":
        this.#commands.toggle("party");
        return true;
      case "KeyU":
        this.#commands.toggle("auction");
        return true;
      case "KeyM":
        this.#commands.toggle("map");
        return true;
      case "F3":
        this.#commands.toggle("overlay");
        return true;
      case "KeyH":
        this.#commands.toggle("help");
        return true;
      default:
        return false;
    }
  }

  #listen<K extends keyof HTMLElementEventMap>(on: HTMLElement | Window, type: K, handle: (event: HTMLElementEventMap[K]) => void): void {
    on.addEventListener(type, handle as EventListener, { passive: false });
    this.#undo.push(() => on.removeEventListener(type, handle as EventListener));
  }
}
