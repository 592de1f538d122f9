/**
 * Runs tasks of one key one after the other, tasks of different keys side by side:
 *
 *     const turns = new TurnTaking();
 *     turns.take('segment 1', first);
 *     turns.take('segment 1', second);   // begins when first has ended, however it ended
 */
export class TurnTaking {
  readonly #last = new Map<string, Promise<unknown>>();

  take<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key);
    const result = before ? before.then(task, task) : task();
    this.#last.set(key, result);
    const forget = () => {
      if (this.#last.get(key) === result) this.#last.delete(key);
    };
    result.then(forget, forget);
    return result;
  }

  /** Resolves when every task that was given before has ended. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#last.values());
  }
}
