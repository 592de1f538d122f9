import type { FollowedStream } from './followed-stream.ts';
import type { Memory } from './memory.ts';
import type { Parcel } from './parcel.ts';
import type { Refusal } from './refusal.ts';
import { type Draft, weightOf } from './sendings.ts';
import type { Streams } from './streams.ts';

interface Departed {
  readonly stream: FollowedStream;
  readonly draft: Draft;
}

/** Whose turn it is to send: the streams with something unsent, one after the other, each with one segment out at a time. */
export class Departures {
  readonly #node: string;
  readonly #streams: Streams;
  readonly #memory: Memory;
  readonly #unsent = new Set<FollowedStream>();
  readonly #out = new Map<Parcel, Departed>();

  constructor(node: string, streams: Streams, memory: Memory) {
    this.#node = node;
    this.#streams = streams;
    this.#memory = memory;
  }

  /** After reading: who has something new? */
  notice(now: number): void {
    for (const stream of this.#streams.all()) {
      stream.notice(now);
      if (stream.hasUnsent) this.#unsent.add(stream);
    }
  }

  take(now: number, all: boolean): Parcel | undefined {
    for (const stream of this.#unsent) {
      if (stream.isOut) continue;
      const draft = this.#draftOf(stream, now, all || this.#memory.isShort);
      if (!stream.hasUnsent) this.#unsent.delete(stream);
      if (draft) return this.#depart(stream, draft);
    }
    return undefined;
  }

  #draftOf(stream: FollowedStream, now: number, all: boolean): Draft | undefined {
    const { sendings, meter } = stream;
    if (!stream.hasUnsent || sendings.closed.length > 0) return sendings.closed[0];
    return all || sendings.isDue(meter!, now) ? sendings.takeOpen(meter!, now) : undefined;
  }

  #depart(stream: FollowedStream, draft: Draft): Parcel {
    this.#unsent.delete(stream);
    this.#unsent.add(stream); // behind the others
    const { id, path, settings } = stream;
    const { segment, isClosed, replaces } = draft;
    const batch = {
      ...{ node: this.#node, stream: id!, path, format: settings.program.name, meterHash: settings.meterHash },
      segments: [{ ...segment, final: false }],
      ...(replaces && { replace: true, unlessSame: true }),
    };
    const parcel = { batch, isClosed, weight: weightOf(segment) };
    stream.isOut = true;
    this.#out.set(parcel, { stream, draft });
    return parcel;
  }

  acknowledged(parcel: Parcel): void {
    const { stream, draft } = this.#back(parcel);
    stream.sendings.acknowledged(draft);
  }

  returned(parcel: Parcel): void {
    const { stream, draft } = this.#back(parcel);
    stream.sendings.returned(draft);
  }

  refused(parcel: Parcel, fault: Refusal, now: number): void {
    const { stream, draft } = this.#back(parcel);
    const isSettled = settle(stream, draft, fault);
    if (isSettled === undefined) stream.refuse(draft, fault, now);
    else if (!isSettled) stream.rewind(draft.start);
  }

  #back(parcel: Parcel): Departed {
    const departed = this.#out.get(parcel);
    if (!departed) throw new Error('this parcel is not out');
    this.#out.delete(parcel);
    departed.stream.isOut = false;
    return departed;
  }

  retryRefused(now: number): void {
    for (const stream of this.#streams.all()) stream.retryRefused(now);
  }
}

/**
 * What can be done about it. Out: false where the segment must be metered again first; undefined: nothing can. A replacement that
 * was cut off is ended by another one, and this agent may have begun it before it was restarted.
 */
function settle({ sendings }: FollowedStream, draft: Draft, fault: Refusal): boolean | undefined {
  const { code, bytes } = fault;
  if (code === 'format-changed' && bytes !== undefined) return sendings.formatChanged(draft, { ...fault, bytes });
  if (code === 'replacement-unfinished' && !draft.replaces) return sendings.replace(draft);
  return undefined;
}
