// A burst of one unknown token costs one check: who comes while it is under way waits for its answer.

export class ChecksUnderWay<T> {
  readonly #running = new Map<string, Promise<T>>();

  /** `name`: what the check is of. */
  join(name: string, start: () => Promise<T>): Promise<T> {
    const running = this.#running.get(name);
    if (running) return running;
    const started = start().finally(() => this.#running.delete(name));
    this.#running.set(name, started);
    return started;
  }
}
