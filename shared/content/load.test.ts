import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileZone } from "./compile.ts";
import { CONTENT_FOLDER, ContentError, loadContent } from "./load.ts";
import { formatProblem } from "./source.ts";

const ZONE = "zones/emberwatch_vale.yaml";

describe("content: loading", () => {
  let parent: string;
  let folder: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "content-"));
    folder = join(parent, "content");
    mkdirSync(folder);
    cpSync(CONTENT_FOLDER, folder, { recursive: true });
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  /** Replaces the first occurrence of a text, which must be there. @returns line and column of the replacement, from 1 */
  function change(file: string, from: string, to: string): string {
    const text = read(file);
    const at = text.indexOf(from);
    assert.ok(at >= 0, `${file} has no ${from}`);
    writeFileSync(join(folder, file), text.slice(0, at) + to + text.slice(at + from.length));
    const before = text.slice(0, at).split("\n");
    return `content/${file}:${before.length}:${before[before.length - 1].length + 1}`;
  }
  function problems(): string[] {
    try {
      loadContent(folder);
    } catch (error) {
      assert.ok(error instanceof ContentError, String(error));
      for (const problem of error.problems) assert.ok(error.message.includes(formatProblem(problem)));
      return error.problems.map(formatProblem);
    }
    return [];
  }
  /** After changes, exactly these problems are told (in any order). */
  const expectProblems = (...expected: string[]) => assert.deepEqual(problems().sort(), expected.sort());

  it("9.13 the game's own content is good: a large zone with a safe town, three classes, five kinds of NPC", () => {
    const content = loadContent();
    const zone = content.zones.find((z) => z.id === "emberwatch_vale");
    assert.ok(zone && zone.widthM >= 512 && zone.heightM >= 512 && zone.safeAreas.length > 0);
    assert.equal(content.classes.length, 3);
    for (const entry of content.classes) assert.ok(entry.abilities.length >= 4);
    const compiled = compileZone(content, "emberwatch_vale");
    assert.ok(new Set(compiled.spawnPoints.map((point) => point.npc.id)).size >= 5);
    assert.equal(
      compiled.spawnPoints.length,
      zone.spawns.reduce((sum, group) => sum + group.count, 0),
    );
  });

  it("9.13 an unknown reference names file, line, path and the nearest name", () => {
    const at = change("npcs.yaml", "gore]\n  flee:", "goer]\n  flee:");
    expectProblems(`${at} npcs[0].abilities[0]: no ability "goer" (did you mean "gore"?)`);
  });

  it("9.13 every kind of reference is checked", () => {
    expectProblems();
    const status = change("abilities.yaml", "status: hamstrung", "status: hamstringed").replace(/\d+$/, (n) =>
      String(Number(n) + "status: ".length),
    );
    const ability = change("classes.yaml", "[hew,", "[unheard_of,").replace(/\d+$/, (n) => String(Number(n) + 1));
    const table = change("npcs.yaml", "lootTable: boar", "lootTable: bor").replace(/\d+$/, (n) => String(Number(n) + "lootTable: ".length));
    const item = change("loot.yaml", "item: wolf_pelt", "item: wolf_plet").replace(/\d+$/, (n) => String(Number(n) + "item: ".length));
    const npc = change(ZONE, "npc: young_wolf", "npc: yung_wolf").replace(/\d+$/, (n) => String(Number(n) + "npc: ".length));
    expectProblems(
      `${status} abilities[2].effects[1].status: no status "hamstringed" (did you mean "hamstrung"?)`,
      `${ability} classes[0].abilities[0]: no ability "unheard_of"`,
      `${table} npcs[0].lootTable: no loot table "bor" (did you mean "boar"?)`,
      `${item} loot[0].entries[0].item: no item "wolf_plet" (did you mean "wolf_pelt"?)`,
      `${npc} zone.spawns[4].npc: no NPC "yung_wolf" (did you mean "young_wolf"?)`,
    );
  });

  it("1.7 9.13 behaviour, patrols and encounters that could never work are told", () => {
    const lines = (file: string, from: string, to: string) => change(file, from, to).replace(/:\d+$/, ":");
    const says = lines("npcs.yaml", "says: { flee: boar_flees }", "says: { flee: boar_fleas }");
    const when = lines("npcs.yaml", "when: { web_shot: { distanceMinM: 4 } }", "when: { bite: { distanceMinM: 9, distanceMaxM: 4 } }");
    const first = lines("encounters.yaml", "- name: The Captain\n", "- name: The Captain\n      healthBelow: 0.9\n");
    const never = lines("encounters.yaml", "healthBelow: 0.7\n      say: king_court", "say: king_court");
    const foreign = lines("encounters.yaml", "{ ability: hollow_verdict, firstMs: 4000", "{ ability: stone_fist, firstMs: 4000");
    const patrol = lines(ZONE, "[412, 284], [455, 265]", "[300, 290], [455, 265]");
    const found = problems();
    for (const [at, rest] of [
      [says, 'npcs[0].says.flee: no saying "boar_fleas" (did you mean "boar_flees"?)'],
      [when, "npcs[2].when.bite: is none of its abilities: the condition would never be asked"],
      [when, "npcs[2].when.bite.distanceMinM: is longer than distanceMaxM: it would never be used"],
      [first, "encounters[0].phases[0]: the first phase begins with the fight: no healthBelow, afterMs or addsDead"],
      [never, "encounters[1].phases[1]: never begins: healthBelow, afterMs or addsDead is missing"],
      [foreign, 'encounters[1].phases[2].timers[0].ability: "stone_fist" is none of the abilities of hollow_king'],
      [patrol, ".patrol.points[0]: NPCs cannot walk here: it lies in a safe area"],
    ]) {
      const file = at.split(":")[0];
      assert.ok(
        found.some((line) => line.startsWith(file) && line.endsWith(rest)),
        `${rest}\n${found.join("\n")}`,
      );
    }
    assert.equal(found.length, 7, found.join("\n"));
  });

  it("9.13 wrong shapes: unknown fields, wrong types and values out of range are told together, each at its place", () => {
    const unknown = change("classes.yaml", "speedMps: 6\n", "speedMps: 6\n  luck: 7\n").replace(
      /:(\d+):\d+$/,
      (_all, line) => `:${Number(line) + 1}:9`,
    );
    const type = change("progression.yaml", "maxLevel: 10", "maxLevel: ten").replace(/\d+$/, "11");
    const range = change("statuses.yaml", "fraction: 0.4", "fraction: 1.4").replace(/\d+$/, (n) => String(Number(n) + "fraction: ".length));
    const found = problems();
    assert.equal(found.length, 3, found.join("\n"));
    assert.ok(found.includes(`${unknown} classes[0].luck: is not known here`), found.join("\n"));
    assert.ok(found.some((line) => line.startsWith(`${type} progression.maxLevel: `)));
    assert.ok(found.some((line) => line.startsWith(`${range} statuses[0].fraction: `)));
  });

  it("9.13 names and wire numbers are unique", () => {
    change("items.yaml", "id: wolf_fang, code: 2", "id: wolf_pelt, code: 1");
    const found = problems();
    assert.ok(
      found.some((line) => line.endsWith('items[1].id: id "wolf_pelt" is used twice')),
      found.join("\n"),
    );
    assert.ok(found.some((line) => line.endsWith("items[1].code: code 1 is used twice")));
  });

  it("9.13 broken YAML and missing files are told with their place", () => {
    writeFileSync(join(folder, "loot.yaml"), "- id: a\n  entries: [\n");
    rmSync(join(folder, "items.yaml"));
    const found = problems();
    assert.ok(found.includes("content/items.yaml:1:1 the file is missing"), found.join("\n"));
    assert.ok(found.some((line) => /^content\/loot\.yaml:\d+:\d+ /.test(line)));
  });

  it("9.13 values that make no sense together", () => {
    change("statuses.yaml", "kind: slow, durationMs: 6000, fraction: 0.4", "kind: slow, durationMs: 6000");
    change("statuses.yaml", "amount: 3, periodMs: 1500", "amount: 3, periodMs: 9000");
    change("abilities.yaml", "rangeM: 3.2", "rangeM: 0");
    change("abilities.yaml", "area: { shape: circle, radiusM: 4.5, maxTargets: 12 }", "area: { shape: cone, radiusM: 4.5, angleDeg: 90 }");
    change("npcs.yaml", "aggroRadiusM: 7", "aggroRadiusM: 70");
    change("progression.yaml", "220, 700, ", "700, 700, ");
    const found = problems().map((line) => line.slice(line.indexOf(" ") + 1));
    assert.deepEqual(found.sort(), [
      "abilities[0].rangeM: must be more than 0 for a target that is enemy",
      "abilities[12].target: an ability aimed at a point needs a circle as area: nobody would be hit",
      "npcs[1].leashM: is shorter than aggroRadiusM: it would give up at once",
      "progression.experienceForLevel[1]: must be more than the number before it",
      "statuses[0].kind: a slow needs a fraction",
      "statuses[2].periodMs: is longer than durationMs: it would never pulse",
    ]);
  });

  it("9.13 abilities and statuses whose parts contradict each other", () => {
    change(
      "abilities.yaml",
      "channel: { durationMs: 3000, periodMs: 600 }",
      "channel: { durationMs: 3000, periodMs: 6000 }\n  castTimeMs: 1000",
    );
    change("abilities.yaml", "projectile: { speedMps: 30, widthM: 1.6 }", "lingers: { durationMs: 500, periodMs: 1000 }");
    change("abilities.yaml", "requires: { targetHealthBelow: 0.25 }", "requires: { consume: true, targetStatus: nosuch }");
    change("abilities.yaml", "{ kind: status, status: bulwark }", "{ kind: status, status: bulwark, when: { selfStatus: bulwork } }");
    change("statuses.yaml", "kind: shield, durationMs: 8000, amount: 22", "kind: shield, durationMs: 8000, schools: [fire]");
    change("statuses.yaml", "aura: { status: in_heartwood, radiusM: 10 }", "aura: { status: heartwood, radiusM: 10 }");
    change("statuses.yaml", "durationMs: 1500, factors: { damageTaken: -0.2 }", "durationMs: 1500");
    const found = problems().map((line) => line.slice(line.indexOf(" ") + 1).replace(/\[\d+\]/, ""));
    assert.deepEqual(found.sort(), [
      "abilities.channel.periodMs: is longer than durationMs: it would never take effect",
      "abilities.channel: is instead of a castTimeMs, not beside it",
      'abilities.effects[0].when.selfStatus: no status "bulwork" (did you mean "bulwark"?)',
      "abilities.lingers.periodMs: is longer than durationMs",
      "abilities.lingers: only a circle stays on the ground",
      "abilities.requires.consume: needs a selfStatus to use up",
      'abilities.requires.targetStatus: no status "nosuch"',
      "abilities.target: an ability aimed in a direction needs a projectile, a cone or a line: nobody would be hit",
      "statuses.aura.status: an aura cannot give an aura",
      "statuses.kind: a modifier needs stats or factors: it would do nothing",
      "statuses.kind: a shield needs an amount",
      "statuses.schools: means nothing for anything but immune",
    ]);
  });

  it("9.13 the experience curve has a number for every level", () => {
    change("progression.yaml", "maxLevel: 10", "maxLevel: 12");
    assert.deepEqual(
      problems().map((line) => line.slice(line.indexOf(" ") + 1)),
      ["progression.experienceForLevel: has 9 numbers, maxLevel 12 needs 11"],
    );
  });

  for (const [what, from, to, expected] of [
    ["an entry outside of the zone", "at: [300, 276]", "at: [300, 700]", "zone.entry.at: [300, 700] lies outside of the zone"],
    [
      "an entry inside a house",
      "at: [300, 276]",
      "at: [255, 255]",
      "zone.entry.at: players cannot enter here: [255, 255] is inside an obstacle",
    ],
    [
      "a respawn point in the water",
      "- [290, 290]",
      "- [300, 290]",
      "zone.respawnPoints[0]: players cannot come back here: [300, 290] is inside an obstacle",
    ],
    [
      "a spawn in the lake",
      "at: [318, 190]",
      "at: [470, 440]",
      "zone.spawns[0].at: NPCs cannot stand here: [470, 440] is inside an obstacle",
    ],
    ["a spawn in the town", "at: [318, 190]", "at: [300, 260]", "zone.spawns[0].at: NPCs cannot stand here: it lies in a safe area"],
    ["a spawn outside of the zone", "at: [318, 190]", "at: [318, 601]", "zone.spawns[0].at: [318, 601] lies outside of the zone"],
    [
      "more NPCs than places",
      "radiusM: 20, count: 6",
      "radiusM: 1, count: 60",
      "zone.spawns[0].count: 60 NPCs in 4 free cells: make radiusM larger or count smaller",
    ],
    [
      "a safe area reaching out",
      "box: [241, 236, 118, 108]",
      "box: [241, 236, 118, 508]",
      "zone.safeAreas[0].box: reaches out of the zone",
    ],
    ["a zone that is not called as its file", "id: emberwatch_vale", "id: vale", `zone.id: must be the file's name, "emberwatch_vale"`],
    [
      "a portal to a zone that is not there",
      "to: { zone: saltgate, at: [80.5, 77.5] }",
      "to: { zone: saltgat, at: [80.5, 77.5] }",
      /^zone\.objects\[\d+\]\.to\.zone: no zone "saltgat" \(did you mean "saltgate"\?\)$/,
    ],
    [
      "a portal into a wall of another zone",
      "to: { zone: hollowroot_cave, at: [13.5, 13.5] }",
      "to: { zone: hollowroot_cave, at: [3.5, 3.5] }",
      /^zone\.objects\[\d+\]\.to\.at: nobody can arrive at \[3\.5, 3\.5\] of hollowroot_cave: it is inside an obstacle$/,
    ],
    [
      "a portal beyond the border of another zone",
      "to: { zone: saltgate, at: [75.5, 121.5] }",
      "to: { zone: saltgate, at: [75.5, 321.5] }",
      /^zone\.objects\[\d+\]\.to\.at: nobody can arrive at \[75\.5, 321\.5\] of saltgate: it lies outside of the zone$/,
    ],
    [
      "a way stone in whose place nobody can arrive",
      "code: 2, name: Way Stone of the Mere Bridge, at: [300.5, 412.5], castTimeMs: 1500, arrive: [302.5, 411.5]",
      "code: 2, name: Way Stone of the Mere Bridge, at: [300.5, 412.5], castTimeMs: 1500, rangeM: 20, arrive: [292.5, 430.5]",
      /^zone\.objects\[4\]\.arrive: nobody can arrive at \[292\.5, 430\.5\]: it is inside an obstacle$/,
    ],
    [
      "a way stone that one arrives out of reach of",
      "arrive: [302.5, 411.5]",
      "arrive: [304.5, 411.5]",
      "zone.objects[4].arrive: is not within 3 m of it: who arrives could not go on",
    ],
    [
      "two way stones of one number",
      "id: waystone_bridge, code: 2",
      "id: waystone_bridge, code: 1",
      "zone.objects[4].code: code 1 is used twice",
    ],
    [
      "two way stones of one number in two zones",
      "id: waystone_bridge, code: 2",
      "id: waystone_bridge, code: 4",
      /^zone\.objects\[\d+\]\.code: code 4 is used twice$/,
    ],
    [
      "a way stone without a number that fits",
      "id: waystone_bridge, code: 2",
      "id: waystone_bridge, code: 128",
      /^zone\.objects\[4\]\.code: /,
    ],
    ["two groups of one name", "id: boars_south_meadow", "id: boars_south_gate", 'zone.spawns[1].id: id "boars_south_gate" is used twice'],
  ] as const) {
    it(`9.13 ${what} is found`, () => {
      change(ZONE, from, to);
      const found = problems().map((line) => line.slice(line.indexOf(" ") + 1));
      assert.equal(found.length, 1, found.join("\n"));
      if (typeof expected === "string") assert.equal(found[0], expected);
      else assert.match(found[0], expected);
    });
  }

  it("9.13 a spawn walled in has no way to it", () => {
    change(
      ZONE,
      "obstacles:\n",
      "obstacles:\n  - { shape: line, points: [[310, 182], [326, 182], [326, 198], [310, 198], [310, 182]], widthM: 1.5, look: wall }\n",
    );
    assert.deepEqual(
      problems().map((line) => line.slice(line.indexOf(" ") + 1)),
      ["zone.spawns[0].at: NPCs cannot stand here: there is no way to it from the entry"],
    );
  });

  it("9.13 the hash follows the content, not how it is written", () => {
    const before = loadContent(folder).hash;
    writeFileSync(
      join(folder, "items.yaml"),
      `# another comment\n${read("items.yaml").replace("{ id: wolf_pelt, code: 1,", "{ code: 1, id: wolf_pelt,")}`,
    );
    assert.equal(loadContent(folder).hash, before);
    change("items.yaml", "name: Wolf Pelt", "name: Wolf Fur");
    assert.notEqual(loadContent(folder).hash, before);
  });

  it("9.13 zone files from elsewhere join the others", () => {
    const extra = join(parent, "bench_plain.yaml");
    const zone =
      "id: bench_plain\nname: Plain\nwidthM: 100\nheightM: 100\ninterest: { radiusM: 60, hysteresisM: 6 }\nentry: { at: [50, 50], radiusM: 5 }\nrespawnPoints: [[50, 50]]\n";
    writeFileSync(extra, zone);
    const content = loadContent(folder, { extraZones: [extra] });
    assert.deepEqual(content.zones.map((z) => z.id).sort(), ["bench_plain", "emberwatch_vale", "hollowroot_cave", "saltgate"]);
  });

  it("4.2 loot tables: every name is checked, pity is counted once, and no table contains itself", () => {
    const text = read("loot.yaml");
    const first = text.split("\n").length;
    writeFileSync(
      join(folder, "loot.yaml"),
      `${text}- id: ring_a
  entries:
    - { table: ring_b, chance: 0.5 }
    - { item: wolf_plet, when: { classes: [wardn] } }
- id: ring_b
  groups:
    - entries: [{ table: ring_a, weight: 1 }, { nothing: true, weight: 3 }]
      when: { zones: [emberwatch] }
    - entries: [{ table: keepsake, weight: 1, pity: { id: xx, after: 3 } }]
  entries: [{ item: wolf_fang, chance: 0.2, pity: { id: xx, after: 5 } }]
`,
    );
    const n = loadContent().lootTables.length;
    const told = problems().map((line) => line.replace(/:(\d+):\d+/, (_, number) => `+${Number(number) - first}`));
    assert.deepEqual(told.sort(), [
      `content/loot.yaml+2 loot[${n}].entries[0].table: the table contains itself: ring_a → ring_b → ring_a`,
      `content/loot.yaml+3 loot[${n}].entries[1].item: no item "wolf_plet" (did you mean "wolf_pelt"?)`,
      `content/loot.yaml+3 loot[${n}].entries[1].when.classes[0]: no class "wardn" (did you mean "warden"?)`,
      `content/loot.yaml+6 loot[${n + 1}].groups[0].entries[0].table: the table contains itself: ring_b → ring_a → ring_b`,
      `content/loot.yaml+7 loot[${n + 1}].groups[0].when.zones[0]: no zone "emberwatch"`,
      `content/loot.yaml+8 loot[${n + 1}].groups[1].entries[0].pity.id: "xx" is used twice in this table`,
      `content/loot.yaml+8 loot[${n + 1}].groups[1].entries[0].table: no loot table "keepsake" (did you mean "keepsakes"?)`,
    ]);
  });

  it("4.5 vendors: names are checked, and nobody grows rich between two of them", () => {
    change("vendors.yaml", "{ item: watch_sword }", "{ item: watch_sord }");
    change("vendors.yaml", "{ item: oak_shield }", "{ item: oak_shield, price: 74 }");
    change("vendors.yaml", "currency: valor", "currency: honour");
    change("zones/saltgate.yaml", "vendor: saltgate_chandler", "vendor: saltgate_candler");
    assert.deepEqual(
      problems().map((line) => line.replace(/^.*?:\d+:\d+ /, "")),
      [
        'vendors[0].sells[1].item: no item "watch_sord" (did you mean "watch_sword"?)',
        "vendors[0].sells[2].price: must be at least 75: so much a vendor pays for it",
        'vendors[2].sells[0].currency: no currency "honour"',
        'zone.objects[7].vendor: no vendor "saltgate_candler" (did you mean "saltgate_chandler"?)',
      ],
    );
  });

  it("4.5 recipes: names, lessons and losses are checked, and nobody grows rich by making what can be bought", () => {
    const text = read("recipes.yaml");
    const wrong: ReadonlyArray<readonly [string, string]> = [
      ["ingredients: [{ item: coal }], makes: { item: wolf_plet }", 'makes.item: no item "wolf_plet" (did you mean "wolf_pelt"?)'],
      [
        "ingredients: [{ item: coal }], makes: { item: golem_core }",
        "makes: what goes into it can be bought for 8, and a vendor pays 198 for it",
      ],
      ["ingredients: [{ item: golem_core }], makes: { item: coal }, lesson: 5", "lesson: no vendor teaches it"],
      [
        "ingredients: [{ item: golem_core }], makes: { item: coal }, failure: { chance: 1, loses: [{ item: coal }] }",
        "failure.loses[0]: is more than goes into it",
      ],
      [
        "ingredients: [{ item: golem_core }], makes: { item: coal }, better: [{ chance: 0.1, stats: { power: 1 } }]",
        "better: only what is worn can be better than usual",
      ],
      ["ingredients: [{ item: golem_core }], makes: { item: coal }, skill: 30", "easyAt: must be more than skill"],
    ];
    const n = loadContent().recipes.length;
    for (const [recipe, problem] of wrong) {
      writeFileSync(
        join(folder, "recipes.yaml"),
        `${text}- { id: bad, name: Bad, profession: alchemy, station: forge, easyAt: 20, ${recipe} }\n`,
      );
      assert.deepEqual(
        problems().map((line) => line.replace(/^.*?:\d+:\d+ /, "")),
        [`recipes[${n}].${problem}`],
      );
    }
  });

  it("4.2 loot tables: an entry is exactly one thing, and says nothing that has no meaning", () => {
    const text = read("loot.yaml");
    const wrong: ReadonlyArray<readonly [string, string]> = [
      [
        "entries: [{ item: wolf_fang, table: wolf }]",
        "entries[0]: must have exactly one of item, currency, table (and, in a group, nothing)",
      ],
      ["entries: [{ chance: 0.5 }]", "entries[0]: must have exactly one of item, currency, table (and, in a group, nothing)"],
      ["entries: [{ item: wolf_fang, max: 1000 }]", "entries[0].max: at most 999 of an item"],
      ["entries: [{ currency: crwns, max: 1000 }]", 'entries[0].currency: no currency "crwns" (did you mean "crowns"?)'],
      ["entries: [{ table: wolf, max: 3 }]", "entries[0].max: is for items and coins only"],
      ["entries: [{ item: wolf_fang, min: 3, max: 2 }]", "entries[0].max: max is below min"],
      ["entries: [{ item: wolf_fang, pity: { id: a1, after: 2 } }]", "entries[0].pity: it always falls anyway"],
      ["entries: [{ item: wolf_fang, when: { minLevel: 5, maxLevel: 4 } }]", "entries[0].when: maxLevel is below minLevel"],
      ["entries: []", ": has neither entries nor groups"],
      [
        "groups: [{ entries: [{ item: wolf_fang, weight: 1, pity: { id: a1, after: 2 } }, { item: wolf_pelt, weight: 1, pity: { id: a2, after: 2 } }] }]",
        "groups[0].entries: only one entry of a group may have pity",
      ],
    ];
    const n = loadContent().lootTables.length;
    for (const [table, problem] of wrong) {
      writeFileSync(join(folder, "loot.yaml"), `${text}- { id: bad, ${table} }\n`);
      const told = problems();
      assert.equal(told.length, 1, told.join("\n"));
      assert.ok(told[0].endsWith(`loot[${n}]${problem.startsWith(":") ? "" : "."}${problem}`), told[0]);
    }
  });
});
