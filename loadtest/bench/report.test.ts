import assert from "node:assert/strict";
import { medians, ratios, rawTable, resultTable } from "./report.ts";
import type { RunResult } from "./run.ts";

function result(contender: string, clients: number, cpuUs: number): RunResult {
  return {
    contender,
    scenario: "spread",
    clients,
    visible: 25,
    joined: clients,
    failed: [],
    cpuUs,
    cpuUserUs: cpuUs / 4,
    cpuSystemUs: (cpuUs * 3) / 4,
    bytesPerClientTick: 90,
    tickP50Ms: 1,
    tickP99Ms: 2,
    tickMaxMs: 3,
    ticksPerSecond: 20,
    latePart: 0,
    maxGapMs: 55,
    heapGrowthPerMinute: 1e6,
    gcPart: 0.001,
    serverLoad: 0.2,
    crowdLoad: 0.3,
    inputsPerSecond: 20,
    overloadStep: 0,
  };
}

const runs = [
  ...[12, 99, 14].map((us) => result("limit", 500, us)),
  ...[15, 21, 28].map((us) => result("ours", 500, us)),
  ...[result("ours", 2000, 22), result("limit", 2000, 11), result("stateview", 500, 42)],
];

describe("9.11 bench report", () => {
  it("9.11 medians over the rounds, by contender and size", () => {
    const rows = medians(runs);
    assert.deepEqual(
      rows.map((m) => [m.contender, m.clients, m.rounds, m.cpuUs]),
      [
        ["limit", 500, 3, 14],
        ["ours", 500, 3, 21],
        ["stateview", 500, 1, 42],
        ["ours", 2000, 1, 22],
        ["limit", 2000, 1, 11],
      ],
    );
    assert.match(resultTable(rows), /^ours +500 +500 +21\.0 +5\.25 +15\.8 +1\.50 /m);
    assert.match(resultTable(rows), /^stateview +500 .* 3\.00 /m);
    assert.equal(rawTable(runs).split("\n").length, runs.length + 2);
  });

  it("9.11 a contender that lost somebody says so", () => {
    const [row] = medians([result("ours", 500, 1), { ...result("ours", 500, 1), joined: 499 }]);
    assert.equal(row.joined, 499);
  });

  it("9.11 ratios of what was measured, and of nothing else", () => {
    assert.deepEqual(
      ratios(medians(runs)).map((r) => [r.what, r.value]),
      [
        ["ours / limit, CPU, N=500", 1.5],
        ["stateview / ours, CPU, N=500", 2],
        ["ours / limit, CPU, N=2000", 2],
        ["growth of ours, N=500 → 2000", 22 / 21],
        ["growth of limit, N=500 → 2000", 11 / 14],
      ],
    );
    assert.deepEqual(ratios(medians([result("ours", 500, 1)])), []);
  });
});
