/** Where recordings of zones are kept. Nothing here is awaited; a disk that is full or slow ends a recording, never a room. */
export interface RecordingStore {
  open(name: string): RecordingFile;
}

export interface RecordingFile {
  /** Where an operator finds it. */
  readonly path: string;
  /** The bytes are copied before this returns. */
  write(bytes: Uint8Array): void;
  close(): void;
}
