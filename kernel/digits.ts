// Runs of decimal digits, eight of which are read at once: the ground under every number of a line.

/** Eight ASCII zeros: xor turns digits into their values. */
export const ZEROS: u64 = 0x3030303030303030;
export const HIGH: u64 = 0x8080808080808080;
/** Added to a byte that was a digit (0 to 9 after the xor), it leaves the high bit clear. */
export const BEYOND_NINE: u64 = 0x7676767676767676;
/** Longer numbers are left to the reference parser, which keeps every sum far below 2^64. */
export const MAX_DIGITS: u32 = 12;

/** Behind the digits that `readDigits` read. */
export let behind: usize = 0;
/** How many there were. */
export let digits: u32 = 0;

/** The number at p. No digit, or too many: `digits` says so. */
@inline export function readDigits(p: usize): u64 {
  const t = load<u64>(p) ^ ZEROS;
  const others = ((t + BEYOND_NINE) | t) & HIGH;
  if (others != 0) {
    const bits = <u64>ctz(others) & 0x78;
    digits = <u32>(bits >> 3);
    behind = p + <usize>digits;
    return digits == 0 ? 0 : eightDigits(t << (64 - bits));
  }
  return readLong(p, eightDigits(t));
}

function readLong(p: usize, first: u64): u64 {
  let value = first;
  let at = p + 8;
  for (let d = <u32>load<u8>(at) - 48; d < 10; d = <u32>load<u8>(at) - 48) {
    if (at - p <= MAX_DIGITS) value = value * 10 + d;
    at++;
  }
  digits = <u32>(at - p);
  behind = at;
  return value;
}

/** Eight digits, the first in the lowest byte, as a number: pairs, then fours, then all of them. */
@inline function eightDigits(t: u64): u64 {
  t = t * 10 + (t >> 8);
  return (
    ((t & 0x000000ff000000ff) * 0x000f424000000064 + ((t >> 16) & 0x000000ff000000ff) * 0x0000271000000001) >> 32
  );
}

@inline export function isDigit(p: usize): bool {
  return <u32>load<u8>(p) - 48 < 10;
}

/** The first three of `count` digits of a fraction. */
@inline export function thousandths(p: usize, count: u32): u32 {
  let value: u32 = 0;
  for (let i: u32 = 0; i < 3; i++) value = value * 10 + (i < count ? <u32>load<u8>(p + i) - 48 : 0);
  return value;
}

/** A field may be padded with spaces, up to this many. */
const MAX_PADDING: u32 = 16;

@inline export function skipPadding(p: usize): usize {
  let at = p;
  for (let i: u32 = 0; i < MAX_PADDING && load<u8>(at) == 32; i++) at++;
  return at;
}
