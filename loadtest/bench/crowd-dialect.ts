import type { Rng } from "#shared/primitives/rng.ts";
import { emptyInput } from "#shared/protocol/input.ts";
import { Frame, FrameWriter } from "#shared/protocol/wire.ts";
import type { RawSocket } from "../bots/socket.ts";
import { Fighter } from "./fighter.ts";
import type { CrowdPlan } from "./ipc.ts";
import type { Walker } from "./walker.ts";

/** How one client speaks to (and, where it must, listens to) the server it plays on. */
export interface Mouth {
  walk(socket: RawSocket, walker: Walker): void;
  /** A frame came. Bots of a bench look into it only where the scenario asks for it. */
  hear(buffer: Buffer, start: number, end: number): void;
}

const nothing = (): void => {};

export function mouthFor(plan: CrowdPlan, rng: Rng): Mouth {
  if (plan.dialect === "bytes12") return bytes12();
  if (plan.dialect === "message") return message();
  return ours(plan, rng);
}

/** Twelve bytes, never looked at. */
function bytes12(): Mouth {
  const payload = new Uint8Array(12).fill(1);
  return { walk: (socket) => socket.send(payload), hear: nothing };
}

/** `room.send("move", { s, x, y })` as the SDK of any language would pack it. */
function message(): Mouth {
  const head = [
    Frame.DATA,
    0xa4,
    ...Buffer.from("move"),
    0x83,
    0xa1,
    ...Buffer.from("s"),
    0xce,
    0,
    0,
    0,
    0,
    0xa1,
    ...Buffer.from("x"),
    0xd0,
    0,
    0xa1,
    ...Buffer.from("y"),
    0xd0,
    0,
  ];
  const payload = Uint8Array.from(head);
  const view = new DataView(payload.buffer);
  const seqAt = head.indexOf(0xce) + 1;
  let seq = 0;
  return {
    walk: (socket, walker) => {
      view.setUint32(seqAt, ++seq);
      view.setInt8(seqAt + 7, walker.moveX);
      view.setInt8(seqAt + 11, walker.moveY);
      socket.send(payload);
    },
    hear: nothing,
  };
}

/** The project's own input frame; in a fight also a look at what comes and an ability now and then. */
function ours(plan: CrowdPlan, rng: Rng): Mouth {
  const writer = new FrameWriter();
  const input = emptyInput();
  const fighter = plan.fight ? new Fighter(plan.fight, rng) : null;
  return {
    walk: (socket, walker) => {
      input.seq++;
      input.moveX = walker.moveX;
      input.moveY = walker.moveY;
      input.facing = walker.facing;
      socket.send(writer.input(input));
      const action = fighter?.act();
      if (action) socket.send(writer.action(action));
    },
    hear: (buffer, start, end) => fighter?.hear(buffer, start, end),
  };
}
