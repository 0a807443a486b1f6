import type { EquipmentKind } from "#shared/rules/equipment.ts";
import type { Ability, Item } from "#shared/content/schema.ts";
import { canvas } from "../dom.ts";
import { hex, QUALITY_COLOURS, SCHOOL_COLOURS, shade } from "./colour.ts";
import { GLYPHS, type GlyphName } from "./glyphs.ts";

const ABILITY_GLYPHS: Readonly<Record<string, GlyphName>> = {
  hew: "blade",
  sweeping_arc: "arc",
  hamstring: "sinew",
  skullcracker: "shield",
  second_breath: "heart",
  shield_rush: "shield",
  ember_bolt: "flame",
  rime_lance: "shard",
  cinderfall: "meteor",
  frost_ring: "flake",
  windstep: "wind",
  call_horse: "wind",
  flickerstep: "wind",
  thorn_dart: "thorn",
  mend: "mend",
  verdant_bloom: "bloom",
  snaring_roots: "roots",
  groves_breath: "leaf",
};

const ITEM_GLYPHS: Readonly<Record<string, GlyphName>> = {
  wolf_pelt: "pelt",
  grimjaw_hide: "pelt",
  wolf_fang: "fang",
  boar_tusk: "fang",
  boar_meat: "meat",
  spinner_silk: "web",
  venom_sac: "drop",
  stolen_coin: "coin",
  torn_map: "scroll",
  hunters_bow: "bow",
  fen_charm_bone: "bone",
  healing_draught: "flask",
  golem_core: "orb",
  shatterstone: "stone",
  grave_dust: "dust",
  barrow_blade: "blade",
  captains_seal: "seal",
  hollow_crown: "crown",
  padded_jerkin: "jerkin",
  bent_nail: "nail",
  ember_staff: "staff",
  glass_wand: "staff",
  root_staff: "staff",
  thorn_crook: "staff",
  driftglass_orb: "orb",
};

/** What an item or ability without a picture of its own looks like. */
const KIND_GLYPHS: Readonly<Record<Item["kind"], GlyphName>> = {
  material: "stone",
  consumable: "flask",
  weapon: "blade",
  armour: "jerkin",
  trophy: "seal",
};

/** What is worn, by where. */
const WORN_GLYPHS: Readonly<Record<EquipmentKind, GlyphName>> = {
  head: "helm",
  neck: "pendant",
  back: "cloak",
  chest: "jerkin",
  hands: "glove",
  legs: "trousers",
  feet: "boot",
  finger: "ring",
  main_hand: "blade",
  off_hand: "shield",
};

/** School and picture of an ability, from what it does. */
export function abilityLook(ability: Ability): { colour: string; glyph: GlyphName } {
  const damage = ability.effects.find((effect) => effect.kind === "damage");
  const heals = ability.effects.some((effect) => effect.kind === "heal");
  const school = damage?.kind === "damage" ? damage.school : heals || ability.target === "ally" ? "nature" : "frost";
  const glyph = ABILITY_GLYPHS[ability.id] ?? (heals ? "mend" : damage ? (school === "physical" ? "claw" : "orb") : "wind");
  return { colour: glyph === "heart" ? "#ff7a6a" : (SCHOOL_COLOURS[school] ?? SCHOOL_COLOURS.physical), glyph };
}

export function abilityIcon(ability: Ability, size: number): HTMLCanvasElement {
  const { colour, glyph } = abilityLook(ability);
  return icon(glyph, colour, shade(colour, -0.72), size);
}

export function itemIcon(item: Item | undefined, size: number): HTMLCanvasElement {
  const quality = QUALITY_COLOURS[item?.quality ?? "common"];
  const glyph = item ? (ITEM_GLYPHS[item.id] ?? (item.equip ? WORN_GLYPHS[item.equip.kind] : KIND_GLYPHS[item.kind])) : "bag";
  return icon(glyph, item?.quality === "poor" || item?.quality === "common" || !item ? "#cdb894" : quality, shade(quality, -0.8), size);
}

/** A glyph in its colour, lit from above, on a dark ground. */
function icon(glyph: GlyphName, colour: string, ground: string, size: number): HTMLCanvasElement {
  const density = Math.min(2, window.devicePixelRatio || 1);
  const ctx = canvas(size * density, size * density);
  ctx.canvas.className = "icon";
  ctx.scale((size * density) / 64, (size * density) / 64);
  const back = ctx.createRadialGradient(24, 18, 6, 32, 34, 46);
  back.addColorStop(0, shade(ground, 0.22));
  back.addColorStop(1, shade(ground, -0.45));
  ctx.fillStyle = back;
  ctx.fillRect(0, 0, 64, 64);
  const [r, g, b] = hex(colour);
  const glow = ctx.createRadialGradient(32, 34, 4, 32, 34, 30);
  glow.addColorStop(0, `rgba(${r},${g},${b},0.35)`);
  glow.addColorStop(1, `rgba(${r},${g},${b},0)`);
  ctx.fillStyle = glow;
  ctx.fillRect(0, 0, 64, 64);
  ctx.translate(32, 32);
  ctx.scale(0.82, 0.82);
  ctx.translate(-32, -32);
  ctx.lineJoin = "round";
  const [main, detail] = GLYPHS[glyph] as readonly string[];
  const outline = new Path2D(main);
  ctx.strokeStyle = "rgba(8,4,10,0.9)";
  ctx.lineWidth = 6;
  ctx.stroke(outline);
  const fill = ctx.createLinearGradient(10, 4, 44, 60);
  fill.addColorStop(0, shade(colour, 0.55));
  fill.addColorStop(0.5, colour);
  fill.addColorStop(1, shade(colour, -0.45));
  ctx.fillStyle = fill;
  ctx.fill(outline);
  if (detail) {
    const path = new Path2D(detail);
    ctx.fillStyle = shade(colour, -0.55);
    ctx.globalAlpha = 0.75;
    ctx.fill(path);
    ctx.globalAlpha = 1;
  }
  return ctx.canvas;
}
