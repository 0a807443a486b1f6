import type { PublicObject } from "#shared/content/schema.ts";
import { EntityKind } from "#shared/protocol/codes.ts";
import type { Entity } from "./entity.ts";
import type { Lexicon } from "./lexicon.ts";
import type { Picture } from "./picture.ts";

/** What one can reach for without walking: drops are taken from this near, m. */
export const REACH_M = 3;
/** Tab looks this far, m. */
const TAB_RANGE_M = 32;
/** Objects further off are walked to only when they are clicked, m. */
const OBJECT_REACH_M = 6;
/** Who is farther from a counter has left it, m. */
const COUNTER_M = 7;
const OBJECT_BODY = { footM: 0.8, heightM: 1.6 };
/** Clicks count this far from a body's middle, m. */
const CLICK_SLACK_M = 0.35;

/** Who is under the mouse. Bodies stand up: the place clicked on may be a head. */
export function entityAt(
  picture: Picture,
  groundX: number,
  groundY: number,
  bodyOf: (e: Entity) => { footM: number; heightM: number },
): Entity | null {
  let best: Entity | null = null;
  let bestScore = Number.POSITIVE_INFINITY;
  for (const entity of picture.entities.values()) {
    if (entity.id === picture.ownId || entity.kind === EntityKind.PROJECTILE) continue;
    const { footM, heightM } =
      entity.kind === EntityKind.DROP ? { footM: 0.5, heightM: 0.6 } : entity.kind === EntityKind.OBJECT ? OBJECT_BODY : bodyOf(entity);
    const dx = Math.abs(groundX - entity.x);
    const dy = groundY - entity.y;
    if (dx > footM + CLICK_SLACK_M || dy < -footM - CLICK_SLACK_M || dy > heightM + CLICK_SLACK_M) continue;
    // the dead are clicked on only when nobody living is there
    const score = dx + Math.max(0, Math.abs(dy - heightM * 0.4)) * 0.5 + (entity.dead ? 10 : 0);
    if (score < bestScore) {
      best = entity;
      bestScore = score;
    }
  }
  return best;
}

/** The next enemy for Tab: nearest first, then around, starting again when all had their turn. */
export function nextEnemy(picture: Picture, x: number, y: number): Entity | null {
  const enemies = [...picture.entities.values()]
    .filter((entity) => picture.isHostile(entity) && Math.hypot(entity.x - x, entity.y - y) <= TAB_RANGE_M)
    .sort((a, b) => distance2(a, x, y) - distance2(b, x, y));
  if (!enemies.length) return null;
  const at = enemies.findIndex((entity) => entity.id === picture.own.target);
  return enemies[(at + 1) % enemies.length];
}

/** What the hand reaches for: the nearest drop one may take, or object that is ready and near. */
export function nearestUsable(picture: Picture, x: number, y: number): Entity | null {
  let best: Entity | null = null;
  for (const entity of picture.entities.values()) {
    if (entity.kind !== EntityKind.DROP && entity.kind !== EntityKind.OBJECT) continue;
    if (entity.kind === EntityKind.OBJECT && (entity.health < 1 || distance2(entity, x, y) > OBJECT_REACH_M ** 2)) continue;
    if (entity.target !== 0 && entity.target !== picture.ownId) continue;
    if (!best || distance2(entity, x, y) < distance2(best, x, y)) best = entity;
  }
  return best;
}

/** The place that is pointed at, or, when that is too far, the farthest on the way to it. */
export function within(from: { x: number; y: number }, to: { x: number; y: number }, rangeM: number): { x: number; y: number } {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const part = distance > rangeM ? rangeM / distance : 1;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

/** Does one still stand at what one has touched? @param id its entity */
export function standsAt(picture: Picture, id: number): boolean {
  const { me } = picture;
  const touched = picture.find(id);
  return me !== null && touched !== null && distance2(touched, me.x, me.y) < COUNTER_M ** 2;
}

/** Does one stand at an object of a kind? The room decides by the same distance. */
export function isNear(picture: Picture, lexicon: Lexicon, kind: PublicObject["kind"]): boolean {
  const { me } = picture;
  if (!me) return false;
  for (const entity of picture.entities.values()) {
    if (entity.kind !== EntityKind.OBJECT) continue;
    const object = lexicon.object(entity.template);
    if (object?.kind === kind && distance2(entity, me.x, me.y) <= object.rangeM ** 2) return true;
  }
  return false;
}

const distance2 = (entity: Entity, x: number, y: number): number => (entity.x - x) ** 2 + (entity.y - y) ** 2;
