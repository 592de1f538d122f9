import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonKeys } from '../../src/format/spec.ts';
import { durationText, endText, secondsText } from '../../src/meter/json-times.ts';
import { parseObject, textAt } from '../../src/meter/json-value.ts';
import { readAnyTime } from '../../src/meter/read-time.ts';
import { meter, program } from './meter-text.ts';

const MINUTE = 1_767_225_600; // 2026-01-01T00:00:00Z

const seconds = (text: string) => readAnyTime(Buffer.from(text), 0, Buffer.byteLength(text));

test.each([
  ['seconds', '1767225659', 1_767_225_659],
  ['seconds with a fraction', '1767225659.999999999', 1_767_225_659],
  ['milliseconds', '1767225659999', 1_767_225_659],
  ['milliseconds with a fraction', '1767225659999.9', 1_767_225_659],
  ['microseconds', '1767225659999999', 1_767_225_659],
  ['nanoseconds', '1767225659999999999', 1_767_225_659],
  ['leading zeros', '0001767225659', 1_767_225_659],
  ['the earliest time of all', '86400', 86_400],
  ['one before it', '86399', -1],
  ['the last second in 32 bits', '4294967295', 4_294_967_295],
  ['one more', '4294967296', -1],
  ['the last nanosecond in them', '4294967295999999999', 4_294_967_295],
  ['seconds of 12 digits are milliseconds', '100000000000', 100_000_000],
  ['zeros', '000', -1],
  ['nothing', '', -1],
  ['a dot without digits', '1767225659.', -1],
  ['a sign', '-1767225659', -1],
  ['an exponent', '1e9', -1],
  ['twenty-one digits', '176722565999999999999', -1],
])('reads a Unix time in %s', (_, text, expected) => {
  expect(seconds(text)).toBe(expected);
});

test('a Unix time is the same second in every unit', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1e8, max: 2 ** 32 - 1 }),
      fc.integer({ min: 0, max: 999_999_999 }),
      (whole, nanos) => {
        const digits = `${whole}${String(nanos).padStart(9, '0')}`;
        for (const places of [0, 3, 6, 9]) expect(seconds(digits.slice(0, digits.length - 9 + places))).toBe(whole);
      },
    ),
  );
});

const at = (line: string, key: string) => textAt(parseObject(line)!, { key, path: key.split('.') });

test.each<[string, string, string, string | undefined]>([
  ['a string', '{"a":"x"}', 'a', 'x'],
  ['a number', '{"a":12.5}', 'a', '12.5'],
  ['a nested value', '{"a":{"b":{"c":7}}}', 'a.b.c', '7'],
  ['a key with dots before a nested one', '{"a.b":1,"a":{"b":2}}', 'a.b', '1'],
  ["a header's values", '{"h":{"Host":["a.com"]}}', 'h.Host', 'a.com'],
  ['a list of numbers, and what is none', '{"a":[123,null,"456",{}]}', 'a', '123, 456'],
  ['an empty list', '{"a":[]}', 'a', undefined],
  ['a list of lists', '{"a":[[1]]}', 'a', undefined],
  ['null', '{"a":null}', 'a', undefined],
  ['true', '{"a":true}', 'a', undefined],
  ['an object', '{"a":{}}', 'a', undefined],
  ['what objects inherit', '{}', 'constructor.name', undefined],
  ['an integer too long for a float', '{"a":1767225659999999999}', 'a', '1767225659999999999'],
  ['one in a list', '{"a":[ 9007199254740993 , 1]}', 'a', '9007199254740993, 1'],
  ['a negative one', '{"a":-9007199254740993}', 'a', '-9007199254740993'],
  ['long digits inside a string', '{"a":"x:1767225659999999999,\\"", "b":1}', 'a', 'x:1767225659999999999,"'],
  ['a long fraction', '{"a":0.12345678901234567890}', 'a', '0.12345678901234568'],
])('finds %s in a JSON line', (_, line, key, expected) => {
  expect(at(line, key)).toBe(expected);
});

test.each([
  '{1767225659999999999:1}',
  '{"a":1,1767225659999999999:1}',
  '{"a":1767225659999999999x}',
  '{"a":01767225659999999999}',
  '"1767225659999999999"',
])('quoting long integers makes no object of %s', (line) => {
  expect(parseObject(line)).toBeUndefined();
});

test('lines parse as JSON.parse has them, but for the digits of long integers', () => {
  const isLong = (value: unknown) =>
    (typeof value === 'string' && /^-?\d{16,}$/.test(value)) ||
    (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) >= 1e15);
  const marked = (_: string, value: unknown): unknown => (isLong(value) ? 'long' : value);
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.jsonValue(), fc.maxSafeInteger(), fc.string())), (record) => {
      const text = JSON.stringify(record);
      const shown = JSON.stringify(parseObject(text), marked);
      const wanted = JSON.stringify(JSON.parse(text), marked);
      expect(shown).toBe(wanted);
    }),
  );
});

