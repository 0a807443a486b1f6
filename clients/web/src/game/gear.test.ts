import assert from "node:assert/strict";
import { loadContent } from "#shared/content/load.ts";
import { EQUIPMENT_SLOTS } from "#shared/rules/equipment.ts";
import { changeBy, type Piece, replacedBy } from "./gear.ts";

const items = new Map(loadContent().items.map((item) => [item.id, item]));
const templates = (id: string) => items.get(id);
const piece = (templateId: string, kind = "", more: Partial<Piece> = {}): Piece => ({
  templateId,
  slot: (EQUIPMENT_SLOTS as readonly string[]).indexOf(kind),
  durability: 10,
  stats: {},
  ...more,
});
const off = (id: string, worn: Piece[]) => {
  const template = items.get(id);
  assert.ok(template);
  return replacedBy(template, worn, templates).map(({ templateId }) => templateId);
};

describe("gear on the page", () => {
  it("6.8 a two-handed weapon takes the place of both hands, a shield that of a two-handed weapon", () => {
    assert.deepEqual(off("greatsword", [piece("watch_sword", "main_hand"), piece("oak_shield", "off_hand")]), [
      "watch_sword",
      "oak_shield",
    ]);
    assert.deepEqual(off("oak_shield", [piece("greatsword", "main_hand")]), ["greatsword"]);
    assert.deepEqual(off("oak_shield", [piece("watch_sword", "main_hand")]), []);
  });

  it("6.8 a second ring goes onto the free finger", () => {
    const first = piece("copper_ring", "finger");
    assert.deepEqual(off("seal_ring", [first]), []);
    assert.deepEqual(off("seal_ring", [first, { ...first, slot: first.slot + 1 }]), ["copper_ring"]);
  });

  it("6.8 the change counts what comes off and what was crafted into it, and nothing of what is broken", () => {
    const worn = [piece("watch_sword", "main_hand")];
    assert.deepEqual(changeBy(piece("barrow_blade", "", { stats: { power: 1 } }), worn, templates), [
      ["power", 6],
      ["crit", 0.01],
      ["resistShadow", 6],
    ]);
    assert.deepEqual(changeBy(piece("watch_sword", "", { durability: 0 }), worn, templates), [["power", -2]]);
    assert.deepEqual(changeBy(piece("watch_sword"), worn, templates), []);
  });
});
