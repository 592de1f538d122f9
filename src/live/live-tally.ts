import { spreadOver } from '../meter/spread.ts';
import { MAX_LIVE_NAME } from '../usage/live-rows.ts';
import type { Difference } from './counter-table.ts';
import type { StreamPlace } from './snapshot.ts';

/** What is counted of one stream of a domain in one minute; plain JSON. */
export interface LiveRow {
  readonly domain: string;
  readonly app: string;
  readonly stream: string;
  /** Unix seconds. */
  readonly minute: number;
  playBytes: number;
  publishBytes: number;
  playRequests: number;
  peakViewers: number;
  /** The segment's version when the row changed last. */
  version: number;
}

type Sums = 'playBytes' | 'publishBytes' | 'playRequests';

/** Publishers choose the names of streams: beyond so many rows a domain's new streams share one without a name. */
const MAX_ROWS = 200_000;

/**
 * Adds differences up by domain, stream and minute: bytes spread evenly over the time in which they were sent, a request in
 * the minute in which the connection began, viewers in the minute in which they were seen.
 */
export class LiveTally {
  readonly #rows = new Map<string, LiveRow>();

  constructor(rows: readonly LiveRow[] = []) {
    for (const row of rows) this.#rows.set(keyOf(row.domain, row, row.minute), { ...row });
  }

  get rows(): readonly LiveRow[] {
    return [...this.#rows.values()];
  }

  get length(): number {
    return this.#rows.size;
  }

  /** `version`: the one that the segment has with it. */
  add(domain: string, difference: Difference, version: number): void {
    const { from, to, playBytes, publishBytes, requests } = difference;
    const start = from < to ? from : to - 1;
    const put = (sum: Sums) => (minute: number, share: number | bigint) =>
      this.#add(domain, difference, minute, { [sum]: Number(share) }, version);
    spreadOver(playBytes, start, to, 60, put('playBytes'));
    spreadOver(publishBytes, start, to, 60, put('publishBytes'));
    if (requests > 0) put('playRequests')(minuteOf(start), requests);
  }

  /** So many players were there at `at`, Unix milliseconds. `version` is asked where that is the most so far. */
  viewers(
    domain: string,
    place: Pick<StreamPlace, 'app' | 'stream'>,
    count: number,
    at: number,
    version: () => number,
  ): void {
    const row = this.#row(domain, place, minuteOf(at));
    if (row.peakViewers >= count) return;
    row.peakViewers = count;
    row.version = version();
  }

  #add(domain: string, place: StreamPlace, minute: number, sums: Partial<Record<Sums, number>>, version: number): void {
    const row = this.#row(domain, place, minute);
    for (const [sum, value] of Object.entries(sums)) row[sum as Sums] += value;
    row.version = version;
  }

  #row(domain: string, place: Pick<StreamPlace, 'app' | 'stream'>, minute: number): LiveRow {
    const named = { app: place.app.slice(0, MAX_LIVE_NAME), stream: place.stream.slice(0, MAX_LIVE_NAME) };
    const known = this.#rows.get(keyOf(domain, named, minute));
    if (known) return known;
    const { app, stream } = this.#rows.size < MAX_ROWS ? named : { app: '', stream: '' };
    const key = keyOf(domain, { app, stream }, minute);
    const row = this.#rows.get(key) ?? { domain, app, stream, minute, ...NOTHING };
    this.#rows.set(key, row);
    return row;
  }
}

const NOTHING = { playBytes: 0, publishBytes: 0, playRequests: 0, peakViewers: 0, version: 0 };

function keyOf(domain: string, { app, stream }: Pick<StreamPlace, 'app' | 'stream'>, minute: number): string {
  return JSON.stringify([domain, app, stream, minute]);
}

function minuteOf(ms: number): number {
  const seconds = Math.floor(ms / 1000);
  return seconds - (seconds % 60);
}