test.each([
  ['57301', 'us', '0.057301'],
  ['90000000000', 'ns', '90.000000000'],
  ['1001.9', 'ms', '1.0019'],
  ['0', 'ns', '0.000000000'],
  ['-5', 'ms', '-0.005'],
  ['1.5', 's', '1.5'],
  ['-', 'ms', '-'],
  ['', 'us', ''],
  ['3ms', 'ms', '3ms'],
] as const)('a duration of %s %s is %s seconds', (text, unit, expected) => {
  expect(secondsText(text, unit)).toBe(expected);
});

test.each([
  ['2026-01-01T00:00:59.700Z', '0.400', MINUTE + 60],
  ['2026-01-01T00:00:59.700Z', '0.299', MINUTE + 59],
  ['2026-01-01T08:00:00+08:00', '60', MINUTE + 60],
  ['1767225659999999999', '0.001', MINUTE + 60],
  ['1767225659.9', '0.1', MINUTE + 60],
  ['1767225600', undefined, MINUTE],
  ['1767225600', '-', MINUTE],
  ['1767225600', '-5', MINUTE],
  ['1767225600', '86400.001', MINUTE],
])('what began at %s and took %s s ended at %s', (start, duration, expected) => {
  expect(endText(start, duration)).toBe(String(expected));
});

test('start and duration add up to the end in whole milliseconds, however they are written', () => {
  const day = 24 * 3600 * 1000;
  fc.assert(
    fc.property(fc.integer({ min: 1e12, max: 4e12 }), fc.integer({ min: 0, max: day }), (startMs, durationMs) => {
      const end = String(Math.floor((startMs + durationMs) / 1000));
      const duration = secondsText(`${durationMs}999999`, 'ns');
      for (const start of [new Date(startMs).toISOString(), `${startMs}`, `${startMs}999`, `${startMs}999999`]) {
        expect(endText(start, durationMs === day ? String(day / 1000) : duration)).toBe(end);
        expect(Number(durationText(start, new Date(startMs + durationMs).toISOString()))).toBe(durationMs / 1000);
      }
    }),
  );
});

test.each([
  ['1767225600000000000', '2026-01-01T00:01:30.5Z', '90.500'],
  ['1767225600', '1767225600', '0.000'],
  ['1767225600.5', '1767225600.25', '-0.250'],
  ['x', '1767225600', undefined],
  ['1767225600', '', undefined],
])('between %s and %s lie %s seconds', (start, end, expected) => {
  expect(durationText(start, end)).toBe(expected);
});

function rowsOf(keys: Partial<JsonKeys>, line: string) {
  const spec = { kind: 'json', keys: { bytes: 'b', host: 'h', ...keys } } as const;
  const { segments, rejected } = meter(program(spec), `${line}\n`);
  return {
    rejected,
    rows: segments[0]?.rows.map(({ minute, bytes = 0, requests = 0 }) => [minute - MINUTE, bytes, requests]),
  };
}

test('a request that took long in nanoseconds is spread over its minutes', () => {
  const line = `{"h":"a.com","b":"900","t":${MINUTE + 90},"d":90000000000}`;
  expect(rowsOf({ time: 't', duration_ns: 'd' }, line).rows).toEqual([
    [0, 600, 0],
    [60, 300, 1],
  ]);
});

test('a start and a duration put a request into the minute in which it ended', () => {
  const line = `{"h":"a.com","b":900,"s":"2026-01-01T00:00:00Z","d":90000}`;
  expect(rowsOf({ start: 's', duration_ms: 'd' }, line).rows).toEqual([
    [0, 600, 0],
    [60, 300, 1],
  ]);
});

test('a start and a time tell how long a request took', () => {
  const line = `{"h":"a.com","b":900,"s":${MINUTE},"t":${MINUTE + 90}}`;
  expect(rowsOf({ start: 's', time: 't' }, line).rows).toEqual([
    [0, 600, 0],
    [60, 300, 1],
  ]);
});

test('a missing start costs a line only where the time depends on it', () => {
  const line = `{"h":"a.com","b":900,"t":${MINUTE},"d":1}`;
  expect(rowsOf({ start: 's', time: 't' }, line)).toEqual({ rejected: 0, rows: [[0, 900, 1]] });
  expect(rowsOf({ start: 's', duration: 'd' }, line)).toEqual({ rejected: 1, rows: [] });
});

test('a value of the line before never fills a gap in the next', () => {
  const keys = { time: 't', start: 's' };
  const lines = `{"h":"a.com","b":1,"s":${MINUTE},"t":${MINUTE + 90}}\n{"h":"a.com","b":60,"t":${MINUTE + 90}}\n{"h":"a.com"}`;
  expect(rowsOf(keys, lines)).toEqual({ rejected: 1, rows: [[60, 61, 2]] });
});
