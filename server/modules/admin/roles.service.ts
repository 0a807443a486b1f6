import type { PrismaClient } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import { audit } from "./audit.repository.ts";
import * as repository from "./roles.repository.ts";

/** In the audit: whoever has a shell on the server. */
export const CONSOLE = "00000000-0000-0000-0000-000000000000";
/** Those that are given and taken away; every account is a player. */
export const GRANTED_ROLES = ["moderator", "admin"] as const;
export type GrantedRole = (typeof GRANTED_ROLES)[number];

/**
 * Gives a role or takes it away; requests that come later are judged by it, sessions go on. Twice is the same as once.
 * @returns the roles the account has now; null: no account has this address
 */
export async function setRole(
  prisma: PrismaClient,
  { email, role, remove }: { email: string; role: GrantedRole; remove: boolean },
): Promise<string[] | null> {
  return transact(prisma, async (tx) => {
    const before = await repository.findByEmail(tx, email);
    if (!before) return null;
    if (before.roles.includes(role) !== remove) return before.roles;
    await (remove ? repository.takeAway : repository.grant)(tx, before.id, role);
    const after = (await repository.findByEmail(tx, email)) ?? before;
    const action = remove ? "account.role_removed" : "account.role_granted";
    const target = { type: "account", id: before.id } as const;
    await audit(tx, { at: new Date(), actorId: CONSOLE, action, target, before: { roles: before.roles }, after: { roles: after.roles } });
    return after.roles;
  });
}
