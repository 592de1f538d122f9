import type { Retention, StoreConfig, TlsConfig } from './config.ts';
import { KEYS } from './keys.ts';
import { duration } from './quantity.ts';
import { openAnyMap, openMap } from './read-map.ts';
import { oneOf, path, text } from './read-scalar.ts';
import type { Read } from './reading.ts';

const DAY = 86_400;

/** `{ kind: embedded, path: ./weir-data }` or `{ kind: clickhouse, url: http://..., database: weir }` */
export const store: Read<StoreConfig> = (spot, reading) => {
  const map = openAnyMap(spot, reading);
  const kind = map?.required('kind', oneOf('embedded', 'clickhouse'));
  if (!map || !kind) return undefined;
  map.allow(KEYS[`store|${kind}`]);
  if (kind === 'embedded') return { kind, path: map.required('path', path) ?? '' };
  const cluster = map.optional('cluster', text('the name of a cluster'));
  const database = map.optional('database', text('the name of a database')) ?? 'weir';
  return { kind, url: map.required('url', httpUrl) ?? '', database, ...(cluster && { cluster }) };
};

/** Not shown: it may hold a password. */
const httpUrl: Read<string> = (spot, reading) => {
  const expected = 'a URL such as http://127.0.0.1:8123';
  const given = text(expected)(spot, reading);
  if (given === undefined || (URL.canParse(given) && /^https?:$/.test(new URL(given).protocol))) return given;
  return reading.mismatch(spot, expected);
};

export const DEFAULT_RETENTION: Retention = { minutesSeconds: 93 * DAY, fiveMinutesSeconds: 400 * DAY };

/** Of the two, one that is not given follows the other where the default would contradict it. */
export const retention: Read<Retention> = (spot, reading) => {
  const map = openMap(spot, reading, KEYS.retention);
  if (!map) return undefined;
  const period = duration('1h', '36500d');
  const minutes = map.optional('minutes', period);
  const fiveMinutes = map.optional('five_minutes', period);
  if (minutes !== undefined && fiveMinutes !== undefined && fiveMinutes < minutes) {
    const message = 'five_minutes is shorter than minutes: 5-minute data is kept at least as long as 1-minute data';
    return reading.fault(map.at('five_minutes'), `${spot.path}: ${message}`);
  }
  const { minutesSeconds, fiveMinutesSeconds } = DEFAULT_RETENTION;
  return {
    minutesSeconds: minutes ?? Math.min(minutesSeconds, fiveMinutes ?? Infinity),
    fiveMinutesSeconds: fiveMinutes ?? Math.max(fiveMinutesSeconds, minutes ?? 0),
  };
};

export const tls: Read<TlsConfig> = (spot, reading) => {
  const map = openMap(spot, reading, KEYS.tls);
  return map && { cert: map.required('cert', path) ?? '', key: map.required('key', path) ?? '' };
};
