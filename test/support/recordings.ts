import type { RecordingFile, RecordingStore } from "#rooms/ports/recordings.ts";

/** Recordings in memory. */
export class MemoryRecordings implements RecordingStore {
  readonly files = new Map<string, Buffer>();
  open(name: string): RecordingFile {
    this.files.set(name, Buffer.alloc(0));
    return {
      path: name,
      write: (bytes) => void this.files.set(name, Buffer.concat([this.files.get(name) ?? Buffer.alloc(0), bytes])),
      close: () => {},
    };
  }
}
