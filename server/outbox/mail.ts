import { uuidv7 } from "uuidv7";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";

/** E-mail to be written: what about, to whom, and what its writer needs to know. No secrets: those are made when it is sent. */
export interface MailOrder {
  kind: string;
  recipient: string;
  data?: Record<string, unknown>;
}

/** Orders e-mail inside the transaction of what it reports: it is sent if and only if that happened. */
export async function orderMail(tx: Tx | PrismaClient, { kind, recipient, data = {} }: MailOrder): Promise<void> {
  await tx.outgoingMail.create({ data: { id: uuidv7(), kind, recipient, data: data as object, nextAttemptAt: new Date() } });
}
