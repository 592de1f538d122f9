import type { SegmentKeys } from '../usage/usage-store.ts';
import { readNative } from './native-read.ts';
import { PLAIN_DOMAIN } from './schema.ts';
import { instant } from './sql-text.ts';

const DAY_SECONDS = 86_400;

/**
 * What a store holds of one segment. The table is ordered by domain, so this reads whole days: for a replacement, which
 * is rare, and only the days that the segment touched.
 */
export function segmentKeysQuery(segment: string, days: readonly number[], limits: string): string {
  const inDays = days.map(
    (day) => `(minute >= ${instant(day * DAY_SECONDS)} AND minute < ${instant((day + 1) * DAY_SECONDS)})`,
  );
  return `SELECT ${PLAIN_DOMAIN}, toUInt32(minute) AS start, max(version) AS newest FROM usage_segments
    WHERE segment = unhex('${segment}') AND (${inDays.join(' OR ')})
    GROUP BY domain, minute ORDER BY domain SETTINGS ${limits}`;
}

export function segmentKeysAnswer(bytes: Uint8Array): SegmentKeys {
  const answer = readNative(bytes);
  const { values, ends } = answer.strings('host');
  const domain = new Uint32Array(answer.length);
  values.forEach((_, i) => {
    domain.fill(i, ends[i - 1] ?? 0, ends[i]);
  });
  const newest = answer.uint64('newest').reduce((max, version) => (version > max ? version : max), 0n);
  return { domains: values, domain, minute: answer.uint32('start'), version: Number(newest) };
}
