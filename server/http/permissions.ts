/** What an account may do beyond playing, by its roles. A route names the permission it asks for, never a role. */
export type Permission =
  /** Find accounts, see who they are and what happened to them. */
  | "accounts.read"
  /** Keep an account out for a while. */
  | "accounts.suspend"
  /** Keep an account out for any time, and let it in again whoever had kept it out. */
  | "accounts.ban"
  /** Keep an account from writing for a while; judge reported messages. */
  | "chat.moderate"
  /** See what operators did. */
  | "audit.read"
  /** Look into and steer the running server: recordings, zones, queues. */
  | "operate";

/** From the least to the most; the column `account_roles.role` allows exactly these. */
const ROLES = ["player", "moderator", "admin"] as const;
type Role = (typeof ROLES)[number];

const MODERATION: readonly Permission[] = ["accounts.read", "accounts.suspend", "chat.moderate"];

/** The one table that says what a role is worth. */
const PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  player: [],
  moderator: MODERATION,
  admin: [...MODERATION, "accounts.ban", "audit.read", "operate"],
};

/** How high the highest role stands; −1 without any. Nobody acts against who stands as high as himself. */
export function rankOf(roles: readonly string[]): number {
  return ROLES.findLastIndex((role) => roles.includes(role));
}

/** True when one of the roles brings the permission. Roles that are not known bring nothing. */
export function permits(roles: readonly string[], permission: Permission): boolean {
  return ROLES.some((role) => roles.includes(role) && PERMISSIONS[role].includes(permission));
}
