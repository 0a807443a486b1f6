import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Two servers on one private PostgreSQL would stop it under each other: the first to come writes its process id into the folder.
 * What a killed one left behind is recognised by its process being gone.
 * @returns gives the folder back
 * @throws Error while another server lives
 */
export function claimDataDir(dataDir: string): () => void {
  const file = path.join(dataDir, "server.pid");
  mkdirSync(dataDir, { recursive: true });
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, identify(process.pid), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt === 3) throw error;
      const holder = readFileSync(file, "utf8");
      const pid = Number.parseInt(holder, 10);
      if (pid && holder === identify(pid) && isAlive(pid)) {
        throw new Error(`another server (process ${pid}) already uses ${path.resolve(dataDir)}: end it, or set another DATA_DIR and PORT`);
      }
      rmSync(file, { force: true });
    }
  }
}

/** Process id and, where the system tells it, start time: ids are given out again. */
function identify(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return `${pid} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
  } catch {
    return String(pid);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
