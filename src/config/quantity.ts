import { text } from './read-scalar.ts';
import type { Read } from './reading.ts';

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const BITS_PER_SECOND = { bps: 1, kbps: 1e3, Mbps: 1e6, Gbps: 1e9, Tbps: 1e12 } as const;
const BYTES = {
  B: 1,
  kB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  TB: 1000 ** 4,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** '93d' -> 8035200 seconds; undefined for what is no whole number of s, m, h or d. */
export function parseDuration(given: string): number | undefined {
  return inUnits(given, SECONDS);
}

/** '1GiB' -> 1073741824 bytes; undefined for what is no whole number of B, kB, MB, GB, TB, KiB, MiB, GiB or TiB. */
export function parseSize(given: string): number | undefined {
  return inUnits(given, BYTES);
}

/** '100Gbps' -> 1e11 bits per second; undefined for what is no whole number of bps, kbps, Mbps, Gbps or Tbps. */
export function parseRate(given: string): number | undefined {
  return inUnits(given, BITS_PER_SECOND);
}

function inUnits(given: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, digits, unit] = /^(\d{1,15})\s*([A-Za-z]+)$/.exec(given) ?? [];
  if (digits === undefined || !Object.hasOwn(units, unit!)) return undefined;
  const amount = Number(digits) * units[unit!]!;
  return Number.isSafeInteger(amount) ? amount : undefined;
}

/** A duration in seconds from `least` to `most`; both as one would write them. */
export function duration(least: string, most: string): Read<number> {
  return quantity(parseDuration, least, most, 'a duration in s, m, h or d such as 60s or 93d');
}

/** A number of bytes from `least` to `most`; both as one would write them. */
export function size(least: string, most: string): Read<number> {
  return quantity(parseSize, least, most, 'a size such as 512MiB or 1GiB');
}

/** A bandwidth in bits per second from `least` to `most`; both as one would write them. */
export function rate(least: string, most: string): Read<number> {
  return quantity(parseRate, least, most, 'a bandwidth such as 100Mbps or 10Gbps');
}

function quantity(parse: typeof parseDuration, least: string, most: string, expected: string): Read<number> {
  return (spot, reading) => {
    const given = text(expected)(spot, reading);
    if (given === undefined) return undefined;
    const amount = parse(given);
    if (amount === undefined) return reading.refuse(spot, `is not understood: ${expected} is expected`);
    if (amount >= parse(least)! && amount <= parse(most)!) return amount;
    return reading.refuse(spot, `is out of range: ${least} to ${most} is expected`);
  };
}
