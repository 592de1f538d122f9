import { expect, test } from 'vitest';
import { compileFormat } from '../../src/format/compile.ts';
import { meterHash } from '../../src/format/meter-hash.ts';
import type { JsonKeys } from '../../src/format/spec.ts';

const compile = (keys: JsonKeys) => compileFormat({ kind: 'json', keys });
const hash = (keys: JsonKeys) => meterHash(compile(keys));

test.each<[string, JsonKeys, string]>([
  ['neither time nor start', { bytes: 'b' }, 'no time'],
  ['no bytes', { time: 't', bytes: '' }, 'no bytes'],
  ['a start and nothing to find the end by', { start: 's', bytes: 'b' }, 'neither time nor a duration'],
  [
    'a start that could contradict time and duration',
    { start: 's', time: 't', duration_ns: 'd', bytes: 'b' },
    'keep two',
  ],
  [
    'two durations',
    { time: 't', bytes: 'b', duration_us: 'u', duration_ns: 'n' },
    'duration_us (microseconds) and dura',
  ],
])('refuses %s', (_, keys, message) => {
  expect(() => compile(keys)).toThrow(message);
});

test('takes a start with a duration, or with a time', () => {
  expect(compile({ start: 'a.b', duration_ms: 'd', bytes: 'b' })).toMatchObject({ start: { path: ['a', 'b'] } });
  expect(compile({ start: 's', time: 't', bytes: 'b' })).toMatchObject({ start: { key: 's' } });
  expect(compile({ time: 't', bytes: 'b' })).not.toHaveProperty('start');
});

test('hashes the unit of a duration and the start, and leaves older hashes as they were', () => {
  const base = { time: 't', bytes: 'b' };
  const hashes = [
    hash(base),
    hash({ ...base, duration: 'd' }),
    hash({ ...base, duration_ms: 'd' }),
    hash({ ...base, duration_us: 'd' }),
    hash({ ...base, duration_ns: 'd' }),
    hash({ ...base, start: 'd' }),
    hash({ start: 't', duration: 'd', bytes: 'b' }),
    hash({ start: 't', duration_ms: 'd', bytes: 'b' }),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
  // computed by the release before there were other units
  expect(hash({ time: 't', host: 'h', bytes: 'b', duration_ms: 'd' })).toBe('f9dbac379613084706f98e5e363066a6');
});
