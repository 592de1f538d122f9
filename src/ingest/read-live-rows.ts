import { canonicalHost } from '../usage/host-name.ts';
import { LIVE_COUNTERS, type LiveCounter, type LivePlace, type LiveRows } from '../usage/live-rows.ts';
import { type BatchHeader, LAST_MINUTE } from './batch.ts';
import { invalid } from './invalid.ts';
import type { VarintReader } from './varint.ts';

type LiveHeader = NonNullable<BatchHeader['segments'][number]['live']>;

const COLUMNS = 2 + LIVE_COUNTERS.length;
const LIMIT = 2n ** 60n; // as of the other counters: sixteen such rows still fit a sum of 64 bits

/** Reads a segment's rows by stream, trusting nothing. Throws IngestFault (400) naming what is wrong. */
export function readLiveRows(reader: VarintReader, { rows: length, places }: LiveHeader, place: string): LiveRows {
  // a column of n varints has at least n bytes: checked before anything of that size is allocated
  if (length * COLUMNS > reader.remaining) throw invalid(`${place} announces ${length} rows, the body ends before`);
  const named = checkedPlaces(places, place);
  const index = reader.readColumn32(length, named.length - 1, `${place}: place index`);
  const minute = reader.readColumn32(length, LAST_MINUTE, `${place}: minute`).map((minutes) => minutes * 60);
  const counters = Object.fromEntries(LIVE_COUNTERS.map((name) => [name, reader.readColumn64(length)]));
  const rows = {
    length,
    places: named,
    place: index,
    minute,
    counters: counters as Record<LiveCounter, BigUint64Array>,
  };
  checkKeys(rows, place);
  for (const name of LIVE_COUNTERS) {
    const row = rows.counters[name].findIndex((count) => count >= LIMIT);
    if (row >= 0) throw invalid(`${place} row ${row}: its ${name} are 2^60 and more`);
  }
  return rows;
}

function checkedPlaces(places: LiveHeader['places'], place: string): LivePlace[] {
  const seen = new Set<string>();
  return places.map(([domain, app, stream], i) => {
    const name = JSON.stringify([domain, app, stream]);
    if (canonicalHost(domain) !== domain) throw invalid(`${place}/places/${i} ${name} has no canonical host name`);
    if (seen.has(name)) throw invalid(`${place}/places names ${name} twice`);
    seen.add(name);
    return { domain, app, stream };
  });
}

function checkKeys({ length, place: index, minute }: LiveRows, place: string): void {
  const seen = new Set<number>();
  for (let i = 0; i < length; i++) {
    const key = (minute[i]! / 60) * 2 ** 26 + index[i]!; // 27 bits and 26 bits: exact
    if (seen.has(key)) throw invalid(`${place} row ${i}: its stream has minute ${minute[i]} twice`);
    seen.add(key);
  }
}
