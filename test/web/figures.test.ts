import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFigures } from '../../web/figures/figures.ts';
import { zoneTime } from '../../web/figures/zone-time.ts';

const decimal = createFigures(1000, 'en');
const binary = createFigures(1024, 'en');

describe('figures', () => {
  test.each([
    [decimal.bandwidth(0), '0 bit/s'],
    [decimal.bandwidth(999.6), '1.00 kbit/s'],
    [decimal.bandwidth(1_350_000_000), '1.35 Gbit/s'],
    [decimal.bytes(52_300_000_000), '52.3 GB'],
    [decimal.bytes(999_960), '1.00 MB'],
    [decimal.bytes(2 ** 63), '9.22 EB'],
    [binary.bytes(2 ** 30), '1.00 GiB'],
    [binary.bytes(1023 * 1024), '1023 KiB'],
    [binary.bandwidth(1024 * 1024 * 1.5), '1.50 Mibit/s'],
    [binary.count(1_000_000), '1.00 M'],
    [decimal.count(7), '7'],
    [decimal.count(12_345), '12.3 k'],
    [decimal.ratio(0.93), '93.0 %'],
    [decimal.ratio(null), '–'],
    [decimal.bytes(undefined), '–'],
    [decimal.exact(1_234_567), '1,234,567'],
  ])('%s', (text, expected) => expect(text).toBe(expected));

  test.each([
    [103.2, 100, '+3.2 %'],
    [88, 100, '−12 %'],
    [100, 100, '±0 %'],
    [100.04, 100, '±0 %'],
    [199.96, 100, '+100 %'],
    [410, 100, '+310 %'],
    [4100, 100, '×41.0'],
    [5, 0, ''],
    [0, 100, '−100 %'],
  ])('%d against %d is %j', (now, before, expected) => expect(decimal.change(now, before)).toBe(expected));

  test('never show more than four digits before the unit, nor a thousand of a unit', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e20, noNaN: true }), (value) => {
        for (const { base, bytes } of [decimal, binary]) {
          const number = Number(/^[\d.]+/.exec(bytes(value))![0]);
          expect(number).toBeLessThan(value >= base ** 6 * 1000 ? 1e6 : base);
        }
      }),
    );
  });
});

const ZONES = ['UTC', 'Asia/Shanghai', 'Europe/Oslo', 'Asia/Kathmandu', 'America/St_Johns', 'Australia/Lord_Howe'];
const instants = fc.integer({ min: Date.UTC(2020, 0) / 1000, max: Date.UTC(2035, 0) / 1000 });

describe('the account’s clocks', () => {
  test('show what Intl shows, in any zone and on both sides of a change', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instants, (zone, seconds) => {
        const format = { timeZone: zone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' } as const;
        const expected = new Intl.DateTimeFormat('sv-SE', format).format(seconds * 1000);
        expect(zoneTime(zone, 'en').minute(seconds)).toBe(expected);
      }),
    );
  });

  test('are read back to the minute, but for the hour that comes twice', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instants, (zone, seconds) => {
        const time = zoneTime(zone, 'en');
        const minute = Math.floor(seconds / 60) * 60;
        expect(time.local(time.instant(time.local(minute)))).toBe(time.local(minute));
      }),
    );
    expect(zoneTime('Asia/Shanghai', 'en').instant('2026-10-01T12:05')).toBe(1790827500);
    expect(zoneTime('UTC', 'en').instant('soon')).toBeNaN();
  });
});
