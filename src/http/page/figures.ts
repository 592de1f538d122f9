import type { Count } from '../../usage/count.ts';

/**
 * Numbers for people to read: three significant digits, decimal units. What must be exact is in the APIs.
 *
 *     bandwidthText(1_350_000_000)   // '1.35 Gbit/s'
 *     trafficText(52_300_000_000)    // '52.3 GB'
 *     ratioText(93, 100)             // '93.0 %'
 */
export function bandwidthText(bps: number): string {
  return inUnits(bps, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s', 'Pbit/s']);
}

export function trafficText(bytes: Count): string {
  return inUnits(Number(bytes), ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']);
}

export function countText(count: Count): string {
  return inUnits(Number(count), ['', 'k', 'M', 'G', 'T']).trimEnd();
}

/** A dash where there is nothing to divide by. */
export function ratioText(part: Count, whole: Count): string {
  return whole === 0 ? '–' : `${((Number(part) / Number(whole)) * 100).toFixed(1)} %`;
}

function inUnits(value: number, units: readonly string[]): string {
  let scaled = value;
  let unit = 0;
  while (unit + 1 < units.length && rounded(scaled) >= 1000) {
    scaled /= 1000;
    unit++;
  }
  return `${unit === 0 ? Math.round(scaled) : digits(scaled)} ${units[unit]}`;
}

/** 999.6 is 1000 to a reader, and belongs to the next unit. */
function rounded(value: number): number {
  return Number(digits(value));
}

function digits(value: number): string {
  return value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}
