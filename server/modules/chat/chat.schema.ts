import { z } from "zod";
import { pagesBy } from "#server/http/page.ts";
import { playerText } from "#server/http/text.ts";
import { chatText, MAX_TEXT } from "./text.ts";

/** Who hears it: those near, those not far, the zone on all its layers, one's party, one character. */
const Channel = z.enum(["say", "yell", "zone", "party", "whisper"]);
export type Channel = z.output<typeof Channel>;
/** Say and yell are for who is there to hear them. */
const KeptChannel = z.enum(["zone", "party", "whisper"]);
export type KeptChannel = z.output<typeof KeptChannel>;

const CharacterId = z.uuid("This is not an id.").meta({ description: "One of your characters." });
const Name = playerText(64).meta({ description: "Name of a character, in any case.", example: "Tolan" });
const Character = z.strictObject({ characterId: z.uuid(), name: z.string().meta({ example: "Mira" }) });

export const NewMessage = z
  .strictObject({
    channel: Channel,
    text: chatText().meta({ description: `1 to ${MAX_TEXT} characters.`, example: "Anyone for the wolves?" }),
    to: Name.optional().meta({ description: "Whispers only: who reads it.", example: "Tolan" }),
  })
  .refine(({ channel, to }) => (channel === "whisper") === (to !== undefined), {
    path: ["to"],
    error: "Whispers name who reads them, and only they.",
  })
  .meta({ id: "NewChatMessage", example: { channel: "zone", text: "Anyone for the wolves?" } });
export type NewMessage = z.output<typeof NewMessage>;

/** The same over HTTP, where a request says who speaks. */
export const SendRequest = z
  .strictObject({ ...NewMessage.shape, characterId: CharacterId })
  .refine(({ channel, to }) => (channel === "whisper") === (to !== undefined), {
    path: ["to"],
    error: "Whispers name who reads them, and only they.",
  })
  .meta({
    id: "ChatSendRequest",
    example: { characterId: "01890a5d-ac96-7b3c-8c5e-3f1b2a4d5e6f", channel: "zone", text: "Anyone for the wolves?" },
  });

export const NewRoll = z
  .strictObject({ of: z.int().min(2).max(1_000_000).default(100).meta({ description: "Highest number that can come.", example: 100 }) })
  .meta({ id: "NewRoll" });
export const RollRequest = z.strictObject({ ...NewRoll.shape, characterId: CharacterId }).meta({ id: "RollRequest" });

export const ChatMessage = z
  .strictObject({
    id: z.uuid(),
    channel: Channel,
    channelId: z.string().meta({
      description: "Zone, party, of a whisper the character whose letter box it is in; say and yell: who speaks.",
      example: "emberwatch_vale",
    }),
    seq: z.int().min(1).meta({ description: "Number in the channel, in the order of writing: none is given twice." }),
    kind: z.enum(["text", "roll"]),
    from: Character,
    to: Character.nullable().meta({ description: "Whispers only." }),
    text: z.string().meta({ description: "Text, never markup.", example: "Anyone for the wolves?" }),
    roll: z
      .strictObject({ value: z.int().min(1), of: z.int().min(1) })
      .nullable()
      .meta({ example: null }),
    at: z.iso.datetime(),
  })
  .meta({ id: "ChatMessage" });
export type ChatMessage = z.output<typeof ChatMessage>;

/** The newest first; by number, so what is written meanwhile shifts nothing. */
export const messagePages = pagesBy("chat", z.int().min(1).max(2_147_483_647));
export const HistoryQuery = z.strictObject({
  ...messagePages.fields,
  characterId: CharacterId,
  channel: KeptChannel.meta({ description: "The zone it is in, its party, or its whispers.", example: "zone" }),
});
export type HistoryQuery = z.output<typeof HistoryQuery>;
export const MessagePage = messagePages.of(ChatMessage).meta({ id: "ChatMessagePage" });
export type MessagePage = z.output<typeof MessagePage>;

/** So many are named at once. */
export const MAX_WHO = 50;
const level = z
  .string()
  .regex(/^\d{1,3}$/, "This is not a level.")
  .transform(Number)
  .optional()
  .meta({
    // written as a number, though every query comes as text
    override: ({ jsonSchema }) => {
      delete jsonSchema.pattern;
      Object.assign(jsonSchema, { type: "integer", minimum: 0, maximum: 999 });
    },
  });
export const WhoQuery = z.strictObject({
  find: playerText(48).optional().meta({ description: "Beginning of a name, or part of the name of a zone.", example: "mi" }),
  minLevel: level,
  maxLevel: level,
});
export type WhoQuery = z.output<typeof WhoQuery>;
export const WhoList = z
  .strictObject({
    total: z
      .int()
      .min(0)
      .meta({ description: `How many there are; ${MAX_WHO} at most are named.` }),
    characters: z.array(
      z.strictObject({
        ...Character.shape,
        level: z.int().min(1),
        classId: z.string().meta({ example: "warden" }),
        zoneId: z.string().meta({ example: "emberwatch_vale" }),
      }),
    ),
  })
  .meta({ id: "WhoList" });
export type WhoList = z.output<typeof WhoList>;
