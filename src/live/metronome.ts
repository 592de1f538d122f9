const BEAT_MS = 1000;

/**
 * Calls `beat` at once and then at every whole second, until it is stopped: live servers are polled at whole multiples of
 * their interval, so that intervals end with minutes, whatever else the process is reading meanwhile. A beat that takes
 * longer leaves others out; there are never two at a time.
 *
 *     const metronome = new Metronome(() => source.round(Date.now()), Date.now);
 *     metronome.start();
 *     await metronome.stop();            // resolves when no beat is under way
 */
export class Metronome {
  readonly #beat: () => Promise<void>;
  readonly #clock: () => number;
  #running: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  /** `clock`: Unix milliseconds. */
  constructor(beat: () => Promise<void>, clock: () => number) {
    this.#beat = beat;
    this.#clock = clock;
  }

  start(): void {
    this.#running = this.#beat().finally(() => this.#wait());
  }

  stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    return this.#running;
  }

  #wait(): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => this.start(), BEAT_MS - (this.#clock() % BEAT_MS));
  }
}
