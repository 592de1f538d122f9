import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Bill, Source, UsageAnswer } from '../../web/api/types.ts';
import { keyStep } from '../../web/chart/keys.ts';
import { settled, unfinished } from '../../web/chart/plot-data.ts';
import { thinned } from '../../web/chart/thinned.ts';
import { roundTicks, roundTop } from '../../web/chart/ticks.ts';
import { csvText } from '../../web/export/csv.ts';
import { billingMarks, pointsAbove } from '../../web/pages/billing/billing-marks.ts';
import { monthAt, monthsBack } from '../../web/pages/billing/months.ts';
import { domainRows } from '../../web/pages/domains/domain-rows.ts';
import { movers } from '../../web/pages/domains/most-changed.ts';
import { sortRows } from '../../web/pages/domains/sort-rows.ts';
import { nodeOf } from '../../web/pages/sources/node.ts';
import { en } from '../../web/text/en.ts';
import { zh } from '../../web/text/zh.ts';

const root = join(import.meta.dirname, '../..');

describe('the two languages', () => {
  const shape = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shape(part)]))
      : typeof value;

  test('say the same things', () => expect(shape(zh)).toEqual(shape(en)));

  test('are not each other: a sentence that was not translated stands out', () => {
    const texts = (value: unknown): string[] =>
      typeof value === 'string' ? [value] : typeof value === 'object' ? Object.values(value!).flatMap(texts) : [];
    const long = texts(en).filter((text) => text.split(' ').length > 3);
    expect(texts(zh).filter((text) => long.includes(text))).toEqual([]);
  });
});

describe('the bundle', () => {
  const folder = join(root, 'dist/web');

  test('is less than 150 KB, gzipped, all files together', () => {
    expect(existsSync(folder), 'npm run build first').toBe(true);
    const files = readdirSync(folder).filter((name) => /\.(js|css)$/.test(name));
    const bytes = files.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0);
    expect(files.length).toBeGreaterThanOrEqual(2);
    expect(bytes).toBeLessThan(150_000);
  });

  test('names no other host', () => {
    const text = readdirSync(folder)
      .filter((name) => /\.(js|css)$/.test(name))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
    const hosts = new Set([...text.matchAll(/https?:\/\/([\w.-]+)/g)].map(([, host]) => host));
    hosts.delete('www.w3.org'); // the names of SVG and MathML, which are no addresses
    expect([...hosts]).toEqual([]);
  });
});

describe('a chart', () => {
  const line = { label: 'x', values: [1, 2, 3, 0, 0], colour: 'accent', shape: 'area' } as const;
  const states = ['complete', 'complete', 'filling', 'silent', 'future'] as const;

  test('draws what is settled, leads with dashes into what is not, and leaves out what is not known', () => {
    expect(settled(line, states)).toEqual([1, 2, null, null, null]);
    expect(unfinished(line, states)).toEqual([null, 2, 3, null, null]);
    expect(settled({ ...line, isBefore: true }, states)).toEqual([1, 2, 3, 0, 0]);
  });

  test.each([
    [2.9e9, 1000, 3.2e9],
    [0, 1000, 1],
    [1, 1, 1],
    [1.000_000_1, 1, 1],
    [3 * 2 ** 30, 1024, 3.2 * 2 ** 30],
    [0.07, 1, 0.08],
  ])('of up to %d in units of %d reaches to %d', (value, base, top) => {
    expect(roundTop(value, roundTicks(base))).toBeCloseTo(top, 6);
  });

  test.each([
    ['ArrowRight', null, { kind: 'walk', to: 0 }],
    ['ArrowLeft', null, { kind: 'walk', to: 9 }],
    ['ArrowRight', 9, { kind: 'walk', to: 9 }],
    ['PageUp', 20, { kind: 'walk', to: 8 }],
    ['End', 3, { kind: 'walk', to: 9 }],
    ['+', 3, { kind: 'zoom', factor: 0.5 }],
    ['Escape', 3, { kind: 'leave' }],
    ['a', 3, undefined],
    ['Tab', 3, undefined],
  ] as const)('takes the key %s at %s', (key, at, expected) => expect(keyStep(key, { at, last: 9 })).toEqual(expected));

  test('a sparkline keeps the peak of what it leaves out', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i === 777 ? 9 : 1));
    expect(thinned(values).length).toBeLessThanOrEqual(240);
    expect(Math.max(...thinned(values))).toBe(9);
    expect(thinned([1, 2])).toEqual([1, 2]);
  });
});

test('a CSV quotes what it must, and hands a spreadsheet no formula', () => {
  expect(
    csvText(
      ['a', 'b'],
      [
        ['x,"y"', 1],
        ['=1+1', null],
        ['@x', 2 ** 53],
      ],
    ),
  ).toBe('\uFEFFa,b\r\n"x,""y""",1\r\n\'=1+1,\r\n\'@x,9007199254740992\r\n');
});

