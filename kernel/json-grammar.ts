import { isDigit } from './digits';

// JSON's values that hold no others. In: where one begins; out: the place behind it, 0 where it breaks the grammar. A line's
// newline is a control character, which no value has: none reaches beyond its line.

const QUOTE: u32 = 34;
const PLUS: u32 = 43;
const DASH: u32 = 45;
const DOT: u32 = 46;
const BACKSLASH: u32 = 92;

/** In the string that was walked over last. */
export let hasEscape: bool = false;

/** From its quote to behind its other one. */
export function behindString(start: usize): usize {
  const quote = i8x16.splat(34);
  const backslash = i8x16.splat(92);
  const space = i8x16.splat(32);
  hasEscape = false;
  let p = start + 1;
  while (true) {
    const v = v128.load(p);
    const found = v128.or(v128.or(i8x16.eq(v, quote), i8x16.eq(v, backslash)), i8x16.lt_u(v, space));
    const bits = <u32>i8x16.bitmask(found);
    if (bits == 0) {
      p += 16;
      continue;
    }
    p += <usize>ctz(bits);
    const c = <u32>load<u8>(p);
    if (c == QUOTE) return p + 1;
    if (c != BACKSLASH) return 0; // a control character
    p = behindEscape(p + 1);
    if (p == 0) return 0;
    hasEscape = true;
  }
}

/** Behind the backslash: one of `"\\/bfnrt`, or u and four hexadecimal digits. */
function behindEscape(p: usize): usize {
  const c = <u32>load<u8>(p);
  if (c == 117) {
    for (let i: usize = 1; i <= 4; i++) if (!isHex(<u32>load<u8>(p + i))) return 0;
    return p + 5;
  }
  const isKnown = c == 34 || c == 92 || c == 47 || c == 98 || c == 102 || c == 110 || c == 114 || c == 116;
  return isKnown ? p + 1 : 0;
}

@inline function isHex(c: u32): bool {
  return c - 48 < 10 || (c | 32) - 97 < 6;
}

/** `-0.5e+10`. */
export function behindNumber(start: usize): usize {
  const first = load<u8>(start) == DASH ? start + 1 : start;
  let p = behindDigits(first);
  if (p == 0 || (load<u8>(first) == 48 && p > first + 1)) return 0;
  if (load<u8>(p) == DOT) {
    p = behindDigits(p + 1);
    if (p == 0) return 0;
  }
  if ((<u32>load<u8>(p) | 32) != 101) return p; // e, E
  const sign = <u32>load<u8>(p, 1);
  return behindDigits(sign == PLUS || sign == DASH ? p + 2 : p + 1);
}

/** One at least. */
function behindDigits(start: usize): usize {
  let p = start;
  while (isDigit(p)) p++;
  return p > start ? p : 0;
}

/** true, null, false: the last is read from its second letter. */
export function behindWord(p: usize): usize {
  const word = load<u32>(p);
  if (word == 0x65757274 || word == 0x6c6c756e) return p + 4;
  return load<u8>(p) == 102 && load<u32>(p, 1) == 0x65736c61 ? p + 5 : 0;
}
