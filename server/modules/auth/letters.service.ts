import type { Compose } from "#server/outbox/mail-delivery.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import * as repository from "./auth.repository.ts";
import { write } from "./letters.ts";
import * as oneTime from "./one-time.repository.ts";

export interface LetterDeps {
  prisma: PrismaClient;
  now: () => number;
  /** Address of this server, as players reach it: https://play.example.com */
  webUrl: () => string;
}

const NOT_YOU = "If this was not you there is nothing to do: without the link nothing happens.";

/**
 * The letters of authentication. They are written when they are sent: whether an address has an account is looked up here and not while
 * somebody waits for an answer, and one-time tokens exist in nothing but the letter.
 */
export function authLetters({ prisma, now, webUrl }: LetterDeps): Record<string, Compose> {
  const link = (label: string, name: string, token: string) => ({ label, url: `${webUrl()}/play/#${name}=${token}` });
  const at = () => new Date(now());

  const addressTaken = () =>
    write({
      subject: "You have an account already",
      before: ["Somebody, perhaps you, wanted to make an account with this address. It has one already."],
      link: { label: "Log in, or recover the password", url: `${webUrl()}/play/` },
      after: ["If this was not you there is nothing to do."],
    });

  const verifyEmail: Compose = async ({ recipient, data }) => {
    const account = await repository.findByEmail(prisma, recipient);
    const guest = typeof data.guestId === "string" ? data.guestId : null;
    if (guest !== null && account) return addressTaken();
    const waits = guest === null ? account?.emailVerifiedAt === null : await repository.findPending(prisma, recipient, guest);
    if (!waits) return null;
    const accountId = guest ?? (account as repository.Account).id;
    const token = await oneTime.issue(prisma, { accountId, purpose: "verify_email", email: recipient }, at());
    return write({
      subject: "Confirm your e-mail address",
      before: ["Welcome! Confirm that this address is yours."],
      link: link("Confirm the address", "verify", token),
      after: ["The link works once, for 24 hours.", NOT_YOU],
    });
  };

  const recoverPassword: Compose = async ({ recipient }) => {
    const account = await repository.findByEmail(prisma, recipient);
    if (!account) return null;
    const token = await oneTime.issue(prisma, { accountId: account.id, purpose: "recover_password", email: recipient }, at());
    return write({
      subject: "Choose a new password",
      before: ["Somebody, perhaps you, wants to choose a new password for your account."],
      link: link("Choose a new password", "recover", token),
      after: ["The link works once, for one hour. It ends all sessions of the account.", NOT_YOU],
    });
  };

  /** To the owner of an account, when there is one. */
  const notice =
    (subject: string, tell: (data: Record<string, unknown>) => string, after: string): Compose =>
    async ({ recipient, data }) => {
      if (!(await repository.findByEmail(prisma, recipient))) return null;
      return write({ subject, before: [tell(data)], link: { label: "Open the game", url: `${webUrl()}/play/` }, after: [after] });
    };
  const when = ({ at: time, ip }: Record<string, unknown>) =>
    `${String(time).replace("T", " ").replace(/\..*/, "")} UTC, from ${String(ip)}`;

  return {
    verify_email: verifyEmail,
    address_taken: async () => addressTaken(),
    recover_password: recoverPassword,
    login_locked: notice(
      "Somebody tries to log in to your account",
      (data) => `There were many wrong passwords for your account, the last one ${when(data)}. Log-ins from there are now held up.`,
      "You can go on where you have logged in before. Elsewhere wait a quarter of an hour, or choose a new password, which works at once.",
    ),
    password_changed: notice(
      "Your password was changed",
      (data) => `The password of your account was changed: ${when(data)}. Other sessions have ended.`,
      "If this was not you, recover the password at once.",
    ),
    deletion_asked: notice(
      "Your account will be erased",
      (data) => `You asked for it: ${when(data)}. On ${String(data.deletesAt).slice(0, 10)} everything of your account is erased.`,
      "To keep it log in before that day and say so. If this was not you, recover the password at once.",
    ),
    identity_linked: notice(
      "Another way to log in to your account",
      (data) =>
        `Somebody has logged in by an identity provider that vouches for your address: ${when(data)}. It opens your account from now on.`,
      "If this was not you, tell the operators of this server.",
    ),
    second_factor_on: notice(
      "Second factor switched on",
      (data) => `Logging in now also needs a code: ${when(data)}.`,
      "If this was not you, recover the password at once and tell the operators of this server.",
    ),
    second_factor_off: notice(
      "Second factor switched off",
      (data) => `Logging in no longer needs a code: ${when(data)}.`,
      "If this was not you, recover the password at once.",
    ),
  };
}
