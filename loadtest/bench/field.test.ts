import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileZone } from "#shared/content/compile.ts";
import { loadContent } from "#shared/content/load.ts";
import { deflection, FIELD_ID, fieldZone, fightPlan } from "./contenders/field.ts";
import { entitiesOf, SCENARIOS, sideFor } from "./scenario.ts";

describe("9.11 the field the server is measured on", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "necpgame-field-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const scenario of Object.values(SCENARIOS)) {
    for (const clients of scenario.clients) {
      it(`9.11 ${scenario.name} with ${clients} clients is content like any other`, () => {
        const entities = entitiesOf(scenario, clients);
        const side = sideFor(entities, scenario.visible);
        const file = join(folder, `${FIELD_ID}.yaml`);
        writeFileSync(file, fieldZone(scenario, clients, side, 1));
        const content = loadContent(undefined, { extraZones: [file] });
        const zone = compileZone(content, FIELD_ID);
        assert.equal(zone.zone.widthM, side);
        assert.equal(zone.spawnPoints.length, entities - clients);
      });
    }
  }

  it("9.11 the clients know what they fight with, and how fast they walk", () => {
    const content = loadContent();
    const plan = fightPlan(content, 1500);
    assert.ok(plan.attack.rangeM > 10 && plan.help.rangeM > 10);
    assert.notEqual(plan.attack.slot, plan.help.slot);
    assert.ok(deflection(content) > 0.5 && deflection(content) <= 1);
  });
});
