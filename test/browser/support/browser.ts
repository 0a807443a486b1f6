import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { type Browser, chromium } from "playwright-core";
import { ROOT } from "#test/support/server.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/** What keeps a headless browser quiet and running as any user. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** Pictures of every run, for people to look at. */
export const SCREENSHOTS = path.join(ROOT, ".data/screenshots");

/** @throws Error that says what to install */
export async function launchBrowser(): Promise<Browser> {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const candidates = [process.env.CHROMIUM ?? "", ...NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)))];
  const executablePath = candidates.find((file) => file !== "" && existsSync(file));
  if (!executablePath) throw new Error("no Chromium found: install the package chromium, or set CHROMIUM to the program");
  mkdirSync(SCREENSHOTS, { recursive: true });
  return chromium.launch({ executablePath, args: FLAGS });
}
