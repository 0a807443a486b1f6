import { listAfter } from "#server/modules/notifications/notifications.repository.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import type { BacklogSource } from "./backlogs.ts";

const TOPIC = /^player\/([0-9a-f-]{36})\/notifications$/;

/** Notifications as the hub catches up with them. */
export function notificationBacklog(prisma: PrismaClient): BacklogSource {
  return {
    topics: TOPIC,
    read: async (topic, after, limit) => {
      const rows = await listAfter(prisma, TOPIC.exec(topic)?.[1] ?? "", after, limit);
      return rows.map(({ number, kind, data }) => ({ id: Number(number), kind, data }));
    },
  };
}
