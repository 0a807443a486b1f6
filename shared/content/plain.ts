import { AppearanceChoices, type Content } from "./schema.ts";

const choice = { name: "Plain", colour: "#808080" };

/** Characters that differ by their class alone: for worlds made up by tests and benchmarks. */
export const PLAIN_CHARACTERS: Pick<Content, "attributes" | "skills" | "origins" | "titles" | "appearance" | "names"> = {
  attributes: [],
  skills: [],
  origins: [],
  titles: [],
  appearance: AppearanceChoices.parse({
    bodies: [{ name: "Plain", width: 1, height: 1 }],
    skins: [choice],
    hairStyles: ["Plain"],
    hairColours: [choice],
    outfits: [choice],
  }),
  names: { reserved: { whole: [], anywhere: [] } },
};
