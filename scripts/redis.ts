/** A private redis-server (of the system) on loopback: keeps nothing on disk, ends by process id. For tests. */
import { type ChildProcess, spawn } from "node:child_process";
import net from "node:net";
import { freePort } from "./pg.ts";

export interface PrivateRedis {
  url: string;
  port: number;
  stop(): Promise<void>;
  /** SIGKILL: what was in it is gone. */
  kill(): Promise<void>;
}

/** @param port absent: a free one. @throws Error when redis-server is not installed or does not answer within 5 s */
export async function startRedis(port?: number): Promise<PrivateRedis> {
  const at = port ?? (await freePort());
  const args = ["--bind", "127.0.0.1", "--port", String(at), "--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"];
  const child = spawn("redis-server", args, { stdio: "ignore" });
  // a test run that is cut off takes it along
  const reap = () => child.kill("SIGKILL");
  process.once("exit", reap);
  child.once("exit", () => process.off("exit", reap));
  const failed = new Promise<never>((_, reject) => child.once("error", (e) => reject(new Error(`redis-server: ${e.message}`))));
  await Promise.race([failed, answering(at, child)]);
  const end = (signal: NodeJS.Signals) =>
    new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once("exit", () => resolve());
      child.kill(signal);
    });
  return { url: `redis://127.0.0.1:${at}`, port: at, stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
}

async function answering(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
    const up = await new Promise<boolean>((resolve) => {
      const socket = net
        .connect(port, "127.0.0.1", () => {
          socket.destroy();
          resolve(true);
        })
        .once("error", () => resolve(false));
    });
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("redis-server did not answer within 5 s");
}
