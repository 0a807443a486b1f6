/** What happens at an armed place: the process is gone at once, the call fails, or it stands still for a while. */
export const FAILPOINT_ACTIONS = ["exit", "throw", "sleep"] as const;
export interface Failpoint {
  name: string;
  action: (typeof FAILPOINT_ACTIONS)[number];
  /** Passes that go well before it happens. */
  after: number;
}

const SLEEP_MS = 4000;

export class FailpointError extends Error {
  constructor(name: string) {
    super(`failpoint ${name}`);
    this.name = "FailpointError";
  }
}

const armed = new Map<string, Failpoint>();

/** Arms places for tests, in the place of those armed before. Each happens once; what is returned counts down. Only the setting FAILPOINT (which needs NODE_ENV=test) and tests call this. */
export function armFailpoints(points: readonly Failpoint[]): Failpoint[] {
  armed.clear();
  for (const point of points) armed.set(point.name, { ...point });
  return [...armed.values()];
}

/** The place before every statement of requests: `FAILPOINT=statement:exit:40` lets forty of them pass. */
export const beforeStatement = (): Promise<void> => failpoint("statement");

/**
 * A place at which a test may make the process fail: `await failpoint("handoff.saved")`. Costs a look into an empty map when nothing is armed.
 * @throws FailpointError when it was armed with `throw`
 */
export async function failpoint(name: string): Promise<void> {
  if (armed.size === 0) return;
  const point = armed.get(name);
  if (!point || point.after-- > 0) return;
  armed.delete(name);
  switch (point.action) {
    case "exit":
      // like a power cut: nothing is saved, closed or told
      process.kill(process.pid, "SIGKILL");
      await new Promise(() => {});
      return;
    case "throw":
      throw new FailpointError(name);
    case "sleep":
      await new Promise((resolve) => setTimeout(resolve, SLEEP_MS));
  }
}
