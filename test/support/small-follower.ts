import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type {
  Parcel,
  Refusal,
  Round,
  SegmentSource,
  SourceStatus,
  StreamStatus,
} from '../../src/agent/segment-source.ts';
import { meterHash } from '../../src/format/meter-hash.ts';
import type { FormatProgram } from '../../src/format/program.ts';
import { StreamMeter } from '../../src/meter/stream-meter.ts';
import type { MeteredSegment } from '../../src/usage/segment.ts';

export interface SmallInput {
  /** `*` in the last component only. */
  readonly pattern: string;
  readonly program: FormatProgram;
}

export interface SmallFollowerOptions {
  readonly node: string;
  readonly inputs: readonly SmallInput[];
  readonly segmentBytes?: number;
  readonly flushMs?: number;
  readonly checkpoint?: unknown;
}

interface Followed {
  readonly path: string;
  readonly program: FormatProgram;
  readonly meter: StreamMeter;
  position: number;
  closed: MeteredSegment[];
  /** Version of the open segment that was acknowledged last, and when it was sent: by segment index. */
  readonly sent: Map<number, number>;
  lastSent: number;
  isOut: boolean;
  refusal: Refusal | undefined;
}

type Checkpoint = Record<string, { offset: number; stream: string; columns?: string }>;

/**
 * A SegmentSource over files that only ever grow: one StreamMeter a file, and no rotation of any kind. What the tests of
 * the agent's loop, spool and sending need of the following, and small enough to be believed.
 */
export class SmallFollower implements SegmentSource {
  readonly #options: SmallFollowerOptions;
  readonly #files = new Map<string, Followed>();
  readonly #paths = new Map<Parcel, Followed>();

  constructor(options: SmallFollowerOptions) {
    this.#options = options;
  }

  async round(_now: number, budgetBytes: number): Promise<Round> {
    let bytesRead = 0;
    let isCaughtUp = true;
    for (const input of this.#options.inputs) {
      for (const path of matching(input.pattern)) {
        const file = this.#files.get(path) ?? this.#add(path, input);
        const read = bytesRead < budgetBytes ? readMore(file, budgetBytes - bytesRead) : 0;
        bytesRead += read;
        if (bytesRead >= budgetBytes) isCaughtUp = false;
      }
    }
    return { bytesRead, isCaughtUp };
  }

  #add(path: string, { program }: SmallInput): Followed {
    const from = (this.#options.checkpoint as Checkpoint | undefined)?.[path];
    const { segmentBytes } = this.#options;
    const meter = new StreamMeter(program, { ...(segmentBytes && { segmentBytes }), ...(from && { resume: from }) });
    const file: Followed = {
      path,
      program,
      meter,
      position: from?.offset ?? 0,
      closed: [],
      sent: new Map(),
      lastSent: 0,
      isOut: false,
      refusal: undefined,
    };
    this.#files.set(path, file);
    return file;
  }

  takeDue(now: number, all = false): Parcel | undefined {
    const free = [...this.#files.values()].filter((file) => !file.isOut && !file.refusal && file.meter.stream);
    for (const file of free) {
      const [closed] = file.closed;
      if (closed) return this.#parcel(file, closed, true);
    }
    for (const file of free) {
      const isDue = all || now - file.lastSent >= (this.#options.flushMs ?? 0);
      const open = isDue ? file.meter.open() : undefined;
      if (open && open.bytes !== file.sent.get(open.index)) return this.#parcel(file, open, false);
    }
    return undefined;
  }

  #parcel(file: Followed, segment: MeteredSegment, isClosed: boolean): Parcel {
    const { path, program, meter } = file;
    const identity = { node: this.#options.node, path, stream: meter.stream!, format: program.name };
    const batch = { ...identity, meterHash: meterHash(program), segments: [{ ...segment, final: false }] };
    const parcel = { batch, isClosed, weight: 100 * segment.rows.length };
    file.isOut = true;
    this.#paths.set(parcel, file);
    return parcel;
  }

  #back(parcel: Parcel): Followed {
    const file = this.#paths.get(parcel);
    if (!file) throw new Error('this parcel is not out');
    this.#paths.delete(parcel);
    file.isOut = false;
    return file;
  }

  acknowledged(parcel: Parcel): void {
    const file = this.#back(parcel);
    const { index, bytes } = parcel.batch.segments[0]!;
    if (parcel.isClosed) file.closed.shift();
    else file.sent.set(index, bytes);
  }

  returned(parcel: Parcel): void {
    this.#back(parcel);
  }

  refused(parcel: Parcel, refusal: Refusal): void {
    this.#back(parcel).refusal = refusal;
  }

  checkpoint(): Checkpoint {
    const known = [...this.#files.values()].filter(({ meter, closed }) => meter.stream && closed.length === 0);
    const places = known.map(({ path, meter }) => [path, { offset: meter.openOffset, stream: meter.stream! }] as const);
    return Object.fromEntries(places);
  }

  status(): SourceStatus {
    const streams = [...this.#files.values()].map(statusOf);
    const inputs = this.#options.inputs.map(({ pattern, program }) => ({
      input: pattern,
      kind: 'log' as const,
      format: program.name,
      files: matching(pattern).length,
      fault: null,
    }));
    return { inputs, streams };
  }

  async close(): Promise<void> {}
}

function statusOf({ path, program, meter, refusal }: Followed): StreamStatus {
  const { stream = null, lines, rejected, pendingBytes, slowLines, bytesRead } = meter;
  return {
    path,
    stream,
    format: program.name,
    bytes: bytesRead,
    pendingBytes,
    lagBytes: 0,
    lastLine: null,
    lines,
    rejected,
    slowLines,
    state: refusal ? 'refused' : 'following',
    fault: refusal?.message ?? null,
  };
}

function readMore(file: Followed, most: number): number {
  const buffer = Buffer.alloc(2 ** 18);
  const handle = openSync(file.path, 'r');
  let total = 0;
  for (let read = -1; read !== 0 && total < most; total += read) {
    read = readSync(handle, buffer, 0, Math.min(buffer.length, most - total), file.position);
    file.meter.push(buffer.subarray(0, read));
    file.position += read;
  }
  closeSync(handle);
  file.closed.push(...file.meter.takeClosed());
  return total;
}

function matching(pattern: string): string[] {
  const [start = '', ...rest] = basename(pattern).split('*');
  const end = rest.at(-1);
  const isMatch = (name: string) => (end === undefined ? name === start : name.startsWith(start) && name.endsWith(end));
  return readdirSync(dirname(pattern))
    .filter(isMatch)
    .sort()
    .map((name) => join(dirname(pattern), name));
}
