import type { HttpGet, LiveInput, LiveServer } from './live-server.ts';
import { type Snapshot, SourceFault } from './snapshot.ts';

/** What a poll gave, and when its answer was complete. */
export interface PollEnd {
  readonly at: number;
  readonly snapshot?: Snapshot;
  readonly fault?: SourceFault;
}

export interface PollingOptions {
  readonly input: LiveInput;
  readonly server: LiveServer;
  readonly get: HttpGet;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/**
 * Asks a server at whole multiples of its interval, so that intervals end with minutes, and never twice at once: a server
 * that hangs makes its own intervals longer, and nobody else wait.
 */
export class Polling {
  readonly #options: PollingOptions;
  #next = Number.NEGATIVE_INFINITY;
  #isAsking = false;

  constructor(options: PollingOptions) {
    this.#options = options;
  }

  /** Starts a poll where it is time for one; `end` is called later. */
  start(now: number, end: (end: PollEnd) => void): void {
    const everyMs = this.#options.input.everySeconds * 1000;
    const isEarly = now < this.#next && this.#next - now <= everyMs; // more: the clock was set back
    if (this.#isAsking || isEarly) return;
    this.#next = (Math.floor(now / everyMs) + 1) * everyMs;
    this.#isAsking = true;
    this.#ask().then((result) => {
      this.#isAsking = false;
      end(result);
    });
  }

  async #ask(): Promise<PollEnd> {
    const { input, server, get, clock } = this.#options;
    try {
      const snapshot = await server.poll(input.url, get);
      return { at: clock(), snapshot };
    } catch (error) {
      return { at: clock(), fault: asFault(error) };
    }
  }
}

/** Whatever a strange answer made the reader do, it is that server's fault and nobody else's. */
function asFault(error: unknown): SourceFault {
  if (error instanceof SourceFault) return error;
  return new SourceFault('garbled', `the answer cannot be read: ${(error as Error).message}`, { cause: error });
}
