import { type Route, route } from "#server/http/route.ts";
import { MarkRead, MuteKinds, NotificationPage, NotificationPreferences, NotificationsQuery, Unread } from "./notifications.schema.ts";
import type { NotificationsService } from "./notifications.service.ts";

const tag = "notifications";

export function notificationsRoutes(notifications: NotificationsService): Route[] {
  return [
    route({
      method: "get",
      path: "/api/v1/notifications",
      access: "account",
      tag,
      summary: "What you were told",
      description: "Kept for 90 days. Live ones arrive over the hub on `player/{accountId}/notifications`, numbered as here.",
      query: NotificationsQuery,
      responses: { 200: { description: "Newest first.", schema: NotificationPage } },
      handler: async ({ identity, query }) => ({
        status: 200,
        body: await notifications.list(identity.accountId, query.limit, query.cursor, query.unread === "true"),
      }),
    }),
    route({
      method: "post",
      path: "/api/v1/notifications/read",
      access: "account",
      tag,
      summary: "Mark notifications as read",
      body: MarkRead,
      responses: { 200: { description: "How many are left.", schema: Unread } },
      handler: async ({ identity, body }) => ({
        status: 200,
        body: { unread: await notifications.markRead(identity.accountId, body) },
      }),
    }),
    route({
      method: "get",
      path: "/api/v1/notifications/preferences",
      access: "account",
      tag,
      summary: "Which notifications you want",
      responses: { 200: { description: "All kinds.", schema: NotificationPreferences } },
      handler: async ({ identity }) => ({ status: 200, body: await notifications.preferences(identity.accountId) }),
    }),
    route({
      method: "put",
      path: "/api/v1/notifications/preferences",
      access: "account",
      tag,
      summary: "Choose which notifications you want",
      description: "Those that are not wanted are neither kept nor told.",
      body: MuteKinds,
      responses: { 200: { description: "All kinds.", schema: NotificationPreferences } },
      limits: [{ points: 20, perS: 60, by: "account" }],
      handler: async ({ identity, body }) => ({ status: 200, body: await notifications.mute(identity.accountId, body.muted) }),
    }),
  ];
}
