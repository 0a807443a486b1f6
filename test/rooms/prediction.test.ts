import assert from "node:assert/strict";
import { Rng } from "#shared/primitives/rng.ts";
import { ActionKind, InputButton } from "#shared/protocol/codes.ts";
import { Predictor } from "../../clients/web/src/game/prediction.ts";
import { LossyRelay } from "#test/support/lossy-relay.ts";
import { testZone } from "#test/support/test-zone.ts";
import { TestClient } from "./support/test-client.ts";
import { ZoneServer } from "./support/zone-server.ts";

const LAND = {
  walls: [
    [44, 40, 14, 1],
    [58, 40, 1, 14],
    [40, 57, 9, 2],
    [52, 48, 1, 1],
  ] as [number, number, number, number][],
};
const SEED = 20_261_121;

/** The play page's own prediction on a real line to a real room, with what it did wrong. */
class Walker {
  readonly predictor: Predictor;
  /** How far the server's words moved the character on the screen, m. */
  corrected = 0;
  mostCorrected = 0;
  readonly #client: TestClient;
  readonly #rng = new Rng(SEED);
  #wish = { moveX: 0, moveY: 0, buttons: 0 };
  #seq = 0;
  #impulse = 0;

  constructor(client: TestClient) {
    this.#client = client;
    this.predictor = new Predictor(testZone(LAND).collision, 20);
    client.onSnapshot = ({ ackSeq, owner, self }) => {
      if (self?.movement) this.predictor.speedMmps = self.movement.speedMmps;
      this.#impulse = self?.impulse ?? this.#impulse;
      const { x, y, placed } = this.predictor;
      this.predictor.reconcile(ackSeq, { ...owner, impulse: this.#impulse });
      if (!placed) return;
      const corrected = Math.hypot(this.predictor.x - x, this.predictor.y - y);
      this.corrected += corrected;
      this.mostCorrected = Math.max(this.mostCorrected, corrected);
    };
  }

  /** Sends an input every 50 ms, turning now and then; `each` is called with it. */
  async walk(inputs: number, each: (n: number) => void = () => {}): Promise<void> {
    for (let n = 0; n < inputs; n++) {
      if (n % 9 === 0) {
        this.#wish = {
          moveX: this.#rng.int(-127, 127),
          moveY: this.#rng.int(-127, 127),
          buttons: this.#rng.chance(0.2) ? InputButton.WALK : 0,
        };
      }
      this.predictor.step(++this.#seq, this.#wish);
      this.#client.input({ ...this.#wish, seq: this.#seq });
      each(n);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

describe("1.3 prediction on a bad line", () => {
  let server: ZoneServer;
  let relay: LossyRelay;
  let client: TestClient;
  let walker: Walker;

  beforeEach(async () => {
    server = await ZoneServer.start(LAND);
    relay = await LossyRelay.start(Number(new URL(server.endpoint).port), { delayMs: 200, loss: 0.05, resendMs: 250, seed: SEED });
    const id = server.office.addCharacter("Walker", { classId: "witch", place: { zoneId: "testland", x: 50, y: 50, facing: 0 } });
    client = new TestClient(`ws://127.0.0.1:${relay.port}`, server.roomId);
    await client.join({ ticket: server.office.ticket(id) });
    walker = new Walker(client);
    await client.snapshotsMore(1);
  });
  afterEach(async () => {
    client.destroy();
    await server.stop();
    await relay.stop();
  });

  it("1.3 walking along walls with 200 ms of lag each way and 5 % loss, the server never corrects", async () => {
    await walker.walk(140);
    const { compared, wrong } = walker.predictor;
    assert.ok(relay.lost > 2, `${relay.lost} chunks were lost`);
    assert.ok(compared > 80, `${compared} words of the server were compared`);
    assert.deepEqual({ wrong, metres: walker.corrected }, { wrong: 0, metres: 0 });
  });

  it("1.3 a haste that the server begins is felt a lag later: corrected by what it adds in that time, and exact again", async () => {
    const SPRINT = 2;
    await walker.walk(90, (n) => {
      if (n === 10) client.act({ kind: ActionKind.USE_ABILITY, slot: SPRINT, target: 0, aimX: 0, aimY: 0 });
    });
    // 6 m/s and half as much again, during the inputs that were on their way: each counts for 50 ms
    assert.ok(walker.mostCorrected > 0.5, "the speed changed while inputs were on their way");
    assert.ok(walker.mostCorrected < 3 * 1, `corrected by ${walker.mostCorrected} m`);
    assert.equal(walker.predictor.wrong, 0, "what is worked out again with the new speed is right");
    const { corrected } = walker;
    await walker.walk(30);
    assert.equal(walker.corrected, corrected, "once both know the speed the prediction is exact");
  });
});
