import type { FormatSpec } from '../format/spec.ts';
import { duration } from './quantity.ts';
import { listOf } from './read-list.ts';
import type { MapReader } from './read-map.ts';
import { text } from './read-scalar.ts';
import type { Read } from './reading.ts';

/** What may stand beside any kind of format. */
type OptionalFacts = Pick<FormatSpec, 'hits' | 'spreadAfterMs' | 'utcOffsetSeconds'>;

export function optionalFacts(map: MapReader): OptionalFacts {
  const hits = map.optional('hits', listOf(text('a cache status such as HIT'), 'cache statuses'));
  const spreadAfterMs = map.optional('spread_after', spreadAfter);
  const utcOffsetSeconds = map.optional('utc_offset', utcOffset);
  return {
    ...(hits && { hits }),
    ...(spreadAfterMs !== undefined && { spreadAfterMs }),
    ...(utcOffsetSeconds !== undefined && { utcOffsetSeconds }),
  };
}

/** `+08:00`, as RFC 3339 writes it; clocks on Earth run from -12:00 to +14:00. Seconds. */
const utcOffset: Read<number> = (spot, reading) => {
  const given = text('a time offset such as "+08:00"')(spot, reading);
  if (given === undefined) return undefined;
  const [, sign, hours, minutes] = /^([+-])(\d\d):([0-5]\d)$/.exec(given) ?? [];
  const seconds = Number(hours) * 3600 + Number(minutes) * 60;
  if (seconds <= 14 * 3600) return sign === '-' ? -seconds : seconds;
  return reading.refuse(spot, 'is no time offset: one such as "+08:00" or "-03:30" is expected');
};

/** A duration over 24 h counts as unknown, so a later start of the spreading would be the same as off. */
const spreadAfter: Read<number | null> = (spot, reading) => {
  const { value } = spot;
  if (value.kind === 'scalar' && value.value === 'off') return null;
  const seconds = duration('0s', '24h')(spot, reading);
  return seconds === undefined ? undefined : seconds * 1000;
};
