/** What must have come of all that was promised, by the players' own count. */
export class Expected {
  /** Paid to sinks of the ledger, by their names. */
  readonly sinks = new Map<string, bigint>();
  /** Had from its faucets. */
  readonly faucets = new Map<string, bigint>();
  /** Made (positive) and used up (negative), by reason and template. */
  readonly things = new Map<string, number>();

  paid(sink: string, amount: bigint): void {
    this.sinks.set(sink, (this.sinks.get(sink) ?? 0n) + amount);
  }

  earned(faucet: string, amount: bigint): void {
    this.faucets.set(faucet, (this.faucets.get(faucet) ?? 0n) + amount);
  }

  ended(reason: string, templateId: string, quantity: number): void {
    this.made(reason, templateId, -quantity);
  }

  made(reason: string, templateId: string, quantity: number): void {
    const key = `${reason} ${templateId}`;
    this.things.set(key, (this.things.get(key) ?? 0) + quantity);
  }
}
