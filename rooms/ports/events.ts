/** Events for the outbox: never awaited, bounded; written in the background. */
export interface EventSink {
  record(event: { name: string; characterId?: string; payload: Record<string, unknown> }): void;
}
