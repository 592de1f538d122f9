/** Runs out when some numbers have not changed for so long. */
export class Patience {
  readonly #ms: number;
  #seen = '';
  #since = 0;

  constructor(ms: number) {
    this.#ms = ms;
  }

  /** `now` in Unix milliseconds; a clock that is set back costs no patience. */
  has(now: number, progress: readonly number[]): boolean {
    const seen = progress.join();
    if (seen !== this.#seen || now < this.#since) {
      this.#seen = seen;
      this.#since = now;
    }
    return now - this.#since < this.#ms;
  }
}
