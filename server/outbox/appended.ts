/** Those who want to know that events were appended in this process. */
const listeners = new Set<() => void>();

/**
 * Calls `listener` whenever this process has appended events that somebody subscribes to: after their commit, where the transaction knows
 * that (see `afterCommit`), else before, and also when there is none. It is a hint to look soon, nothing more.
 * @returns ends it
 */
export function onAppended(listener: () => void): () => void {
  // one of its own, so that the same function may listen twice
  const own = () => listener();
  listeners.add(own);
  return () => void listeners.delete(own);
}

export function hintAppended(): void {
  for (const listener of listeners) listener();
}
