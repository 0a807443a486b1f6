import { z } from "zod";

export const HubTicket = z
  .strictObject({
    ticket: z.string().meta({ description: "Lets one client join the hub once.", example: "k3J8wq0Lr5T2vX9yZ1bC4dE6fG7hI8jK0lM2nO4pQ6s" }),
    expiresAt: z.iso.datetime(),
    room: z.strictObject({
      endpoint: z.string().meta({ description: "ws://… or wss://…", example: "wss://play.example.com/game" }),
      roomId: z.string().meta({ example: "kLmN0pQrS" }),
    }),
  })
  .meta({ id: "HubTicket" });
export type HubTicket = z.output<typeof HubTicket>;
