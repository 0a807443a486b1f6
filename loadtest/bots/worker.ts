import { Fleet, type FleetSettings } from "./fleet.ts";
import type { TallyData } from "./tally.ts";

/** What the command tells one of its bot processes, in this order. */
export type WorkerCommand = { bots: "enter"; settings: FleetSettings } | { bots: "window" } | { bots: "end" } | { bots: "leave" };
export type WorkerReport = { bots: "tally" | "entered" | "ended" | "left"; tally: TallyData };

const REPORT_EVERY_MS = 500;

let fleet: Fleet | null = null;

function report(bots: WorkerReport["bots"]): void {
  if (fleet && process.connected) process.send?.({ bots, tally: fleet.tally.data() } satisfies WorkerReport);
}

async function obey(command: WorkerCommand): Promise<void> {
  switch (command.bots) {
    case "enter":
      fleet = new Fleet(command.settings);
      setInterval(() => report("tally"), REPORT_EVERY_MS);
      await fleet.enter();
      report("entered");
      break;
    case "window":
      fleet?.beginWindow();
      break;
    case "end":
      fleet?.endWindow();
      report("ended");
      break;
    case "leave":
      await fleet?.leave();
      report("left");
      process.disconnect();
      process.exit(0);
  }
}

process.on("message", (command: WorkerCommand) => void obey(command));
// Ctrl-C reaches every process of the terminal: the command decides when bots leave
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit(0));
