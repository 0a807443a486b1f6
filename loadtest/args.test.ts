import assert from "node:assert/strict";
import { describeFlags, type Flag, integer, listOf, oneOf, parseFlags, runCommand, writableFile } from "./args.ts";

const flags = {
  clients: { value: "N", help: "how many", default: 10, read: integer(1, 5000) } satisfies Flag<number>,
  scenario: { value: "NAME", help: "what they do", default: "walk" as "walk" | "fight", read: oneOf(["walk", "fight"] as const) },
  jsonFile: { value: "FILE", help: "where to", default: null as string | null, read: writableFile as (text: string) => string | null },
  sizes: { value: "N,N", help: "sizes", default: [1, 2], read: listOf(integer(1, 9)) },
  quiet: { help: "say less", default: false, read: () => true },
};

describe("9.11 arguments of the load tests", () => {
  it("9.11 both spellings of a value, switches and defaults", () => {
    assert.deepEqual(parseFlags(flags, ["--clients", "20", "--scenario=fight", "--json-file", "a=b", "--quiet", "--sizes=3,4"]), {
      kind: "ok",
      values: { clients: 20, scenario: "fight", jsonFile: "a=b", sizes: [3, 4], quiet: true },
    });
    assert.deepEqual(parseFlags(flags, []), {
      kind: "ok",
      values: { clients: 10, scenario: "walk", jsonFile: null, sizes: [1, 2], quiet: false },
    });
  });

  it("9.11 everything that is wrong is listed at once, with what is expected", () => {
    const parsed = parseFlags(flags, [
      "--clients",
      "0",
      "--scenario",
      "dance",
      "--nope",
      "x",
      "--sizes",
      "1,1",
      "--quiet=1",
      "--toString",
      "--json-file",
    ]);
    assert.ok(parsed.kind === "wrong");
    assert.deepEqual(parsed.problems, [
      "--clients 0: expected a whole number from 1 to 5000",
      "--scenario dance: expected one of walk, fight",
      "--nope: there is no such argument",
      "x: there is no such argument",
      "--sizes 1,1: expected no value twice",
      "--quiet: takes no value",
      "--toString: there is no such argument",
      "--json-file: a value is missing, expected FILE",
    ]);
    for (const bad of ["no/such/folder/x.json", "loadtest", ""]) assert.equal(parseFlags(flags, [`--json-file=${bad}`]).kind, "wrong", bad);
    for (const bad of ["1.5", "-1", "1e3", "", " "]) assert.equal(parseFlags(flags, [`--clients=${bad}`]).kind, "wrong", bad);
  });

  it("9.11 help names every flag with its default", () => {
    assert.deepEqual(parseFlags(flags, ["--clients", "0", "-h"]), { kind: "help" });
    const help = describeFlags(flags);
    assert.match(help, /--json-file FILE +where to\n/);
    assert.match(help, /--clients N +how many \(default: 10\)/);
    assert.match(help, /--sizes N,N +sizes \(default: 1,2\)/);
  });

  it("9.11 a command runs with its arguments; wrong ones run nothing and exit with 2", async () => {
    const ran: number[] = [];
    const run = (...argv: string[]) =>
      runCommand({ name: "bots", flags, help: "", argv }, ({ clients }) => {
        ran.push(clients);
        return 3;
      });
    const { error, log } = console;
    const said: string[] = [];
    console.error = console.log = (line: string) => said.push(line);
    try {
      assert.deepEqual([await run("--clients=7"), await run("--nope"), await run("--help")], [3, 2, 0]);
    } finally {
      Object.assign(console, { error, log });
    }
    assert.deepEqual(ran, [7]);
    assert.match(said[0], /--nope: there is no such argument\n\nnpm run bots -- --help/);
  });
});
