import { FormatError } from './format-error.ts';
import type { JsonCapture, Role } from './program.ts';
import type { JsonKeys } from './spec.ts';

const KEY_ROLES: Readonly<Record<keyof JsonKeys, Role>> = {
  host: 'host',
  time: 'time',
  bytes: 'bytes',
  status: 'status',
  cache: 'cache',
  origin_bytes: 'origin',
  duration: 'duration',
  duration_ms: 'duration',
};

/**
 * The key map of a JSON log to what is captured of each line:
 *
 *     { time: 't', bytes: 'response.size' }  ->  time at key 't', bytes at key 'response.size' or in response: { size }
 */
export function compileJson(keys: Readonly<JsonKeys>): JsonCapture[] {
  for (const key of ['time', 'bytes'] as const) {
    if (!keys[key]) throw new FormatError(`the JSON format has no ${key}: name the key that holds it (${key}: ...)`);
  }
  if (keys.duration && keys.duration_ms) {
    throw new FormatError(
      'the JSON format has both duration (seconds) and duration_ms (milliseconds): keep one of them',
    );
  }
  return (Object.keys(KEY_ROLES) as (keyof JsonKeys)[]).flatMap((name) => {
    const key = keys[name];
    return key ? [{ role: KEY_ROLES[name], key, path: key.split('.'), milliseconds: name === 'duration_ms' }] : [];
  });
}
