import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderUsage } from '../../src/query/usage-answer.ts';
import { parseUsageQuestion } from '../../src/query/usage-question.ts';

const ZONES = [
  'UTC',
  'Asia/Shanghai',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Pacific/Apia',
];
const YEAR = Date.UTC(2026, 0, 1) / 1000;

/** A question's answer over made-up five-minute values; big ones are beyond what a float holds. */
function ask(step: string, zone: string, start: number, end: number, valueAt: (bucket: number) => bigint) {
  const parameters = new URLSearchParams({
    step,
    time_zone: zone,
    start: String(start),
    end: String(end),
    metrics: 'bytes,bandwidth_bps',
  });
  const question = parseUsageQuestion(parameters, { timeZone: 'UTC' }, 0);
  const { query } = question;
  const length = (query.end - query.start) / query.step;
  const bytes = BigUint64Array.from({ length }, (_, i) => valueAt(query.start + i * query.step));
  const series = {
    start: query.start,
    step: query.step,
    length,
    series: [{ domain: 'a.com', counters: { bytes }, estimated: false }],
  };
  const text = Buffer.from(renderUsage(question, series)).toString();
  const column = (name: string) =>
    new RegExp(`"${name}":\\[([^\\]]*)\\]`)
      .exec(text.slice(text.indexOf('"series"')))![1]!
      .split(',')
      .map(BigInt);
  return { query, bytes: column('bytes'), bandwidth: column('bandwidth_bps'), starts: column('start') };
}

test('sums survive every step and every zone, and peaks are peaks of five-minute values', () => {
  const time = fc.integer({ min: YEAR, max: YEAR + 365 * 86_400 });
  fc.assert(
    fc.property(
      time,
      fc.integer({ min: 1, max: 12 * 86_400 }),
      fc.constantFrom(...ZONES),
      fc.constantFrom('1h', '1d'),
      fc.nat(),
      (start, length, zone, step, salt) => {
        const valueAt = (bucket: number) => (BigInt(bucket) * 7919n * BigInt(salt + 1)) % 2n ** 61n;
        const coarse = ask(step, zone, start, start + length, valueAt);
        const fine = ask('5m', zone, coarse.query.start, coarse.query.end, valueAt);
        const total = (values: readonly bigint[]) => values.reduce((sum, value) => sum + value, 0n);
        const highest = (values: readonly bigint[]) => values.reduce((max, value) => (value > max ? value : max), 0n);
        expect(total(coarse.bytes)).toBe(total(fine.bytes));
        expect(highest(coarse.bandwidth)).toBe(highest(fine.bandwidth));
        expect(Number(coarse.starts[0])).toBeLessThanOrEqual(start);
        expect(coarse.query.end).toBeGreaterThanOrEqual(start + length);
      },
    ),
    { numRuns: 300 },
  );
});
