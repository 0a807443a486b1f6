import type { PublicNpc } from "#shared/content/public.ts";
import type { AppearanceChoices } from "#shared/content/schema.ts";
import { type Appearance, unpackAppearance } from "#shared/rules/appearance.ts";
import { CLASS_COLOURS, shade, UNKNOWN_CLASS } from "../colour.ts";
import { type Hide, sculptBoar, sculptGolem, sculptSpider, sculptWolf, sculptWraith } from "./beast.ts";
import { type Motion, type Outfit, sculptHumanoid } from "./humanoid.ts";
import type { Sculptor } from "./sculptor.ts";

/** How a kind of body is made, how large it is, and how high its name hangs, m. */
export interface Body {
  sculpt(s: Sculptor, m: Motion): void;
  size: number;
  heightM: number;
  /** Radius of its shadow and of the ring around its feet, m. */
  footM: number;
}

const SKIN = "#e0b08a";
/** Everybody is drawn larger than life: faces must be seen from the height the camera hangs at. */
const LARGER = 1.28;

const PLAYERS: Readonly<Record<number, Pick<Outfit, "robe" | "head" | "hands">>> = {
  1: { robe: false, head: "helmet", hands: "sword_shield" },
  2: { robe: true, head: "hat", hands: "staff" },
  3: { robe: true, head: "antlers", hands: "crook" },
};

const BANDIT: Outfit = { main: "#6b4b3a", dark: "#3c2c28", light: "#a83a34", skin: SKIN, robe: false, head: "mask", hands: "daggers" };
const CAPTAIN: Outfit = {
  main: "#7a2630",
  dark: "#2c2026",
  light: "#d8a84a",
  skin: SKIN,
  robe: false,
  head: "helmet",
  hands: "greatsword",
};
const ARCHER: Outfit = { main: "#4f5a35", dark: "#38301f", light: "#8a7a4a", skin: SKIN, robe: false, head: "hood", hands: "bow" };
const SHAMAN: Outfit = { main: "#5a4668", dark: "#332a3c", light: "#c9a24e", skin: "#9c7a5c", robe: true, head: "skull", hands: "totem" };

const GREY: Hide = { body: "#8d8f98", back: "#5f626e", belly: "#c4c2be" };
const TIMBER: Hide = { body: "#6b5846", back: "#43362c", belly: "#a8937a" };
const BLACK: Hide = { body: "#3a3540", back: "#221e28", belly: "#7c6a72" };
const BOAR: Hide = { body: "#7d5c44", back: "#4b3527", belly: "#9c7a5e" };
const BRISTLE: Hide = { body: "#55504e", back: "#2f2a2c", belly: "#8a7f78" };
const SPIDER: Hide = { body: "#4a4258", back: "#2e2838", belly: "#9fd05a" };
const GOLEM: Hide = { body: "#8a857e", back: "#625e5c", belly: "#7f9a58" };
const WRAITH: Hide = { body: "#3f6272", back: "#274554", belly: "#88aaaa" };
const KING: Hide = { body: "#53406e", back: "#2e2444", belly: "#aa88aa" };

const grown = (body: Body): Body => ({ ...body, size: body.size * LARGER, heightM: body.heightM * LARGER, footM: body.footM * LARGER });
const humanoid = (outfit: Outfit, size = 1): Body => ({
  sculpt: (s, m) => sculptHumanoid(s, outfit, m),
  size,
  heightM: 2.3 * size,
  footM: 0.55 * size,
});

const players = new Map<string, Body>();

/** @param appearance packed (rules/appearance.ts); a choice the content does not have is its first */
export function playerBody(classCode: number, appearance: number, choices: AppearanceChoices): Body {
  const key = `${classCode} ${appearance}`;
  let body = players.get(key);
  if (!body) {
    body = grown(makePlayerBody(classCode, unpackAppearance(appearance), choices));
    players.set(key, body);
  }
  return body;
}

function makePlayerBody(classCode: number, look: Appearance, choices: AppearanceChoices): Body {
  const colours = CLASS_COLOURS[classCode] ?? UNKNOWN_CLASS;
  const body = choices.bodies[look.body] ?? choices.bodies[0];
  const { colour: cloth } = choices.outfits[look.outfit] ?? choices.outfits[0];
  const outfit: Outfit = {
    ...(PLAYERS[classCode] ?? PLAYERS[1]),
    ...colours,
    ...(cloth && { main: cloth, dark: shade(cloth, -0.45) }),
    skin: (choices.skins[look.skin] ?? choices.skins[0]).colour,
    hair: { style: look.hair, colour: (choices.hairColours[look.hairColour] ?? choices.hairColours[0]).colour },
    girth: body.width,
  };
  return humanoid(outfit, body.height);
}

const bodies = new Map<string, Body>();

export function npcBody(npc: PublicNpc | undefined): Body {
  const key = npc?.id ?? "";
  let body = bodies.get(key);
  if (!body) {
    body = grown(makeNpcBody(npc));
    bodies.set(key, body);
  }
  return body;
}

function makeNpcBody(npc: PublicNpc | undefined): Body {
  const elite = npc?.elite === true;
  const aged = 1 + Math.min(8, npc?.level ?? 1) * 0.02;
  switch (npc?.look) {
    case "wolf": {
      const hide = elite ? BLACK : (npc.level ?? 1) >= 3 ? TIMBER : GREY;
      const size = elite ? 1.75 : (npc.level ?? 1) >= 3 ? 1.12 : 0.95;
      return { sculpt: (s, m) => sculptWolf(s, hide, m), size, heightM: 1.35 * size, footM: 0.7 * size };
    }
    case "boar": {
      const hide = (npc.level ?? 1) >= 3 ? BRISTLE : BOAR;
      const size = (npc.level ?? 1) >= 3 ? 1.2 : 0.95;
      return { sculpt: (s, m) => sculptBoar(s, hide, m), size, heightM: 1.35 * size, footM: 0.65 * size };
    }
    case "spider":
      return { sculpt: (s, m) => sculptSpider(s, SPIDER, m), size: 1, heightM: 1.25, footM: 0.85 };
    case "golem":
      return { sculpt: (s, m) => sculptGolem(s, GOLEM, m), size: 1.05, heightM: 2.8, footM: 0.95 };
    case "wraith":
      return {
        sculpt: (s, m) => sculptWraith(s, elite ? KING : WRAITH, m, elite),
        size: elite ? 1.6 : 1.05,
        heightM: elite ? 3.4 : 2.2,
        footM: elite ? 0.9 : 0.55,
      };
    case "archer":
      return humanoid(ARCHER, aged * 0.98);
    case "shaman":
      return humanoid(SHAMAN, aged * 0.98);
    default:
      return humanoid(elite ? CAPTAIN : BANDIT, elite ? 1.45 : aged);
  }
}
