import { el, setText } from "../dom.ts";
import { FRAME_LIMITS, frameLimit } from "../game/frame-limit.ts";

export interface Figures {
  rttMs: number;
  tick: number;
  tickRate: number;
  snapshotsPerSecond: number;
  bytesPerSecond: number;
  lastErrorM: number;
  maxErrorM: number;
  compared: number;
  wrong: number;
  pendingInputs: number;
  entities: number;
  framesPerSecond: number;
  jitterMs: number;
  x: number;
  y: number;
}

/** Lag that the switch adds to the round trip, ms. */
export const LAG_MS = 100;

/** Network figures (F3), the switch that makes the connection worse, and how often the picture is drawn. */
export class Overlay {
  readonly element: HTMLElement;
  readonly #values = new Map<string, HTMLElement>();
  readonly lag = el("input", { type: "checkbox", "data-testid": "lag-switch" });

  constructor(onLag: (lagMs: number) => void) {
    const row = (id: string, label: string) => {
      const value = el("dd", { "data-testid": `net-${id}` });
      this.#values.set(id, value);
      return [el("dt", {}, label), value];
    };
    this.lag.addEventListener("change", () => onLag(this.lag.checked ? LAG_MS : 0));
    const frames = el("select", { "data-testid": "frame-limit" });
    for (const limit of FRAME_LIMITS) frames.append(el("option", { value: String(limit) }, limit === 0 ? "all" : String(limit)));
    frames.value = String(frameLimit.perSecond);
    frames.addEventListener("change", () => {
      frameLimit.perSecond = Number(frames.value);
    });
    this.element = el(
      "aside",
      { class: "overlay hidden", "aria-label": "Network figures", "data-testid": "overlay" },
      el(
        "dl",
        {},
        ...row("rtt", "Round trip"),
        ...row("tick", "Server tick"),
        ...row("snapshots", "Snapshots"),
        ...row("bytes", "Received"),
        ...row("error", "Prediction error"),
        ...row("wrong", "Predictions wrong"),
        ...row("pending", "Inputs on the way"),
        ...row("entities", "In sight"),
        ...row("fps", "Frames"),
        ...row("place", "Place"),
      ),
      el("label", {}, this.lag, ` add ${LAG_MS} ms of lag`),
      el("label", {}, "draw ", frames, " frames per second"),
    );
  }

  get open(): boolean {
    return !this.element.classList.contains("hidden");
  }

  set open(open: boolean) {
    this.element.classList.toggle("hidden", !open);
  }

  update(f: Figures): void {
    const set = (id: string, text: string) => {
      const element = this.#values.get(id);
      if (element) setText(element, text);
    };
    set("rtt", `${f.rttMs.toFixed(0)} ms, jitter ${f.jitterMs.toFixed(0)} ms`);
    set("tick", `${Math.floor(f.tick)} at ${f.tickRate} Hz`);
    set("snapshots", `${f.snapshotsPerSecond.toFixed(1)} /s`);
    set("bytes", `${Math.round(f.bytesPerSecond)} B/s`);
    set("error", `${(f.lastErrorM * 100).toFixed(1)} cm, most ${(f.maxErrorM * 100).toFixed(1)} cm`);
    set("wrong", `${f.wrong} of ${f.compared}`);
    set("pending", String(f.pendingInputs));
    set("entities", String(f.entities));
    set("fps", `${f.framesPerSecond.toFixed(0)} /s`);
    set("place", `${f.x.toFixed(1)}, ${f.y.toFixed(1)}`);
  }
}
