import {
  BrokenCircuitError,
  CircuitState,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhen,
  type IPolicy,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from "cockatiel";

/** How a remote service is called. */
export interface BreakerOptions {
  /** A call that takes longer has failed, ms. */
  timeoutMs: number;
  /** So many failures in a row open the circuit: calls fail at once. */
  afterFailures?: number;
  /** After this one call tries whether it works again, ms. */
  restMs?: number;
  /** False: an error that is an answer (a refused request, say) and no sign of trouble. */
  isFailure?: (error: unknown) => boolean;
}

export type BreakerState = "closed" | "half-open" | "open";

/** A remote service did not answer in time, or is not asked because it did not answer before. */
export class RemoteUnavailable extends Error {
  readonly remote: string;

  constructor(remote: string, cause: unknown) {
    super(`${remote} does not answer`, { cause });
    this.name = "RemoteUnavailable";
    this.remote = remote;
  }
}

const AFTER_FAILURES = 5;
const REST_MS = 5000;
const STATES: Record<CircuitState, BreakerState> = {
  [CircuitState.Closed]: "closed",
  [CircuitState.HalfOpen]: "half-open",
  [CircuitState.Open]: "open",
  [CircuitState.Isolated]: "open",
};

/** Time-out and circuit breaker around one remote service: whoever needs it waits a bounded time, and not at all while it is known to be away. */
export class Breaker {
  readonly #remote: string;
  readonly #policy: IPolicy;
  readonly #state: () => CircuitState;

  constructor(remote: string, { timeoutMs, afterFailures = AFTER_FAILURES, restMs = REST_MS, isFailure = () => true }: BreakerOptions) {
    const circuit = circuitBreaker(handleWhen(isFailure), { halfOpenAfter: restMs, breaker: new ConsecutiveBreaker(afterFailures) });
    this.#remote = remote;
    this.#policy = wrap(circuit, timeout(timeoutMs, TimeoutStrategy.Aggressive));
    this.#state = () => circuit.state;
  }

  get state(): BreakerState {
    return STATES[this.#state()];
  }

  /**
   * @param work given a signal that is aborted when nobody waits for it any more
   * @throws RemoteUnavailable when it takes too long or is not tried; what `work` throws
   */
  async run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await this.#policy.execute(({ signal }) => work(signal));
    } catch (error) {
      if (error instanceof BrokenCircuitError || error instanceof TaskCancelledError) throw new RemoteUnavailable(this.#remote, error);
      throw error;
    }
  }
}

/** The breakers of this process, for those who watch it. */
export class Breakers {
  readonly #all = new Map<string, Breaker>();

  /** `remote`: a short name, such as `redis`, that metrics and /readyz show. */
  add(remote: string, options: BreakerOptions): Breaker {
    const breaker = new Breaker(remote, options);
    this.#all.set(remote, breaker);
    return breaker;
  }

  states(): Record<string, BreakerState> {
    return Object.fromEntries([...this.#all].map(([remote, { state }]) => [remote, state]));
  }
}
