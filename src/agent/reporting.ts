import { SendError } from '../ingest/client.ts';
import type { Notices } from './notices.ts';
import type { Sender } from './sender.ts';

const LONGEST_MS = 10_000;
const LAST_MS = 2000; // somebody waits for the agent's end

/** Sends a heartbeat every interval, one at a time. That one gets lost is never a fault: the next says the same. */
export class Reporting {
  readonly #sender: Sender;
  readonly #notices: Notices;
  readonly #intervalMs: number;
  #next = 0;
  #running: Promise<void> | undefined;

  constructor(sender: Sender, notices: Notices, intervalMs: number) {
    this.#sender = sender;
    this.#notices = notices;
    this.#intervalMs = intervalMs;
  }

  /** Sends one where it is time to; `heartbeat` is only made then. `now` in Unix milliseconds. */
  turn(now: number, heartbeat: () => unknown): void {
    if (this.#running || (now < this.#next && this.#next - now <= this.#intervalMs)) return;
    this.#next = now + this.#intervalMs;
    this.#running = this.#send(heartbeat(), Math.min(LONGEST_MS, this.#intervalMs)).finally(() => {
      this.#running = undefined;
    });
  }

  /** Sends a last one, whatever the time, unless one is on its way. */
  async last(heartbeat: unknown): Promise<void> {
    if (!this.#running) await this.#send(heartbeat, LAST_MS);
  }

  async #send(heartbeat: unknown, longestMs: number): Promise<void> {
    try {
      await this.#sender.report(heartbeat, AbortSignal.timeout(longestMs));
      this.#notices.right('heartbeat', 'heartbeats arrive again');
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      this.#notices.wrong('heartbeat', `heartbeats do not arrive: ${error.message}`);
    }
  }
}
