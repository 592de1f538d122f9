import { putCursor } from './cursor';
import { lineCount } from './lines';
import { CURSOR } from './memory';
import { refuse } from './refuse';

// Stage 3, the shape: literals where they must be, fields walked over. An op goes through all lines of the chunk before
// the next op starts. A place in a line is an address that lies `offset` behind a mark or behind the cursor.

/** Do the (up to 16) bytes there equal the literal? `mask` has ones where it has bytes. */
export function checkLiteral(at: usize, stride: usize, offset: i32, literal: v128, mask: v128): void {
  for (let line: u32 = 0; line < lineCount; line++) {
    const p = <usize>load<u32>(at) + offset;
    at += stride;
    if (v128.any_true(v128.and(v128.xor(v128.load(p), literal), mask))) refuse(line);
  }
}

/** Does the first place not lie before the second? */
export function checkOrder(at: usize, stride: usize, offset: i32, other: usize, otherStride: usize, least: i32): void {
  for (let line: u32 = 0; line < lineCount; line++) {
    if (<i32>load<u32>(at) + offset < <i32>load<u32>(other) + least) refuse(line);
    at += stride;
    other += otherStride;
  }
}

/** Is it the same place? */
export function checkEnd(at: usize, stride: usize, offset: i32, other: usize, otherStride: usize): void {
  for (let line: u32 = 0; line < lineCount; line++) {
    if (load<u32>(at) + offset != load<u32>(other)) refuse(line);
    at += stride;
    other += otherStride;
  }
}

/**
 * The literal's first place from there on, before the limit: the cursor stands behind it. Where `members` (256 bytes, 1 for a
 * member; 0: anything) are given, one of them must stand there.
 */
export function findLiteral(
  at: usize,
  stride: usize,
  offset: i32,
  limit: usize,
  limitStride: usize,
  literal: v128,
  mask: v128,
  members: usize,
  found: usize,
): void {
  const first = i8x16.splat(i8x16.extract_lane_s(literal, 0));
  const length = <usize>popcnt(<u32>i8x16.bitmask(mask));
  let out = CURSOR;
  for (let line: u32 = 0; line < lineCount; line++) {
    const start = <usize>load<u32>(at) + offset;
    const end = <usize>load<u32>(limit);
    const p = placeOf(start, end, first, literal, mask, length, members);
    if (p + length > end) refuse(line);
    store<u32>(out, <u32>(p + length));
    store<u32>(found, <u32>p);
    at += stride;
    limit += limitStride;
    out += 4;
    found += 4;
  }
}

@inline function placeOf(
  start: usize,
  end: usize,
  first: v128,
  literal: v128,
  mask: v128,
  length: usize,
  members: usize,
): usize {
  for (let p = start; p < end; p += 16) {
    let bits = <u32>i8x16.bitmask(i8x16.eq(v128.load(p), first));
    while (bits != 0) {
      const place = p + <usize>ctz(bits);
      if (!v128.any_true(v128.and(v128.xor(v128.load(place), literal), mask))) {
        if (members == 0 || load<u8>(members + <usize>load<u8>(place + length)) != 0) return place;
      }
      bits &= bits - 1;
    }
  }
  return end;
}

/**
 * The line's last `count` spaces: the cursor stands at the first of them, which must not lie before the place. Fields without
 * spaces stand behind each; where some may be lists, none of the spaces may belong to a list's `, ` or ` : `.
 */
export function findLastSpaces(
  at: usize,
  stride: usize,
  offset: i32,
  limit: usize,
  limitStride: usize,
  count: u32,
  mayList: bool,
  found: usize,
): void {
  let out = CURSOR;
  for (let line: u32 = 0; line < lineCount; line++) {
    const start = <usize>load<u32>(at) + offset;
    let p = <usize>load<u32>(limit);
    let left = count;
    while (left > 0 && p > start) {
      p--;
      if (load<u8>(p) != SPACE) continue;
      left--;
      if (mayList && isInSeparator(p)) refuse(line);
    }
    if (left > 0) refuse(line);
    store<u32>(out, <u32>p);
    store<u32>(found, <u32>p);
    at += stride;
    limit += limitStride;
    out += 4;
    found += 4;
  }
}

@inline function isInSeparator(space: usize): bool {
  const before = <u32>load<u8>(space - 1);
  return before == COMMA || before == COLON || <u32>load<u8>(space, 1) == COLON;
}

/** Keeps a place, for an op that comes when the cursor has moved on. */
export function savePlace(at: usize, stride: usize, offset: i32, out: usize): void {
  for (let line: u32 = 0; line < lineCount; line++) {
    store<u32>(out, load<u32>(at) + offset);
    at += stride;
    out += 4;
  }
}

/** Walks over one or more members of a class (256 bytes, 1 for a member); the cursor stands behind them. */
export function walk(at: usize, stride: usize, offset: i32, members: usize, mayList: bool): void {
  let out = CURSOR;
  for (let line: u32 = 0; line < lineCount; line++) {
    const start = <usize>load<u32>(at) + offset;
    at += stride;
    let p = start;
    while (load<u8>(members + <usize>load<u8>(p)) != 0) p++;
    if (p == start || p - start > MAX_WALK || (mayList && isListed(p))) refuse(line);
    putCursor(line, out, p);
    out += 4;
  }
}

/** Walks over a token: neither space, tab nor quote. It ends at control characters, which are the reference parser's. */
export function walkToken(at: usize, stride: usize, offset: i32): void {
  let out = CURSOR;
  const space = i8x16.splat(32);
  const quote = i8x16.splat(34);
  for (let line: u32 = 0; line < lineCount; line++) {
    const start = <usize>load<u32>(at) + offset;
    at += stride;
    let p = start;
    let bits: u32 = 0;
    for (; p - start <= MAX_TOKEN; p += 16) {
      const v = v128.load(p);
      bits = <u32>i8x16.bitmask(v128.or(i8x16.le_u(v, space), i8x16.eq(v, quote)));
      if (bits != 0) break;
    }
    p += <usize>ctz(bits);
    if (p == start || p - start > MAX_TOKEN) refuse(line);
    putCursor(line, out, p);
    out += 4;
  }
}

const MAX_TOKEN: usize = 224;

/** Longer fields are the reference parser's; it gives up at 256 bytes. */
export const MAX_WALK: usize = 64;

const SPACE: u32 = 32;
const COMMA: u32 = 44;
const COLON: u32 = 58;

/** May a list go on here (`, ` or ` : `)? */
@inline export function isListed(p: usize): bool {
  const c = <u32>load<u8>(p);
  return c == COMMA || (c == SPACE && load<u8>(p, 1) == COLON);
}
