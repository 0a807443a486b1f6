import { el } from "../../dom.ts";
import type { Candle } from "../../net/market-ways.ts";

const SVG = "http://www.w3.org/2000/svg";
const HOUR_MS = 3_600_000;
const WIDTH = 430;
const HEIGHT = 116;
/** Below the prices: how many changed hands. */
const VOLUME_PX = 24;
const GAP_PX = 5;
const NARROWEST_PX = 3;

/** What a candle looks like, px from the upper left corner. */
export interface CandleShape {
  /** Its middle. */
  x: number;
  width: number;
  high: number;
  low: number;
  top: number;
  bottom: number;
  volumeTop: number;
  rising: boolean;
}

/** Where the prices of so many hours until now are drawn. @param nowMs epoch */
export function candleShapes(candles: readonly Candle[], hours: number, nowMs: number): CandleShape[] {
  if (candles.length === 0) return [];
  const [low, high] = priceRange(candles);
  const most = Math.max(...candles.map(({ volume }) => Number(volume)));
  const step = WIDTH / hours;
  const priceBottom = HEIGHT - VOLUME_PX - GAP_PX;
  const y = (price: string) => (high === low ? priceBottom / 2 : ((high - Number(price)) / (high - low)) * priceBottom);
  const fromMs = nowMs - hours * HOUR_MS;
  return candles.map(({ hour, open, close, volume, ...extremes }) => {
    const [from, to] = [y(open), y(close)];
    return {
      x: Math.min(WIDTH - step / 2, ((Date.parse(hour) - fromMs) / HOUR_MS) * step + step / 2),
      width: Math.max(NARROWEST_PX, step * 0.7),
      high: y(extremes.high),
      low: y(extremes.low),
      top: Math.min(from, to),
      bottom: Math.max(from, to),
      volumeTop: HEIGHT - (Number(volume) / most) * VOLUME_PX,
      rising: BigInt(close) >= BigInt(open),
    };
  });
}

/** Lowest and highest price. */
export function priceRange(candles: readonly Candle[]): [low: number, high: number] {
  return [Math.min(...candles.map(({ low }) => Number(low))), Math.max(...candles.map(({ high }) => Number(high)))];
}

/** Prices as candles, and how much changed hands below them. @param money how prices are written */
export function priceChart(candles: readonly Candle[], hours: number, money: (amount: number) => string): HTMLElement {
  if (candles.length === 0)
    return el("div", { class: "chart chart-none", "data-testid": "market-chart" }, "Nothing has changed hands in this time.");
  const svg = part("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart-picture", role: "img", "aria-label": "Prices" });
  for (const share of [0, 0.5, 1]) {
    const y = share * (HEIGHT - VOLUME_PX - GAP_PX);
    svg.append(part("line", { x1: 0, x2: WIDTH, y1: y, y2: y, class: "chart-grid" }));
  }
  for (const { x, width, high, low, top, bottom, volumeTop, rising } of candleShapes(candles, hours, Date.now())) {
    const left = x - width / 2;
    svg.append(
      part("rect", { x: left, y: volumeTop, width, height: HEIGHT - volumeTop, class: "chart-volume" }),
      part("line", { x1: x, x2: x, y1: high, y2: low, class: rising ? "chart-up" : "chart-down" }),
      part("rect", { x: left, y: top, width, height: Math.max(2, bottom - top), class: rising ? "chart-up" : "chart-down" }),
    );
  }
  const [low, high] = priceRange(candles);
  return el(
    "div",
    { class: "chart", "data-testid": "market-chart" },
    svg,
    el("span", { class: "chart-high" }, money(high)),
    high === low ? null : el("span", { class: "chart-low" }, money(low)),
  );
}

function part(tag: string, attributes: Record<string, string | number>): Element {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}
