/** kinds that are told, and that are told apart */
const [TOLD, MOST] = [5, 100];
const OTHERS = 'others';

/** Counts what a log has beside frames, by its kind, and remarks on it. */
export class PassedOver {
  readonly #counts = new Map<string, number>();

  /** Returns null: what a line is that is no frame. */
  add(kind: string): null {
    const known = this.#counts.size < MOST || this.#counts.has(kind) ? kind : OTHERS;
    this.#counts.set(known, (this.#counts.get(known) ?? 0) + 1);
    return null;
  }

  get remarks(): string[] {
    if (this.#counts.size === 0) return [];
    const kinds = [...this.#counts].sort(([, a], [, b]) => b - a);
    const told = kinds.slice(0, TOLD).map(([kind, count]) => `${count} ${kind}`);
    const more = kinds.length > TOLD ? ', …' : '';
    return [`passed over, as they are no frames: ${told.join(', ')}${more}`];
  }
}
