/** Where characters are and where they can go. */

/** A place in the world that a character is sent to. */
export interface Destination {
  zoneId: string;
  /** m */
  x: number;
  y: number;
  /** Radians. */
  facing: number;
}

/** A room that is open now. */
export interface Place {
  roomId: string;
  layer: number;
  /** Where clients reach it, `ws://…`. */
  address: string;
}

/** Which room of a zone a character goes to. */
export interface Places {
  find(want: { zoneId: string; characterId: string }): Promise<Place | "zone_full" | "zone_unavailable">;
}

/** Where a character is, as the room says that holds it. */
export interface CharacterPlace {
  characterId: string;
  zoneId: string;
  layer: number;
  /** Metres. */
  x: number;
  y: number;
  alive: boolean;
  inCombat: boolean;
  /** Its player's connection is lost; it still stands there. */
  lost?: boolean;
  /** World objects that it is near enough to use; `objectId` is that of the zone's content. */
  near: Array<{ kind: string; objectId: string }>;
}
