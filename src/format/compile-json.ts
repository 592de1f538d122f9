import { FormatError } from './format-error.ts';
import type { DurationUnit, JsonCapture, JsonPlace, JsonProgram, Role } from './program.ts';
import type { JsonKeys } from './spec.ts';

const KEY_ROLES = {
  host: 'host',
  time: 'time',
  bytes: 'bytes',
  status: 'status',
  cache: 'cache',
  origin_bytes: 'origin',
} as const satisfies Readonly<Partial<Record<keyof JsonKeys, Role>>>;

const DURATIONS = [
  { name: 'duration', unit: 's', says: 'duration (seconds)' },
  { name: 'duration_ms', unit: 'ms', says: 'duration_ms (milliseconds)' },
  { name: 'duration_us', unit: 'us', says: 'duration_us (microseconds)' },
  { name: 'duration_ns', unit: 'ns', says: 'duration_ns (nanoseconds)' },
] as const satisfies readonly { name: keyof JsonKeys; unit: DurationUnit; says: string }[];

/**
 * The key map of a JSON log to what is captured of each line:
 *
 *     { time: 't', bytes: 'response.size' }  ->  time at key 't', bytes at key 'response.size' or in response: { size }
 *
 * Throws FormatError where no line could be metered (no time, no bytes) or where two keys say the same thing.
 */
export function compileJson(keys: Readonly<JsonKeys>): Pick<JsonProgram, 'captures' | 'start'> {
  if (!keys.time && !keys.start) throw missing('time');
  if (!keys.bytes) throw missing('bytes');
  const durations = DURATIONS.filter(({ name }) => keys[name]);
  if (durations.length > 1) {
    throw new FormatError(`the JSON format has both ${durations[0]!.says} and ${durations[1]!.says}: keep one of them`);
  }
  const captures = [
    ...valueCaptures(keys),
    ...durations.map(({ name, unit }) => capture('duration', keys[name]!, unit)),
  ];
  return keys.start ? { captures, start: checkedStart(keys.start, captures) } : { captures };
}

function missing(key: 'time' | 'bytes'): FormatError {
  return new FormatError(`the JSON format has no ${key}: name the key that holds it (${key}: ...)`);
}

function valueCaptures(keys: Readonly<JsonKeys>): JsonCapture[] {
  return (Object.keys(KEY_ROLES) as (keyof typeof KEY_ROLES)[]).flatMap((name) => {
    const key = keys[name];
    return key ? [capture(KEY_ROLES[name], key, null)] : [];
  });
}

function capture(role: Role, key: string, unit: DurationUnit | null): JsonCapture {
  return { role, unit, ...place(key) };
}

function place(key: string): JsonPlace {
  return { key, path: key.split('.') };
}

/** Of start, time and duration any two give the third; all three could contradict each other. */
function checkedStart(start: string, captures: readonly JsonCapture[]): JsonPlace {
  const given = captures.filter(({ role }) => role === 'time' || role === 'duration');
  if (given.length === 1) return place(start);
  throw new FormatError(
    given.length === 0
      ? 'the JSON format has start, but neither time nor a duration: name one of them, as usage is counted when a request ends'
      : 'the JSON format has start, time and a duration: keep two of the three, which give the third',
  );
}
