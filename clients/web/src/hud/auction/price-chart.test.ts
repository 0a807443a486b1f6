import assert from "node:assert/strict";
import type { Candle } from "../../net/market-ways.ts";
import { candleShapes, priceRange } from "./price-chart.ts";

const NOW = Date.parse("2026-11-21T18:30:00Z");
const candle = (hour: string, open: number, high: number, low: number, close: number, volume: number): Candle => ({
  hour: `2026-11-21T${hour}:00:00.000Z`,
  open: String(open),
  high: String(high),
  low: String(low),
  close: String(close),
  volume: String(volume),
  turnover: String(volume * close),
});

describe("6.7 the price chart", () => {
  it("6.7 stands in order of time, the dearest at the top, the busiest hour the highest", () => {
    const candles = [candle("08", 30, 40, 20, 35, 10), candle("17", 35, 36, 30, 31, 40)];
    const [first, second] = candleShapes(candles, 24, NOW);
    assert.deepEqual(priceRange(candles), [20, 40]);
    assert.ok(first.x < second.x);
    assert.deepEqual([first.rising, second.rising], [true, false]);
    assert.equal(first.high, 0);
    assert.ok(first.low > second.low && first.low > first.bottom);
    assert.ok(second.volumeTop < first.volumeTop);
  });

  it("6.7 one price only stands in the middle; no prices are nothing", () => {
    const [only] = candleShapes([candle("18", 30, 30, 30, 30, 1)], 24, NOW);
    assert.equal(only.top, only.bottom);
    assert.ok(only.top > 0);
    assert.deepEqual(candleShapes([], 24, NOW), []);
  });
});
