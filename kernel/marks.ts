import { MARKS } from './memory';

// Stage 1: where the structural character and the newlines stand. 64 bytes at a time are compared and become one bit
// each; then the bits become addresses.
//
//     a "b" c\n   with '"'   ->   marks 2, 4, 7

/** Found by the last call. */
export let markCount: u32 = 0;
export let newlineCount: u32 = 0;

const NEWLINE: i8 = 10;

/**
 * `end` is behind a newline; up to 63 bytes behind it must not hold any of the characters. `other` is counted as a mark too:
 * a line that has one has too many of them.
 */
export function findMarks(start: usize, end: usize, structural: u32, other: u32): void {
  // two loops of one text: the second comparison costs as much as the rest of the loop
  if (other != structural) findIn(start, end, structural, other, true);
  else findIn(start, end, structural, other, false);
}

@inline function findIn(start: usize, end: usize, structural: u32, another: u32, isEither: bool): void {
  const mark = i8x16.splat(<i8>structural);
  const other = i8x16.splat(<i8>another);
  const newline = i8x16.splat(NEWLINE);
  let out = MARKS;
  let newlines: u32 = 0;
  for (let p = start; p < end; p += 64) {
    const v0 = v128.load(p);
    const v1 = v128.load(p, 16);
    const v2 = v128.load(p, 32);
    const v3 = v128.load(p, 48);
    const n0 = i8x16.eq(v0, newline);
    const n1 = i8x16.eq(v1, newline);
    const n2 = i8x16.eq(v2, newline);
    const n3 = i8x16.eq(v3, newline);
    newlines += popcnt<u32>(i8x16.bitmask(n0) | (i8x16.bitmask(n1) << 16));
    newlines += popcnt<u32>(i8x16.bitmask(n2) | (i8x16.bitmask(n3) << 16));
    const bits = joined(
      v128.or(isMark(v0, mark, other, isEither), n0),
      v128.or(isMark(v1, mark, other, isEither), n1),
      v128.or(isMark(v2, mark, other, isEither), n2),
      v128.or(isMark(v3, mark, other, isEither), n3),
    );
    out = putAddresses(out, p, bits);
  }
  markCount = <u32>((out - MARKS) >> 2);
  newlineCount = newlines;
}

@inline function isMark(v: v128, mark: v128, other: v128, isEither: bool): v128 {
  return isEither ? v128.or(i8x16.eq(v, mark), i8x16.eq(v, other)) : i8x16.eq(v, mark);
}

@inline function joined(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u32>i8x16.bitmask(a) | (<u32>i8x16.bitmask(b) << 16);
  const high = <u32>i8x16.bitmask(c) | (<u32>i8x16.bitmask(d) << 16);
  return <u64>low | (<u64>high << 32);
}

/** Four at a time, also where fewer are left: what is written too much is written over. */
@inline function putAddresses(out: usize, p: usize, bits: u64): usize {
  const count = <usize>popcnt(bits);
  const next = out + (count << 2);
  let rest = putFour(out, p, bits);
  for (let at = out + 16; at < next; at += 16) rest = putFour(at, p, rest);
  return next;
}

@inline function putFour(out: usize, p: usize, bits: u64): u64 {
  store<u32>(out, <u32>(p + <usize>ctz(bits)));
  bits &= bits - 1;
  store<u32>(out, <u32>(p + <usize>ctz(bits)), 4);
  bits &= bits - 1;
  store<u32>(out, <u32>(p + <usize>ctz(bits)), 8);
  bits &= bits - 1;
  store<u32>(out, <u32>(p + <usize>ctz(bits)), 12);
  return bits & (bits - 1);
}

/** Is any byte of [start, end) a control character other than a newline? What stands behind `end` does not matter. */
export function findControl(start: usize, end: usize): bool {
  const space = i8x16.splat(32);
  const newline = i8x16.splat(NEWLINE);
  for (let p = start; p < end; p += 16) {
    const v = v128.load(p);
    const found = v128.andnot(i8x16.lt_u(v, space), i8x16.eq(v, newline));
    if (v128.any_true(found)) {
      const bits = <u32>i8x16.bitmask(found);
      if (p + <usize>ctz(bits) < end) return true;
    }
  }
  return false;
}
