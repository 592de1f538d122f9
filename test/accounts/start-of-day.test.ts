import { describe, expect, test } from 'vitest';
import { isDay, startOfDay } from '../../src/accounts/start-of-day.ts';

describe('a day starts', () => {
  const cases: [name: string, day: string, zone: string, instant: string][] = [
    ['at midnight in the zone', '2026-10-01', 'Asia/Shanghai', '2026-09-30T16:00:00Z'],
    ['at midnight on the day the clocks change', '2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00Z'],
    ['with the change where that skips midnight', '2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z'],
    ['at the first of two midnights', '2026-11-01', 'America/Havana', '2026-11-01T04:00:00Z'],
    ['with the next one where a zone left the day out', '2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00Z'],
    ['at a quarter past where the zone is odd', '2026-01-01', 'Asia/Kathmandu', '2025-12-31T18:15:00Z'],
    ['first of all in 1970', '1970-01-01', 'UTC', '1970-01-01T00:00:00Z'],
  ];
  test.each(cases)('%s: %s in %s', (_name, day, zone, instant) => {
    expect(startOfDay(day, zone)).toBe(Date.parse(instant) / 1000);
  });
});

test.each([
  '2026-02-29',
  '2026-13-01',
  '2026-00-10',
  '2026-04-31',
  '1969-12-31',
  '2106-01-01',
  '2026-1-1',
  ' 2026-01-01',
  '2026-01-01T00:00',
  '',
])('%j is no day', (text) => {
  expect(isDay(text)).toBe(false);
  expect(startOfDay(text, 'UTC')).toBeUndefined();
});

test('a leap day is a day', () => expect(isDay('2028-02-29')).toBe(true));