describe('domains side by side', () => {
  const series = (domain: string, bytes: number[]) => ({
    domain,
    start: [0, 3600],
    bytes,
    requests: bytes,
    hit_bytes: [0, 0],
    origin_bytes: bytes,
    status_5xx: [0, 1],
    bandwidth_bps: bytes,
  });
  const usage: UsageAnswer = {
    start: 0,
    end: 7200,
    step_seconds: 3600,
    time_zone: 'UTC',
    series: [series('a', [30, 10]), series('b', [0, 0]), series('c', [10, 0])],
  };
  const before: UsageAnswer = { ...usage, series: [series('a', [10, 99]), series('c', [40, 1])] };
  const listings = ['a', 'b', 'c', 'unused'].map((domain) => ({
    domain,
    account: domain === 'c' ? null : 'acme',
    project: 0,
    service: 'cdn' as const,
  }));
  const rows = domainRows(listings, { usage, counts: usage, before }, 5000);

  test('have their sums, shares and ratios; what was not asked about is not there', () => {
    expect(rows.map(({ domain, bytes, share, hit, origin }) => [domain, bytes, share, hit, origin])).toEqual([
      ['a', 40, 0.8, 0, 1],
      ['b', 0, 0, null, null],
      ['c', 10, 0.2, 0, 1],
    ]);
  });

  test('show their traffic before anything else is known', () => {
    const [first] = domainRows(listings, { usage, counts: undefined, before: undefined }, 5000);
    expect(first).toMatchObject({ bytes: 40, requests: null, hit: null, before: undefined });
  });

  test('are compared as far as the present has come', () => {
    expect(rows.map(({ ended, before: old }) => [ended, old])).toEqual([
      [30, 10],
      [0, undefined],
      [10, 40],
    ]);
    const { up, down } = movers(rows);
    expect([up.map(({ domain }) => domain), down.map(({ domain }) => domain)]).toEqual([['a'], ['c']]);
  });

  test.each([
    ['-bytes', 'a c b'],
    ['bytes', 'b c a'],
    ['domain', 'a b c'],
    ['-domain', 'c b a'],
    ['-change', 'a c b'],
    ['change', 'c a b'],
    ['-hit', 'a c b'],
    ['nonsense', 'b c a'],
  ])('are sorted by %s, what is not known last', (order, expected) => {
    expect(
      sortRows(rows, order)
        .map(({ domain }) => domain)
        .join(' '),
    ).toBe(expected);
  });
});

describe('a bill in the chart', () => {
  const terms = {
    is_contract: false,
    method: 'monthly-95',
    percentile: '95',
    days: 'valid',
    overhead: '1.1',
    unit_base: 1000,
  } as const;
  const bill = { method: 'monthly-95', discarded: 2, at: 600, bandwidth_bps: 11, terms } as unknown as Bill;
  const points = { starts: [0, 300, 600, 900], bandwidth: [50, 10, 10, 70] };

  test('has the points that were discarded, the line without its overhead, and the point that bills', () => {
    const marks = billingMarks(bill, points, { level: 'L', point: 'P' });
    expect(marks).toEqual([
      {
        kind: 'discarded',
        points: [
          { at: 900, value: 70 },
          { at: 0, value: 50 },
        ],
      },
      { kind: 'level', value: expect.closeTo(10), label: 'L' },
      { kind: 'point', at: 600, value: 10, label: 'P' },
    ]);
    expect(pointsAbove(points, 10, 3)).toHaveLength(3);
  });

  test('of days has a point a day, and of traffic none', () => {
    const daily = [
      { date: 'x', at: 0, bandwidth_bps: 22, counts: false },
      { date: 'y', at: 300, bandwidth_bps: 11, counts: true },
    ];
    expect(billingMarks({ ...bill, daily }, points, { level: '', point: '' }).map(({ kind }) => kind)).toEqual([
      'discarded',
      'counted',
      'level',
    ]);
    expect(billingMarks({ ...bill, bandwidth_bps: null }, points, { level: '', point: '' })).toEqual([]);
  });

  test('months are counted back over the new year', () => {
    expect(monthsBack('2026-02', 3)).toEqual(['2026-02', '2026-01', '2025-12']);
    expect(monthAt(Date.UTC(2026, 9, 1) / 1000)).toBe('2026-10');
  });
});

test('a node sums its streams up and knows its newest', () => {
  const stream = (lines: number, minute: number | null) => ({
    lines,
    rejects: { host: 1, time: 2 },
    last_minute: minute,
    last_stored: null,
  });
  const source = { streams: [stream(5, 60), stream(6, null), stream(7, 120)] } as unknown as Source;
  expect(nodeOf(source)).toMatchObject({ lines: 18, rejects: 9, newest: 120, stored: null });
});
