import assert from "node:assert/strict";
import { AddressGate } from "./address-gate.ts";

describe("R25 connections per address", () => {
  it("so many of one address, others are not touched; this machine is not counted", () => {
    const gate = new AddressGate(3, () => []);
    const admitted = (address: string, times: number) => Array.from({ length: times }, () => gate.admits(address)).filter(Boolean).length;
    assert.equal(admitted("192.0.2.1", 10), 3);
    assert.equal(admitted("192.0.2.2", 2), 2);
    assert.equal(admitted("127.0.0.1", 10), 10);
  });

  it("those that are kept open count on, those that went are forgotten with the window", () => {
    let now = 0;
    const open: string[] = [];
    const gate = new AddressGate(
      3,
      () => open,
      () => now,
    );
    for (let n = 0; n < 3; n++) assert.ok(gate.admits("192.0.2.1"));
    open.push("192.0.2.1", "192.0.2.1");
    now = 9_999;
    assert.ok(!gate.admits("192.0.2.1"));
    now = 10_000;
    assert.ok(gate.admits("192.0.2.1"));
    assert.ok(!gate.admits("192.0.2.1"));
  });
});
