import type { RoomLoad } from "./leases.ts";

/** How many players a layer of a zone takes, and how many layers there may be: content. */
export interface LayerLimits {
  /** With so many a layer counts as full for those who can choose. */
  softPlayers: number;
  maxLayers: number;
}

/** One layer as the table of leases tells of it. */
export interface LayerRow extends Pick<RoomLoad, "players" | "wantsLayer"> {
  zoneId: string;
  layer: number;
  owner: string;
  /** Its lease holds. */
  live: boolean;
  /** A room is open under the lease. */
  running: boolean;
  /** Nobody is sent there any more, or it was closed on purpose. */
  closing: boolean;
  /** Its lease ran out so short a while ago that somebody, or something on its ground, may wait for it. */
  missed: boolean;
}

/** A layer that asks for relief with fewer than this part of the soft limit would not be helped by another layer. */
const RELIEF_FROM = 0.1;
/** A layer is only given up when another has this much of its soft limit free: less, and the next player would open it again. */
const SLACK = 0.2;

/** Layers beyond the first that ran until their process died: whoever was there finds them again, and what lay there. */
export function missedLayers(rows: readonly LayerRow[]): number[] {
  return rows.filter((row) => row.layer > 0 && !row.live && !row.closing && row.missed).map((row) => row.layer);
}

/** Why a zone needs another layer: its layers are full, or one of them asks for relief; null: it needs none. */
export function needOf(rows: readonly LayerRow[], limits: LayerLimits): "players" | "relief" | null {
  const live = rows.filter((row) => row.live);
  // one is on its way, or one that is closing will stay
  if (live.length === 0 || live.length >= limits.maxLayers || live.some((row) => !row.running || row.closing)) return null;
  if (missedLayers(rows).length > 0) return null;
  if (live.every((row) => isFull(row, limits))) return "players";
  return live.every((row) => isFull(row, limits) || wantsRelief(row, limits)) ? "relief" : null;
}

/** The number a new layer gets. All who would open one choose the same: the lease lets one of them. */
export function freeNumber(rows: readonly LayerRow[]): number {
  const taken = new Set(rows.filter((row) => row.live).map((row) => row.layer));
  let layer = 1;
  while (taken.has(layer)) layer++;
  return layer;
}

/** May this layer close when it is empty? Only those before it count, so that no two give each other up. The first never may. */
export function isSpare(layer: number, rows: readonly LayerRow[], limits: LayerLimits): boolean {
  const room = (row: LayerRow) => row.players <= limits.softPlayers * (1 - SLACK) && !row.wantsLayer;
  return rows.some((row) => row.layer < layer && row.live && row.running && !row.closing && room(row));
}

/** Is there a process that has fewer players than this one has? Those without any lease are not in the table: they do not hesitate. */
export function othersHaveLess(rows: readonly LayerRow[], self: string): boolean {
  const players = new Map<string, number>([[self, 0]]);
  for (const row of rows) if (row.live) players.set(row.owner, (players.get(row.owner) ?? 0) + row.players);
  const own = players.get(self) as number;
  return [...players.values()].some((other) => other < own);
}

function isFull({ players }: LayerRow, { softPlayers }: LayerLimits): boolean {
  return players >= softPlayers;
}

function wantsRelief({ wantsLayer, players }: LayerRow, { softPlayers }: LayerLimits): boolean {
  return wantsLayer && players >= softPlayers * RELIEF_FROM;
}
