import { Backoff } from './backoff.ts';
import { Checkpointing } from './checkpointing.ts';
import type { Clock } from './clock.ts';
import { endShipping } from './ending.ts';
import { heartbeatOf } from './heartbeat.ts';
import type { Notices } from './notices.ts';
import { Patience } from './patience.ts';
import { Reporting } from './reporting.ts';
import type { Round, SegmentSource, SourceStatus } from './segment-source.ts';
import type { Sender } from './sender.ts';
import { Shipping } from './shipping.ts';
import type { StateFolder } from './state-folder.ts';
import { Wake } from './wake.ts';

export interface AgentOptions {
  readonly node: string;
  readonly version: string;
  /** Makes the source, from a checkpoint where there is one; asked again where what was spooled got lost. */
  readonly openSource: (checkpoint: unknown) => SegmentSource;
  readonly sender: Sender;
  readonly state: StateFolder;
  readonly clock: Clock;
  /** As Math.random. */
  readonly random: () => number;
  readonly notices: Notices;
  /** How soon a new minute is sent, and between heartbeats, in milliseconds. */
  readonly flushMs: number;
  /** Called once, when the logs that are there were looked at, with how many there are. */
  readonly onFollowing?: (files: number) => void;
}

const ROUND_BYTES = 16 * 2 ** 20; // some 50 ms of metering: signals and answers do not wait longer
const IDLE_MS = 1000;
const NO_PROGRESS_MS = 60_000;

/** What one turn of the loop found. */
interface Turn {
  /** There is more to read now. */
  readonly isBusy: boolean;
  readonly isCaughtUp: boolean;
  /** Nothing that should leave is left, or on its way. */
  readonly isDelivered: boolean;
  /** Something that was spooled is lost: everything is read again from here on, or soon. */
  readonly startsAgain: boolean;
}

/**
 * The agent's loop: read and meter, hand over what is due, note what became of it, sleep until there is more.
 *
 *     const agent = new Agent({ node: 'edge-1', openSource, sender, state, clock: systemClock, ... });
 *     await agent.follow(stop.signal);       // until stopped; or: await agent.once(stop.signal)
 *
 * All that a number depends on is in the logs and at the server. What is on disk here saves time, or waits for a server
 * (state-folder.ts).
 */
export class Agent {
  /** Of all logs, since the start. */
  bytesRead = 0;
  readonly #options: AgentOptions;
  readonly #shipping: Shipping;
  readonly #reporting: Reporting;
  readonly #checkpointing: Checkpointing;
  readonly #wake = new Wake();
  readonly #started: number;
  #source: SegmentSource;
  #lastStatus: SourceStatus | undefined;
  #isFollowing = false;

  constructor(options: AgentOptions) {
    const { sender, state, clock, random, notices, flushMs } = options;
    this.#options = options;
    this.#source = options.openSource(state.checkpoint);
    this.#reporting = new Reporting(sender, notices, flushMs);
    this.#started = clock.now();
    this.#checkpointing = new Checkpointing(state, this.#started);
    const parts = { sender, spool: state.spool, backoff: new Backoff(random), clock, notices, sweepMs: flushMs };
    this.#shipping = new Shipping({ ...parts, onEnd: () => this.#wake.up() });
  }

