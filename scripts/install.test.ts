import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isClientStale, missingPackages } from "./install.mjs";

const LOCK = {
  "": { name: "x" },
  "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
  "node_modules/b": { version: "2.0.0", integrity: "sha512-b", dev: true },
  "node_modules/other-system": { version: "1.0.0", optional: true },
};

describe("what has to be installed", () => {
  let root: string;
  const write = (file: string, content: unknown) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), typeof content === "string" ? content : JSON.stringify({ packages: content }));
  };
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "necpgame-install-"));
    write("package-lock.json", LOCK);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("everything on a fresh clone, and after an installation that was cut off", () => {
    assert.deepEqual(missingPackages(root), ["node_modules/a", "node_modules/b"]);
    write("node_modules/.package-lock.json", "{ half");
    assert.deepEqual(missingPackages(root), ["node_modules/a", "node_modules/b"]);
  });

  it("nothing when all is in step; packages of other systems may be missing", () => {
    const { "node_modules/other-system": _, ...here } = LOCK;
    write("node_modules/.package-lock.json", here);
    assert.deepEqual(missingPackages(root), []);
  });

  it("what has another version or other content", () => {
    write("node_modules/.package-lock.json", { ...LOCK, "node_modules/a": { version: "0.9.0", integrity: "sha512-a" } });
    assert.deepEqual(missingPackages(root), ["node_modules/a"]);
    write("node_modules/.package-lock.json", { ...LOCK, "node_modules/b": { version: "2.0.0", integrity: "sha512-z" } });
    assert.deepEqual(missingPackages(root), ["node_modules/b"]);
  });

  it("development packages only where there are any", () => {
    write("node_modules/express/package.json", "{}");
    write("node_modules/.package-lock.json", { "node_modules/a": LOCK["node_modules/a"] });
    assert.deepEqual(missingPackages(root), []);
  });

  it("the database client when the schema is newer or it was never made", () => {
    write("prisma/schema.prisma", "");
    assert.equal(isClientStale(root), true);
    write("prisma/generated/client.ts", "");
    assert.equal(isClientStale(root), false);
    utimesSync(path.join(root, "prisma/schema.prisma"), new Date(), new Date(Date.now() + 5000));
    assert.equal(isClientStale(root), true);
  });
});
