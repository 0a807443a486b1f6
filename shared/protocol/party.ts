/** Kinds of messages about a character whose party follows it. */
export const PartyFrame = {
  /** On `character/{id}/combat`: VitalsFrame. */
  VITALS: "vitals",
  /** On `character/{id}/position`: PlaceFrame. */
  PLACE: "place",
  /** On `character/{id}/combat`, without data: it left its zone, for another or for good. */
  LEFT: "left",
} as const;

/** How a member of a party is: at most twice a second, when it changed; else every five seconds. */
export interface VitalsFrame {
  level: number;
  health: number;
  maxHealth: number;
  resource: number;
  maxResource: number;
  dead: boolean;
  inCombat: boolean;
  /** Its player's connection is lost; the character still stands there. */
  lost: boolean;
}

/** Where it is: likewise. */
export interface PlaceFrame {
  zoneId: string;
  layer: number;
  /** Whole metres. */
  x: number;
  y: number;
}

/** Notifications about parties (topic `player/{accountId}/notifications`) begin with this. */
export const PARTY_NEWS = "party.";
