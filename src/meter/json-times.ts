import type { DurationUnit } from '../format/program.ts';
import { readAnyTime } from './read-time.ts';
import { unixPlaces } from './unix-places.ts';

/**
 * Arithmetic with the times and durations of a JSON line, as texts, because that is what the readers take. Everything is
 * cut to whole milliseconds, nothing is rounded.
 *
 *     secondsText('57301', 'us')                                      // '0.057301'
 *     endText('2026-01-01T00:00:59.700Z', '0.400')                    // '1767225660': it ended in the next minute
 *     durationText('1767225600000000000', '2026-01-01T00:01:30.5Z')   // '90.500'
 */
const UNIT_PLACES: Readonly<Record<DurationUnit, number>> = { s: 0, ms: 3, us: 6, ns: 9 };

/** A duration in seconds. What is no number stays as it is, for the reader to find. */
export function secondsText(text: string, unit: DurationUnit): string {
  const places = UNIT_PLACES[unit];
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (places === 0 || !parts) return text;
  const [, sign, whole, fraction = ''] = parts;
  const digits = whole!.padStart(places + 1, '0');
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}${fraction}`;
}

/** Start and a duration in seconds -> the end, in whole Unix seconds; the start where there is no usable duration. */
export function endText(start: string, seconds: string | undefined): string | undefined {
  const startMs = instantMs(start);
  if (startMs === undefined) return undefined;
  const duration = seconds === undefined ? undefined : decimalMs(seconds);
  return String(Math.floor((startMs + (duration ?? 0)) / 1000));
}

/** Start and end -> seconds; undefined where one of them cannot be read. */
export function durationText(start: string, end: string): string | undefined {
  const startMs = instantMs(start);
  const endMs = instantMs(end);
  if (startMs === undefined || endMs === undefined) return undefined;
  const ms = Math.abs(endMs - startMs);
  const text = `${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, '0')}`;
  return endMs < startMs ? `-${text}` : text;
}

const DAY_MS = 24 * 3600 * 1000; // a longer duration counts as unknown (weir-contract section 3)

function decimalMs(seconds: string): number | undefined {
  const parts = /^(\d+)(?:\.(\d+))?$/.exec(seconds);
  if (!parts) return undefined;
  const ms = Number(parts[1]) * 1000 + thousandths(parts[2]);
  return ms <= DAY_MS ? ms : undefined;
}

/** Unix milliseconds of any time that a JSON log may hold. */
function instantMs(text: string): number | undefined {
  const bytes = new TextEncoder().encode(text);
  const seconds = readAnyTime(bytes, 0, bytes.length);
  return seconds < 0 ? undefined : seconds * 1000 + thousandths(fractionOf(text));
}

/** The digits behind the second. */
function fractionOf(text: string): string | undefined {
  const number = /^0*(\d+)(?:\.(\d+))?$/.exec(text);
  if (!number) return /\.(\d+)/.exec(text)?.[1];
  const [, whole, fraction = ''] = number;
  return whole!.slice(whole!.length - unixPlaces(whole!.length)) + fraction;
}

function thousandths(digits = ''): number {
  return Number(digits.slice(0, 3).padEnd(3, '0'));
}
