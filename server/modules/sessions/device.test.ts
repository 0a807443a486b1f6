import assert from "node:assert/strict";
import { deviceName } from "./device.ts";

describe("device names", () => {
  it("2.2 a User-Agent becomes a name its owner knows", () => {
    const names: Record<string, string> = {
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0": "Firefox on Windows",
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0":
        "Edge on Windows",
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36": "Chrome on Linux",
      "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36": "Chrome on Android",
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1":
        "Safari on iPhone",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15":
        "Safari on macOS",
      "curl/8.5.0": "curl",
      "necpgame-ue/1.2 (Windows)": "necpgame-ue on Windows",
      node: "node",
      "": "Unknown device",
      "Mozilla/5.0": "Unknown device",
      "<script>alert(1)</script>": "Unknown device",
    };
    for (const [userAgent, name] of Object.entries(names)) assert.equal(deviceName(userAgent), name, userAgent);
  });
});
