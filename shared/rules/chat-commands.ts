/** Channels that one writes to without naming anybody. */
export type OpenChannel = "say" | "yell" | "zone" | "party";

/** What a line means that somebody typed. */
export type ChatCommand =
  | { kind: "say"; channel: OpenChannel; text: string }
  /** From here on lines go there. */
  | { kind: "channel"; channel: OpenChannel }
  | { kind: "whisper"; to: string; text: string }
  /** To whoever whispered last. */
  | { kind: "reply"; text: string }
  | { kind: "who"; find?: string; minLevel?: number; maxLevel?: number }
  | { kind: "roll"; of: number }
  | { kind: "invite" | "ignore" | "unignore"; name: string }
  | { kind: "help" }
  /** Nothing was asked for: this says how to ask. */
  | { kind: "usage"; text: string }
  | { kind: "nothing" };

/** Highest number that dice may have. */
export const MOST_SIDES = 1_000_000;
const USUAL_SIDES = 100;

/** How each is used, for help and for wrong uses. */
export const USAGES = {
  s: "/s text – to those near",
  y: "/y text – to those not far",
  z: "/z text – to the zone",
  p: "/p text – to your party",
  w: "/w name text – to one player",
  r: "/r text – to whoever whispered last",
  who: "/who [name, zone, level or 10-20] – who is in the world",
  roll: `/roll [2 – ${MOST_SIDES}] – dice`,
  invite: "/invite name – into your party",
  ignore: "/ignore name – hear somebody no more",
  unignore: "/unignore name – hear somebody again",
  help: "/help – this list",
} as const;
type Command = keyof typeof USAGES;

const ALIASES: Readonly<Record<string, Command>> = {
  say: "s",
  yell: "y",
  zone: "z",
  party: "p",
  whisper: "w",
  tell: "w",
  t: "w",
  reply: "r",
  inv: "invite",
  "?": "help",
  h: "help",
};
const CHANNELS: Readonly<Record<"s" | "y" | "z" | "p", OpenChannel>> = { s: "say", y: "yell", z: "zone", p: "party" };

/** Reads a typed line. @param current where lines go that name no channel */
export function readLine(line: string, current: OpenChannel): ChatCommand {
  const typed = line.trim();
  if (typed === "") return { kind: "nothing" };
  if (!typed.startsWith("/")) return { kind: "say", channel: current, text: typed };
  const [first, rest] = cut(typed.slice(1));
  const name = first.toLowerCase();
  const command = Object.hasOwn(ALIASES, name) ? ALIASES[name] : name;
  if (!isCommand(command)) return { kind: "usage", text: `There is no /${first}. ${USAGES.help}` };
  return readCommand(command, rest) ?? { kind: "usage", text: USAGES[command] };
}

function isCommand(name: string): name is Command {
  return Object.hasOwn(USAGES, name);
}

/** Null: it is used otherwise. */
function readCommand(command: Command, rest: string): ChatCommand | null {
  switch (command) {
    case "s":
    case "y":
    case "z":
    case "p": {
      const channel = CHANNELS[command];
      return rest === "" ? { kind: "channel", channel } : { kind: "say", channel, text: rest };
    }
    case "w": {
      const [to, text] = cut(rest);
      return text === "" ? null : { kind: "whisper", to, text };
    }
    case "r":
      return rest === "" ? null : { kind: "reply", text: rest };
    case "who":
      return { kind: "who", ...readWho(rest) };
    case "roll":
      return readRoll(rest);
    case "invite":
    case "ignore":
    case "unignore":
      return rest === "" || rest.includes(" ") ? null : { kind: command, name: rest };
    case "help":
      return { kind: "help" };
  }
}

function readWho(rest: string): { find?: string; minLevel?: number; maxLevel?: number } {
  const levels = /^(\d{1,3})(?:\s*-\s*(\d{1,3}))?$/.exec(rest);
  if (levels) return { minLevel: Number(levels[1]), maxLevel: Number(levels[2] ?? levels[1]) };
  return rest === "" ? {} : { find: rest };
}

function readRoll(rest: string): ChatCommand | null {
  if (rest === "") return { kind: "roll", of: USUAL_SIDES };
  const of = /^\d{1,7}$/.test(rest) ? Number(rest) : 0;
  return of >= 2 && of <= MOST_SIDES ? { kind: "roll", of } : null;
}

/** The first word, and what follows it. */
function cut(text: string): [first: string, rest: string] {
  const at = text.search(/\s/);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at).trim()];
}
