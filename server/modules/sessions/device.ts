/** Programs as they call themselves, the more particular first: nearly all of them also claim to be Safari. */
const PROGRAMS: readonly [RegExp, string][] = [
  [/\b(?:Edg|EdgA|EdgiOS)\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, "Chrome"],
  [/\bVersion\/[\d.]+.*\bSafari\//, "Safari"],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/\bAndroid\b/, "Android"],
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

/** What an owner recognises a device by, from its User-Agent: `Firefox on Windows`, `curl`, `Unknown device`. For the eye only. */
export function deviceName(userAgent: string): string {
  const find = (known: readonly [RegExp, string][]) => known.find(([pattern]) => pattern.test(userAgent))?.[1];
  // other clients than browsers begin with their own name: curl/8.5, necpgame-ue/1.2
  const program = find(PROGRAMS) ?? /^(?!Mozilla\b)[\w .-]{1,32}(?=\/|$)/.exec(userAgent)?.[0];
  const system = find(SYSTEMS);
  if (program && system) return `${program} on ${system}`;
  return program ?? system ?? "Unknown device";
}