  /** Follows until `stop` aborts; then sends what it has, for at most 10 s, and ends. */
  async follow(stop: AbortSignal): Promise<void> {
    stop.addEventListener('abort', () => this.#wake.up());
    while (!stop.aborted) {
      const { isBusy } = await this.#turn({ isReading: true, all: false });
      if (!isBusy) await this.#wake.wait(this.#options.clock, IDLE_MS);
    }
    await this.#end();
  }

  /**
   * Reads what there is and ends when all of it is acknowledged: resolves with true. With false when nothing moved for 60 s
   * or `stop` aborted: what was not acknowledged is still in the logs, or in the spool, for the next run.
   */
  async once(stop: AbortSignal): Promise<boolean> {
    stop.addEventListener('abort', () => this.#wake.up());
    const { clock } = this.#options;
    const patience = new Patience(NO_PROGRESS_MS);
    let isRead = false;
    let isDone = false;
    while (!stop.aborted && !isDone && patience.has(clock.now(), [this.bytesRead, this.#shipping.acknowledged])) {
      const turn = await this.#turn({ isReading: !isRead, all: isRead });
      isDone = isRead && turn.isDelivered;
      const wasRead: boolean = isRead;
      isRead = (isRead || turn.isCaughtUp) && !turn.startsAgain;
      if (!isDone && !turn.isBusy && isRead === wasRead) await this.#wake.wait(clock, IDLE_MS);
    }
    await this.#end();
    return isDone;
  }

  /** How many segments a server acknowledged, one that was sent twice counted twice. */
  get acknowledged(): number {
    return this.#shipping.acknowledged;
  }

  /** How many of them it had before. */
  get known(): number {
    return this.#shipping.known;
  }

  /** Of the source, also after the end. */
  status(): SourceStatus {
    return this.#lastStatus ?? this.#source.status(this.#options.clock.now());
  }

  async #turn({ isReading, all }: { isReading: boolean; all: boolean }): Promise<Turn> {
    this.#shipping.settle(this.#source);
    const startsAgain = this.#shipping.hasLostSpooled;
    if (startsAgain && this.#shipping.isIdle) await this.#startAgain();
    const waitsForRoom = this.#shipping.isFull && this.#shipping.isDown; // the log is the queue
    const round = isReading && !waitsForRoom ? await this.#read() : { bytesRead: 0, isCaughtUp: !isReading };
    this.#shipping.settle(this.#source);
    const isStalled = isReading && !waitsForRoom && round.bytesRead === 0 && !round.isCaughtUp;
    this.#shipping.start(this.#source, this.#options.clock.now(), { all, isStalled });
    const isEmpty = this.#shipping.isIdle && this.#options.state.spool.isEmpty;
    const isDelivered = isEmpty && !this.#shipping.isDown && !startsAgain;
    await this.#tell();
    const { isCaughtUp } = round;
    return { isBusy: round.bytesRead > 0 && !isCaughtUp, isCaughtUp, isDelivered, startsAgain };
  }

  async #read(): Promise<Round> {
    const round = await this.#source.round(this.#options.clock.now(), ROUND_BYTES);
    this.bytesRead += round.bytesRead;
    if (!this.#isFollowing) {
      this.#isFollowing = true;
      this.#options.onFollowing?.(this.status().inputs.reduce((sum, { files }) => sum + files, 0));
    }
    return round;
  }

  /** Heartbeat and checkpoint, where it is time for them. */
  async #tell(): Promise<void> {
    const now = this.#options.clock.now();
    this.#reporting.turn(now, () => this.#heartbeat());
    if (!this.#shipping.hasLostSpooled) await this.#checkpointing.turn(now, this.#source);
  }

  #heartbeat(): unknown {
    const { node, version, clock, flushMs, state } = this.#options;
    const { bytes, limit } = state.spool;
    const spool = { bytes, limit, isFull: this.#shipping.isFull };
    const facts = { node, version, started: this.#started, now: clock.now(), intervalMs: flushMs, spool };
    return heartbeatOf(facts, this.status());
  }

  /** Reads every log from its beginning: the server knows what it has, and what was spooled and got lost comes again. */
  async #startAgain(): Promise<void> {
    const { openSource, state } = this.#options;
    await this.#source.close();
    await state.forgetCheckpoint();
    this.#source = openSource(undefined);
    this.#shipping.hasLostSpooled = false;
  }

  async #end(): Promise<void> {
    const { clock, state } = this.#options;
    await this.#source.finish?.();
    await endShipping({ source: this.#source, shipping: this.#shipping, clock, wake: this.#wake });
    if (this.#shipping.hasLostSpooled) await state.forgetCheckpoint();
    else await this.#checkpointing.save(clock.now(), this.#source);
    if (!this.#shipping.isDown) await this.#reporting.last(this.#heartbeat());
    this.#lastStatus = this.status();
    await this.#source.close();
    state.close();
  }
}
