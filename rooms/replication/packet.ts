import { ServerBytes } from "#shared/protocol/codes.ts";
import { EVENT_SIZE, HEADER_SIZE, MAX_ENTER_SIZE, MAX_RECORDS, MAX_UPDATE_SIZE, OWNER_SIZE } from "#shared/protocol/snapshot.ts";
import { MAX_SELF_SIZE } from "./self-section.ts";
import { ENTER_BUDGET_BYTES, MAX_ALWAYS, UPDATE_BUDGET_BYTES } from "./tiers.ts";

/** Colyseus frame kind of raw bytes; the frame begins with it and the message type. */
const BYTES_FRAME = 17;
export const FRAME_HEADER_SIZE = 2;

const MAX_PACKET_SIZE =
  FRAME_HEADER_SIZE +
  HEADER_SIZE +
  OWNER_SIZE +
  MAX_SELF_SIZE +
  (1 + 2 * MAX_RECORDS) +
  (1 + ENTER_BUDGET_BYTES + (MAX_ALWAYS + 2) * MAX_ENTER_SIZE) +
  (1 + UPDATE_BUDGET_BYTES + MAX_UPDATE_SIZE * MAX_RECORDS) +
  (1 + EVENT_SIZE * MAX_RECORDS);
/** Views up to this size are kept and used again. */
const KEPT_VIEWS = 2048;

/** Memory for one framed snapshot, used again and again. */
export class Packet {
  readonly out: DataView;
  readonly #bytes = new Uint8Array(MAX_PACKET_SIZE);
  readonly #kept: (Uint8Array | undefined)[] = new Array<Uint8Array | undefined>(KEPT_VIEWS).fill(undefined);

  constructor() {
    this.out = new DataView(this.#bytes.buffer);
    this.#bytes[0] = BYTES_FRAME;
    this.#bytes[1] = ServerBytes.SNAPSHOT;
  }

  /** Its first bytes, valid until it is written again. The usual lengths are made once. */
  view(length: number): Uint8Array {
    if (length >= KEPT_VIEWS) return this.#bytes.subarray(0, length);
    const kept = this.#kept[length];
    if (kept !== undefined) return kept;
    const made = this.#bytes.subarray(0, length);
    this.#kept[length] = made;
    return made;
  }
}
