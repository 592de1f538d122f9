import { join } from 'node:path';
import type { Notices } from '../agent/notices.ts';
import type { Parcel } from '../agent/parcel.ts';
import type { Refusal } from '../agent/refusal.ts';
import type { Round, SegmentSource, SourceStatus } from '../agent/segment-source.ts';
import type { InputStatus } from '../agent/status.ts';
import { HookServer } from '../live/hook-server.ts';
import { createHttpGet } from '../live/http-get.ts';
import type { LiveInput } from '../live/live-server.ts';
import { LiveSource } from '../live/live-source.ts';
import type { LiveStatus } from '../live/live-status.ts';
import { Metronome } from '../live/metronome.ts';
import { stateFile } from '../live/state-file.ts';

export interface LiveInputsOptions {
  readonly node: string;
  readonly inputs: readonly LiveInput[];
  /** The agent's state folder, which its lock keeps from others. */
  readonly folder: string;
  readonly flushMs: number;
  /** Whether the inputs' `hooks` are listened at; a run that soon ends would only leave SRS without an answer. */
  readonly takesHooks: boolean;
  readonly notices: Notices;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/**
 * The live servers of an agent.yaml as a source of parcels beside the logs. It goes by a beat of its own: neither a disk that
 * hangs, nor a spool that is full, nor gigabytes of logs make a poll come late.
 *
 *     const source = new JoinedSources([follower, new LiveInputs({ inputs: config.live, folder: config.state, ... })]);
 */
export class LiveInputs implements SegmentSource {
  readonly #options: LiveInputsOptions;
  readonly #source: LiveSource;
  readonly #metronome: Metronome;
  /** By the input's place. */
  readonly #hooks = new Map<number, HookServer>();
  readonly #told = new Map<string, string>();

  constructor(options: LiveInputsOptions) {
    const { node, inputs, folder, flushMs, clock } = options;
    this.#options = options;
    const storeOf = (name: string) => stateFile(join(folder, 'live', `${name}.json`));
    this.#source = new LiveSource({ node, inputs, storeOf, flushMs, clock, get: createHttpGet() });
    for (const [i, { hooks }] of inputs.entries()) {
      const take = (body: string) => this.#source.hook(i, body, clock());
      if (hooks && options.takesHooks) this.#hooks.set(i, new HookServer({ ...hooks, take }));
    }
    this.#metronome = new Metronome(() => this.#beat(), clock);
    this.#metronome.start();
  }

  /** Reads nothing here: polls have their own beat. */
  async round(): Promise<Round> {
    return { bytesRead: 0, isCaughtUp: this.#source.isReady };
  }

  takeDue(now: number, all = false): Parcel | undefined {
    return this.#source.takeDue(now, all);
  }

  acknowledged(parcel: Parcel): void {
    this.#source.acknowledged(parcel);
  }

  returned(parcel: Parcel): void {
    this.#source.returned(parcel);
  }

  refused(parcel: Parcel, refusal: Refusal): void {
    this.#source.refused(parcel, refusal);
  }

  checkpoint(): null {
    return null;
  }

  status(now: number): SourceStatus {
    const inputs = this.#source.status(now).map((status, i) => inputStatus(status, this.#hooks.get(i)?.fault));
    return { inputs, streams: [] };
  }

  /** Polls nothing more and takes no callbacks; those of the last second can be sent. */
  async finish(): Promise<void> {
    await Promise.all([...this.#hooks.values()].map((hooks) => hooks.close()));
    await this.#metronome.stop();
    await this.#source.close(this.#options.clock());
  }

  close(): Promise<void> {
    return this.finish(); // once more, for what was acknowledged since
  }

  async #beat(): Promise<void> {
    for (const hooks of this.#hooks.values()) hooks.open();
    await this.#source.round(this.#options.clock());
    for (const input of this.status(this.#options.clock()).inputs) this.#tell(input);
  }

  /** Once for each state: sentences may have numbers that change with every poll. */
  #tell({ input, kind, fault, live }: InputStatus): void {
    const subject = `${kind} ${input}`;
    const told = `${live!.state} ${fault !== null}`;
    if (this.#told.get(subject) === told) return;
    this.#told.set(subject, told);
    const { notices } = this.#options;
    if (fault === null) notices.right(subject, `${subject} is metered again`);
    else notices.wrong(subject, `${subject}: ${fault}`);
  }
}

const WELL: readonly LiveStatus['state'][] = ['ok', 'waiting'];

function inputStatus(status: LiveStatus, hookFault: string | undefined): InputStatus {
  const { kind, url, state, sentence, lastPoll, missedPolls, viewers, publishers, uncounted, lostHooks } = status;
  const { quarantinedBytes } = uncounted;
  const live = { state, sentence, lastPoll, missedPolls, viewers, publishers, quarantinedBytes, lostHooks };
  const fault = WELL.includes(state) ? (hookFault ?? null) : sentence;
  return { input: url, kind, format: `live ${kind}`, files: 0, fault, live };
}
