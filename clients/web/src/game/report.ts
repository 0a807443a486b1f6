import type { Camera } from "../render/camera.ts";
import type { Lexicon } from "./lexicon.ts";
import type { Picture } from "./picture.ts";

/** A copy of the picture for tests and the curious, with the place of everybody on the page. */
export function describePicture(picture: Picture, lexicon: Lexicon, camera: Camera, density: number): Record<string, unknown> {
  const entities = [...picture.entities.values()];
  return {
    ownId: picture.ownId,
    own: structuredClone(picture.own),
    entities: entities.map(({ id, kind, template, name, level, x, y, health, flags, target }) => ({
      id,
      kind,
      template,
      name: lexicon.nameOf(kind, template, name),
      level,
      x,
      y,
      health,
      flags,
      target,
    })),
    screenOf: Object.fromEntries(entities.map((e) => [e.id, [camera.screenX(e.x) / density, camera.screenY(e.y, 0.5) / density]])),
  };
}
