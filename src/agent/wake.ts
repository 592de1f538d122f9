import type { Clock } from './clock.ts';

/** A sleep that others can end: `up` wakes whoever waits, or the next who would. */
export class Wake {
  #alarm = new AbortController();

  up(): void {
    this.#alarm.abort();
  }

  async wait(clock: Clock, ms: number): Promise<void> {
    await clock.sleep(ms, this.#alarm.signal);
    this.#alarm = new AbortController();
  }
}
