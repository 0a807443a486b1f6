import { createWriteStream, mkdirSync, readdirSync, rmSync, type WriteStream } from "node:fs";
import path from "node:path";
import type { RecordingFile, RecordingStore } from "#rooms/ports/recordings.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";

/** Bytes that may wait for the disk; a recording that is further behind ends there. */
const MAX_WAITING = 128 * 1024 * 1024;
const CRASH_PREFIX = "crash-";
/** Older files of crashes are removed. Recordings that were asked for stay. */
const KEPT_CRASHES = 20;

/** Recordings as files in one folder. */
export class RecordingFolder implements RecordingStore {
  readonly #folder: string;
  readonly #log: RoomLog;

  constructor(folder: string, log: RoomLog) {
    this.#folder = path.resolve(folder);
    this.#log = log;
  }

  open(name: string): RecordingFile {
    mkdirSync(this.#folder, { recursive: true });
    if (name.startsWith(CRASH_PREFIX)) this.#forgetOldCrashes();
    return new DiskFile(path.join(this.#folder, name), this.#log);
  }

  #forgetOldCrashes(): void {
    // names end with the time: the same zone's sort by it
    const crashes = readdirSync(this.#folder).filter((file) => file.startsWith(CRASH_PREFIX));
    const byTime = crashes.sort((a, b) => (timeIn(a) < timeIn(b) ? -1 : 1));
    for (const file of byTime.slice(0, Math.max(0, byTime.length - KEPT_CRASHES + 1)))
      rmSync(path.join(this.#folder, file), { force: true });
  }
}

const timeIn = (file: string) => file.slice(-"2026-01-01T00-00-00.000Z.rec".length);

class DiskFile implements RecordingFile {
  readonly path: string;
  readonly #stream: WriteStream;
  readonly #log: RoomLog;
  #ended = false;

  constructor(file: string, log: RoomLog) {
    this.path = file;
    this.#log = log;
    this.#stream = createWriteStream(file, { flags: "wx" });
    this.#stream.on("error", (error) => this.#giveUp(error));
  }

  write(bytes: Uint8Array): void {
    if (this.#ended) return;
    if (this.#stream.writableLength + bytes.length > MAX_WAITING) this.#giveUp(new Error("the disk is too slow"));
    else this.#stream.write(Buffer.from(bytes));
  }

  close(): void {
    if (!this.#ended) this.#stream.end();
    this.#ended = true;
  }

  #giveUp(error: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#log.error({ err: error, file: this.path }, "a recording ends here");
    this.#stream.destroy();
  }
}
