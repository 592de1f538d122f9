const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * When to try again after failures: waits that double from 0.5 s up to 30 s, each cut to a random part of itself, so that
 * a thousand agents do not come back in the same instant ("full jitter": Marc Brooker, Exponential Backoff And Jitter, AWS
 * Architecture Blog, 2015).
 *
 *     backoff.failed(now, retryAfterMs);   // isWaiting(now) until some moment
 *     backoff.worked();                    // starts again at 0.5 s
 */
export class Backoff {
  /** When the next try is due, Unix milliseconds. */
  readyAt = 0;
  readonly #random: () => number;
  #failures = 0;
  #waitMs = 0;

  /** `random` as Math.random. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** The last try failed. */
  get isDown(): boolean {
    return this.#failures > 0;
  }

  /** A clock that is set back makes nobody wait longer than the longest wait. */
  isWaiting(now: number): boolean {
    return now < this.readyAt && this.readyAt - now <= this.#waitMs;
  }

  /** `atLeastMs`: what the server asked for; an hour of it is the most that is believed. */
  failed(now: number, atLeastMs = 0): void {
    if (this.isWaiting(now)) return; // requests that were on their way together fail together
    const limit = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(this.#failures, 10));
    this.#failures++;
    this.#waitMs = Math.max(this.#random() * limit, Math.min(atLeastMs, 3_600_000));
    this.readyAt = now + this.#waitMs;
  }

  worked(): void {
    this.#failures = 0;
    this.#waitMs = 0;
    this.readyAt = 0;
  }
}
