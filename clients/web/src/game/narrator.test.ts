import assert from "node:assert/strict";
import type { PublicContent } from "#shared/content/public.ts";
import { indexOf, makeEntityId } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, EntityKind } from "#shared/protocol/codes.ts";
import { Effects } from "../render/effects.ts";
import { Entity } from "./entity.ts";
import { Flights } from "./flights.ts";
import { Lexicon } from "./lexicon.ts";
import { Narrator } from "./narrator.ts";
import { Picture } from "./picture.ts";

const [ME, TOLAN, EDDA] = [makeEntityId(1, 1), makeEntityId(2, 1), makeEntityId(3, 1)];
const NO_CONTENT = { abilities: [], statuses: [], classes: [], npcs: [], items: [], sayings: [] } as unknown as PublicContent;

/** What the page says when this happens between two players. */
function told(kind: CombatEventKind, source: number, target: number): { log: string[]; announced: string[] } {
  const picture = new Picture(ME);
  const log: string[] = [];
  const announced: string[] = [];
  const names: Record<number, string> = { [ME]: "Mira", [TOLAN]: "Tolan", [EDDA]: "Edda" };
  for (const [id, name] of Object.entries(names)) {
    const place = { x: 0, y: 0, facing: 0 };
    const looks = { template: 1, appearance: 0, level: 1, health: 255, flags: 0, target: 0 };
    picture.entities.set(indexOf(+id), new Entity({ id: +id, kind: EntityKind.PLAYER, name, ...place, ...looks }, 0, 0));
  }
  const narrator = new Narrator({
    picture,
    lexicon: new Lexicon(NO_CONTENT),
    effects: new Effects(),
    flights: new Flights(),
    heightOf: () => 2,
    log: (_, text) => log.push(text),
    announce: (text) => announced.push(text),
    shake: () => {},
    lastAim: () => ({ x: 0, y: 0 }),
  });
  const event = { kind, source: indexOf(source), target: indexOf(target), ability: 0, amount: 0, flags: 0 };
  const [sourceEntity, targetEntity] = [picture.find(source), picture.find(target)];
  narrator.tell({ ...event, sourceEntity, targetEntity, mine: source === ME || target === ME }, 0);
  return { log, announced };
}

describe("play page: what is said of what happens", () => {
  it("1.6 a duel and how it ended, large for those who fight it, a line for all", () => {
    const { DUEL_STARTED, DUEL_ENDED } = CombatEventKind;
    assert.deepEqual(told(DUEL_STARTED, TOLAN, ME), { log: ["Tolan and Mira fight a duel."], announced: ["Fight!"] });
    const won = { log: ["Mira wins the duel against Tolan."], announced: ["You have won the duel against Tolan."] };
    assert.deepEqual(told(DUEL_ENDED, ME, TOLAN), won);
    const lost = { log: ["Tolan wins the duel against Mira."], announced: ["You have lost the duel against Tolan."] };
    assert.deepEqual(told(DUEL_ENDED, TOLAN, ME), lost);
    assert.deepEqual(told(DUEL_ENDED, TOLAN, EDDA), { log: ["Tolan wins the duel against Edda."], announced: [] });
  });

  it("1.6 who is called back to life, and by whom; also by somebody out of sight", () => {
    const { RESURRECTED } = CombatEventKind;
    assert.deepEqual(told(RESURRECTED, TOLAN, ME).log, ["Tolan calls you back to life."]);
    assert.deepEqual(told(RESURRECTED, makeEntityId(77, 1), EDDA).log, ["Somebody calls Edda back to life."]);
  });
});
