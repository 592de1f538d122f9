import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { zoneClock } from '../../src/time/zone-clock.ts';

const at = (text: string): number => Date.parse(text) / 1000;
const ZONES = [
  'UTC',
  'Asia/Shanghai',
  'Asia/Kathmandu',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'Pacific/Apia',
  'America/Sao_Paulo',
];
const instants = fc.integer({ min: at('1980-01-02T00:00:00Z'), max: at('2037-12-30T00:00:00Z') });

describe('a zone clock', () => {
  test.each([
    ['Asia/Shanghai', '2017-07-14T02:40:00Z', '2017-07-14T10:40:00Z'],
    ['Asia/Kathmandu', '2026-01-01T00:00:00Z', '2026-01-01T05:45:00Z'],
    ['America/New_York', '2026-03-08T06:59:59Z', '2026-03-08T01:59:59Z'],
    ['America/New_York', '2026-03-08T07:00:00Z', '2026-03-08T03:00:00Z'],
    ['America/New_York', '2026-11-01T05:59:59Z', '2026-11-01T01:59:59Z'],
    ['America/New_York', '2026-11-01T06:00:00Z', '2026-11-01T01:00:00Z'],
  ])('in %s shows at %s what the wall says', (zone, instant, shown) => {
    expect(zoneClock(zone).wall(at(instant))).toBe(at(shown));
  });

  test('takes the first of two instants that show the same time', () => {
    expect(zoneClock('America/New_York').instant(at('2026-11-01T01:30:00Z'))).toBe(at('2026-11-01T05:30:00Z'));
  });

  test('takes the moment of the change for a time that is skipped', () => {
    expect(zoneClock('America/New_York').instant(at('2026-03-08T02:30:00Z'))).toBe(at('2026-03-08T07:00:00Z'));
  });

  test('finds the first instant of a day without midnight, and of a day that a zone left out', () => {
    expect(zoneClock('Africa/Cairo').instant(at('2026-04-24T00:00:00Z'))).toBe(at('2026-04-23T22:00:00Z'));
    expect(zoneClock('Pacific/Apia').instant(at('2011-12-30T12:00:00Z'))).toBe(at('2011-12-30T10:00:00Z'));
  });

  test('shows what Intl shows', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instants, (zone, instant) => {
        const shown = new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
        const text = new Date(zoneClock(zone).wall(instant) * 1000).toISOString().slice(0, 19).replace('T', ' ');
        expect(text).toBe(shown.format(instant * 1000));
      }),
      { numRuns: 2000 },
    );
  });

  test('gives for what it shows that instant, or an earlier one that shows the same', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instants, (zone, instant) => {
        const clock = zoneClock(zone);
        const first = clock.instant(clock.wall(instant));
        expect(first).toBeLessThanOrEqual(instant);
        expect(clock.wall(first)).toBeGreaterThanOrEqual(clock.wall(instant));
        expect(clock.wall(first - 1)).toBeLessThan(clock.wall(instant));
      }),
      { numRuns: 2000 },
    );
  });

  test('refuses a time that no calendar has, instead of looking for it for ever', () => {
    expect(() => zoneClock('Asia/Shanghai').instant(Number.NaN)).toThrow(RangeError);
    expect(() => zoneClock('Asia/Shanghai').instant(1e15)).toThrow(RangeError);
  });

  test('refuses a name that is no zone', () => {
    expect(() => zoneClock('Mars/Olympus')).toThrow('no such time zone: Mars/Olympus');
  });
});
