import { affected, type PrismaClient, rowsOf, sql, type Tx } from "#server/platform/prisma.ts";
import { isKnownPlace } from "./history.repository.ts";

type Db = PrismaClient | Tx;
type Hash = Uint8Array<ArrayBuffer>;

/** An account as logging in needs it. */
export interface Account {
  id: string;
  email: string | null;
  emailVerifiedAt: Date | null;
  passwordHash: string | null;
  guestHash: Uint8Array | null;
  createdAt: Date;
  roles: string[];
  /** A confirmed second factor is asked for. */
  secondFactor: boolean;
}

const FIELDS = sql`
  id, email::text, email_verified_at AS "emailVerifiedAt", password_hash AS "passwordHash", guest_hash AS "guestHash",
  created_at AS "createdAt",
  (SELECT coalesce(array_agg(role ORDER BY role), '{}') FROM account_roles r WHERE r.account_id = a.id) AS roles,
  EXISTS (SELECT 1 FROM account_totp t WHERE t.account_id = a.id AND t.confirmed_at IS NOT NULL) AS "secondFactor"`;

/** One statement, whether or not there is such an account: the time it takes tells nothing. */
export async function findByEmail(db: Db, email: string): Promise<Account | null> {
  const [account] = await rowsOf<Account>(db)`SELECT ${FIELDS} FROM accounts a WHERE email = ${email}::citext`;
  return account ?? null;
}

/** The same for somebody at an address; `known`: somebody has logged in to the account from there not long ago. */
export async function findForLogIn(db: Db, email: string, ip: string, now: Date): Promise<(Account & { known: boolean }) | null> {
  const known = isKnownPlace(sql`a.id`, ip, now);
  const [account] = await rowsOf<Account & { known: boolean }>(
    db,
  )`SELECT ${FIELDS}, ${known} AS known FROM accounts a WHERE email = ${email}::citext`;
  return account ?? null;
}

export async function findById(db: Db, id: string): Promise<Account | null> {
  const found = await db.account.findUnique({ where: { id }, include: { roles: { orderBy: { role: "asc" } }, totp: true } });
  if (!found) return null;
  const { roles, totp, ...account } = found;
  return { ...account, roles: roles.map(({ role }) => role), secondFactor: (totp?.confirmedAt ?? null) !== null };
}

/**
 * Holds the account until the transaction ends: nobody can ban or erase it, log-ins do not wait for each other. False: it is gone or
 * erased, or its password is another than the one that was shown: a log-in that began before a change of the password must not end after it.
 */
export async function hold(tx: Tx, { id, passwordHash }: Account): Promise<boolean> {
  const rows = await rowsOf(tx)`
    SELECT 1 AS held FROM accounts
    WHERE id = ${id}::uuid AND erased_at IS NULL AND password_hash IS NOT DISTINCT FROM ${passwordHash}::text FOR SHARE`;
  return rows.length > 0;
}

export interface NewAccount {
  id: string;
  email?: string;
  emailVerifiedAt?: Date;
  passwordHash?: string;
  guestHash?: Hash;
  createdAt: Date;
}

/** False: the address has an account already, and nothing was changed. */
export async function insertAccount(tx: Tx, account: NewAccount): Promise<boolean> {
  const { count } = await tx.account.createMany({ data: account, skipDuplicates: true });
  if (count === 0) return false;
  await tx.accountRole.create({ data: { accountId: account.id, role: "player", grantedAt: account.createdAt } });
  return true;
}

export async function setPassword(db: Db, id: string, passwordHash: string): Promise<void> {
  await db.account.update({ where: { id }, data: { passwordHash } });
}

/** False: this is not an address of the account that waits to be confirmed. */
export async function confirmEmail(tx: Tx, id: string, email: string, now: Date): Promise<boolean> {
  const { count } = await tx.account.updateMany({ where: { id, email, emailVerifiedAt: null }, data: { emailVerifiedAt: now } });
  return count > 0;
}

export async function setPending(tx: Tx, id: string, pendingEmail: string, pendingPasswordHash: string): Promise<void> {
  await tx.account.update({ where: { id }, data: { pendingEmail, pendingPasswordHash } });
}

/**
 * A guest becomes a full account. False: it does not want this address any more.
 * @throws a unique violation when somebody else has taken the address
 */
export async function upgrade(tx: Tx, id: string, email: string, now: Date): Promise<boolean> {
  const count = await affected(tx)`
    UPDATE accounts SET email = pending_email, password_hash = pending_password_hash, email_verified_at = ${now},
      guest_hash = NULL, pending_email = NULL, pending_password_hash = NULL
    WHERE id = ${id}::uuid AND guest_hash IS NOT NULL AND pending_email = ${email}::citext`;
  return count > 0;
}

/** The guest who wants to become a full account with this address. */
export async function findPending(db: Db, email: string, id: string): Promise<boolean> {
  return (await db.account.count({ where: { id, pendingEmail: email } })) > 0;
}
