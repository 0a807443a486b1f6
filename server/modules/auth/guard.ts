import { isIPv6 } from "node:net";
import { Problem } from "#server/http/problem.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { hashSecret } from "#server/platform/secret.ts";
import { transact } from "#server/platform/transaction.ts";
import * as repository from "./guard.repository.ts";

/** Failures are forgotten after a day without any. */
const FORGET_MS = 24 * 3600 * 1000;
const LOCK_S = 900;
const LONGEST_PAUSE_S = 60;

/** What is counted together, and how much of it is borne. */
export interface GuardKey {
  name: string;
  /** From this failure on every further one costs a pause: 1 s, 2 s, 4 s … one minute. */
  free: number;
  /** From this failure on every further one costs a quarter of an hour. */
  lockAt: number;
  /** The first lock is told to the owner. */
  told: boolean;
  /** Success wipes the slate clean; else it only takes back its own attempt. */
  clears: boolean;
}

/** An attempt that may be made. It counts as failed until `succeeded` is called, so that a hundred at once are no way around. */
export interface Admission {
  readonly keys: readonly GuardKey[];
  readonly counted: ReadonlyMap<string, repository.Counted>;
  /** If it fails it was one too many: the owner ought to know. */
  readonly locks: boolean;
}

/**
 * What an attempt to log in counts under.
 *
 * Somebody at a device or an address where this account has logged in before is judged by what happens there alone: whoever guesses
 * from elsewhere cannot keep him out. Everybody else is also judged by all guesses at the account and by all guesses from the address.
 * Accounts that do not exist are counted like those that do.
 */
export function logInKeys({
  email,
  ip,
  deviceId,
  known,
}: {
  email: string;
  ip: string;
  deviceId: string | null;
  known: boolean;
}): GuardKey[] {
  if (deviceId !== null) return [{ name: `device ${deviceId}`, free: 5, lockAt: 10, told: true, clears: true }];
  const network = networkOf(ip);
  const place: GuardKey = { name: `place ${network} ${email}`, free: 5, lockAt: 10, told: true, clears: true };
  if (known) return [place];
  const account: GuardKey = { ...accountKey(email), told: true };
  // behind a proxy that does not tell addresses everybody comes from this machine
  if (isLoopback(ip)) return [place, account];
  return [place, account, { name: `address ${network}`, free: 30, lockAt: 100, told: false, clears: false }];
}

function accountKey(email: string): GuardKey {
  return { name: `account ${email}`, free: 10, lockAt: 20, told: true, clears: false };
}

/** Of codes and passwords that are asked for again, within an account. */
export function proofKeys(what: "second factor" | "password", accountId: string): GuardKey[] {
  return [{ name: `${what} ${accountId}`, free: 5, lockAt: 10, told: true, clears: true }];
}

/** Counts failures in PostgreSQL, for all processes together. */
export class Guard {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /** @throws Problem too_many_attempts, with the time to wait */
  async admit(keys: readonly GuardKey[], now: Date): Promise<Admission> {
    const rows = await this.#count(keys, now);
    if (rows) {
      const counted = new Map(rows.map((row) => [row.key, row]));
      return { keys, counted, locks: keys.some((key) => key.told && counted.get(hashOf(key))?.failures === key.lockAt) };
    }
    const until = await repository.blockedUntil(this.#prisma, keys.map(hashOf), now);
    const waitS = Math.max(1, Math.ceil(((until ?? now).getTime() - now.getTime()) / 1000));
    throw new Problem("too_many_attempts", { headers: { "Retry-After": String(waitS) } });
  }

  /** Null: one of the keys is blocked, and nothing was counted. */
  async #count(keys: readonly GuardKey[], now: Date): Promise<repository.Counted[] | null> {
    const costly = keys.map((key) => ({ key: hashOf(key), pausesS: pausesOf(key) }));
    const count = async (db: PrismaClient | Tx) => {
      const rows = await repository.count(db, costly, now, new Date(now.getTime() - FORGET_MS));
      if (rows.length < keys.length) throw new Blocked();
      return rows;
    };
    // of several all are counted or none; one is what most log-ins have
    const counted = keys.length === 1 ? count(this.#prisma) : transact(this.#prisma, count);
    return counted.catch((error: unknown) => {
      if (error instanceof Blocked) return null;
      throw error;
    });
  }

  async succeeded({ keys, counted }: Admission, now: Date): Promise<void> {
    await repository.forget(this.#prisma, keys.filter((key) => key.clears).map(hashOf));
    for (const key of keys) {
      const one = counted.get(hashOf(key));
      if (one && !key.clears) await repository.uncount(this.#prisma, one, now);
    }
  }

  /** Nobody looked whether the attempt was right: it does not count. */
  async undecided({ keys, counted }: Admission, now: Date): Promise<void> {
    for (const key of keys) {
      const one = counted.get(hashOf(key));
      if (one) await repository.uncount(this.#prisma, one, now);
    }
  }

  /** Who has proved that the account is his need not wait for others' guesses. */
  async forgive(tx: Tx, email: string): Promise<void> {
    await repository.forget(tx, [hashOf(accountKey(email))]);
  }
}

/** Thrown to undo what was counted under keys that were not blocked. */
class Blocked extends Error {}

/** Seconds until the next attempt after so many failures. */
export function pauseAfter(failures: number, { free, lockAt }: Pick<GuardKey, "free" | "lockAt">): number {
  if (failures >= lockAt) return LOCK_S;
  return failures < free ? 0 : Math.min(2 ** (failures - free), LONGEST_PAUSE_S);
}

/** What each failure costs, from the first to the one from which on it stays the same. */
function pausesOf(key: GuardKey): number[] {
  return Array.from({ length: key.lockAt }, (_, n) => pauseAfter(n + 1, key));
}

function hashOf({ name }: GuardKey): string {
  return Buffer.from(hashSecret(name)).toString("base64url");
}

/** One household has a /64 of IPv6: its addresses count as one. */
export function networkOf(ip: string): string {
  if (!isIPv6(ip) || ip.startsWith("::ffff:")) return ip.replace(/^::ffff:/, "");
  const [head, tail] = ip.split("%")[0].split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const all = tail === undefined ? left : [...left, ...Array<string>(8 - left.length - right.length).fill("0"), ...right];
  return all
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(":");
}

function isLoopback(ip: string): boolean {
  return ip === "::1" || networkOf(ip).startsWith("127.");
}
