import assert from "node:assert/strict";
import fc from "fast-check";
import { logInKeys, networkOf, pauseAfter } from "./guard.ts";

describe("R27 what attempts count under", () => {
  const names = (place: Partial<Parameters<typeof logInKeys>[0]>) =>
    logInKeys({ email: "a@example.com", ip: "192.0.2.1", deviceId: null, known: false, ...place }).map(({ name }) => name.split(" ")[0]);

  it("R27 strangers under place, account and address; who is known under what is known of him", () => {
    assert.deepEqual(names({}), ["place", "account", "address"]);
    assert.deepEqual(names({ known: true }), ["place"]);
    assert.deepEqual(names({ deviceId: "d" }), ["device"]);
    assert.deepEqual(names({ ip: "127.0.0.1" }), ["place", "account"], "a proxy on this machine that tells no addresses is no guesser");
    assert.deepEqual(names({ ip: "::ffff:127.0.0.1" }), ["place", "account"]);
  });

  it("R27 pauses never get shorter, and end at a quarter of an hour", () => {
    const policy = { free: 5, lockAt: 10 };
    assert.deepEqual(
      [0, 4, 5, 6, 9, 10, 1e6].map((n) => pauseAfter(n, policy)),
      [0, 0, 1, 2, 16, 900, 900],
    );
    fc.assert(
      fc.property(fc.nat(300), fc.nat(100), fc.nat(100), (failures, free, more) => {
        const policy = { free, lockAt: free + more };
        assert.ok(pauseAfter(failures, policy) <= pauseAfter(failures + 1, policy));
      }),
    );
  });

  it("R27 all addresses of a household count as one", () => {
    assert.equal(networkOf("192.0.2.7"), "192.0.2.7");
    assert.equal(networkOf("::ffff:192.0.2.7"), "192.0.2.7");
    assert.equal(networkOf("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2");
    assert.equal(networkOf("2001:0db8:0001:0002::9"), "2001:db8:1:2");
    assert.equal(networkOf("2001:db8::1"), "2001:db8:0:0");
    assert.equal(networkOf("fe80::1%eth0"), "fe80:0:0:0");
    assert.equal(networkOf("::1"), "0:0:0:0");
    assert.equal(networkOf("not an address"), "not an address");
  });
});
