const MOST_KINDS = 5;

/** Counts what a log has beside frames, by its kind, and remarks on it. */
export class PassedOver {
  readonly #counts = new Map<string, number>();

  add(kind: string): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  get remarks(): string[] {
    if (this.#counts.size === 0) return [];
    const kinds = [...this.#counts].sort(([, a], [, b]) => b - a);
    const told = kinds.slice(0, MOST_KINDS).map(([kind, count]) => `${count} ${kind}`);
    const more = kinds.length > MOST_KINDS ? ', …' : '';
    return [`passed over, as they are no frames: ${told.join(', ')}${more}`];
  }
}
