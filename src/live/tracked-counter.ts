import type { Mark } from './counter-step.ts';
import type { CounterReading, LiveEvent, Snapshot, StreamPlace } from './snapshot.ts';

/** A counter that is or was there. */
export interface Tracked extends StreamPlace {
  readonly run: string;
  readonly id: string;
  /** '' until something says it. */
  protocol: string;
  readonly role: CounterReading['role'];
  readonly bornAt: number;
  /** Its age when it was last read. */
  ageMs: number;
  listedAt: number;
  /** How long it has not been listed, in milliseconds of polling. */
  missingMs: number;
  /** Up to here it is counted. */
  counted: Mark;
  /** Readings that cannot follow what is counted, but follow each other: the first, the newest, how many. */
  doubt?: { readonly first: Mark; readonly newest: Mark; readonly count: number } | undefined;
  /** The snapshot that showed it last, by number; an event counts as one of the newest. */
  seenIn: number;
  /** Its request is still to be counted. */
  isNew: boolean;
  /** Its closing total was counted. */
  isClosed: boolean;
  /** The stream's total that it is part of, where there is one, and how much of it. */
  total?: { readonly id: string; sentBytes: number } | undefined;
}

/** Ages are rounded, and told over a network. */
const AGE_SLACK_MS = 2000;

/** Born before the horizon: its bytes so far may have been counted by somebody, so counting begins here. */
export function firstSeen(run: string, reading: CounterReading, at: number, horizon: number): Tracked {
  const { id, vhost, app, stream, protocol, role, ageMs } = reading;
  const bornAt = at - ageMs;
  const isNew = bornAt > horizon;
  const counted = isNew ? { at: bornAt, playBytes: 0, publishBytes: 0 } : markOf(reading, at);
  const place = { vhost, app, stream, protocol, role };
  const seen = { ageMs, listedAt: at, missingMs: 0, seenIn: 0 };
  return { run, id, ...place, bornAt, ...seen, counted, isNew, isClosed: false };
}

/** From an event: a connection at its very beginning. `snapshots`: how many there were. */
export function begunBy(event: LiveEvent & { kind: 'began' }, run: string, at: number, snapshots: number): Tracked {
  const { id, vhost, app, stream, protocol, role, totalId } = event;
  const counted = { at, playBytes: 0, publishBytes: 0 };
  const seen = { ageMs: 0, listedAt: at, missingMs: 0, seenIn: snapshots };
  const place = { vhost, app, stream, protocol, role };
  return { run, id, ...place, bornAt: at, ...seen, counted, isNew: true, isClosed: false, ...totalOf(totalId) };
}

export function keyOf(run: string, id: string): string {
  return `${run}\n${id}`;
}

export function markOf({ playBytes, publishBytes }: CounterReading, at: number): Mark {
  return { at, playBytes, publishBytes };
}

function totalOf(id: string | undefined): Pick<Tracked, 'total'> {
  return id === undefined ? {} : { total: { id, sentBytes: 0 } };
}

/**
 * The id of a counter that has gone, used again: younger than the one before was, and no older than the time since that
 * was listed. A clock that was set back looks like this too; a lower count then tells them apart.
 */
export function isAnother(tracked: Tracked, reading: CounterReading, at: number, ages: Snapshot['ages']): boolean {
  const isYounger = reading.ageMs < tracked.ageMs && reading.ageMs <= at - tracked.listedAt + AGE_SLACK_MS;
  if (!isYounger || ages === 'monotonic') return isYounger;
  const { counted } = tracked;
  return reading.playBytes < counted.playBytes || reading.publishBytes < counted.publishBytes;
}
