import type { PartyMember } from "../../net/party-ways.ts";

/** Shapes in a box of 16 × 16. */
const PATHS = {
  crown: "M1 5l3.5 3L8 2l3.5 6L15 5l-1.6 9H2.6z",
  assistant: "M8 1l2 4.6 5 .4-3.8 3.2 1.2 4.8L8 11.4 3.6 14l1.2-4.8L1 6l5-.4z",
  tank: "M8 1l6 2v5c0 4-3 6-6 7-3-1-6-3-6-7V3z",
  healer: "M6 1h4v5h5v4h-5v5H6v-5H1V6h5z",
  damage: "M14.5 1.5l-8 7-1-1-1.5 1.5 1.2 1.2L2 13.4l.6.6 3.2-3.2L7 12l1.5-1.5-1-1z",
  yes: "M1.5 8.5L4 6l2.6 2.6L12 3l2.5 2.5-7.9 8z",
  no: "M3 1l5 4.8L13 1l2 2-4.8 5 4.8 5-2 2-5-4.8L3 15l-2-2 4.8-5L1 3z",
  waits: "M3 1h10v3L9.5 8 13 12v3H3v-3l3.5-4L3 4z",
} as const;
export type IconName = keyof typeof PATHS;

const TITLES: Record<IconName, string> = {
  crown: "Leads the party",
  assistant: "Assistant",
  tank: "Tank",
  healer: "Healer",
  damage: "Damage",
  yes: "Ready",
  no: "Not ready",
  waits: "Has not answered",
};
const SVG = "http://www.w3.org/2000/svg";

export function partyIcon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `party-icon icon-${name}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", TITLES[name]);
  const title = document.createElementNS(SVG, "title");
  title.textContent = TITLES[name];
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(title, path);
  return svg;
}

/** Crown or star, for who has a rank. */
export function rankIcon({ rank }: PartyMember): SVGSVGElement | null {
  return rank === "member" ? null : partyIcon(rank === "leader" ? "crown" : "assistant");
}

export function readyIcon(ready: boolean | null): SVGSVGElement {
  return partyIcon(ready === null ? "waits" : ready ? "yes" : "no");
}
