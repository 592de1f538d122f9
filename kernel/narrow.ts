import { lineCount } from './lines';
import { refuse } from './refuse';

// Stage 3, hosts that stand only inside a larger field. In: the field's two places; out: the host's, in two columns.
//
//     http://www.a.com:8080/path?x  ->  www.a.com:8080        www.a.com|curl/8.0} "GET ...  ->  www.a.com

const COLON: u32 = 58;
/** `//`, as 16 bits. */
const SLASHES: u32 = 0x2f2f;
const MAX_SCHEME: u32 = 16;

/** What a URL's authority ends at, and what shows that there is a user before it: that is the reference parser's. */
export function narrowUrl(
  at: usize,
  stride: usize,
  offset: i32,
  end: usize,
  endStride: usize,
  endOffset: i32,
  from: usize,
  to: usize,
): void {
  narrow(at, stride, offset, end, endStride, endOffset, from, to, true);
}

/** Up to the first `|` or `}`, which must be there. */
export function narrowCapture(
  at: usize,
  stride: usize,
  offset: i32,
  end: usize,
  endStride: usize,
  endOffset: i32,
  from: usize,
  to: usize,
): void {
  narrow(at, stride, offset, end, endStride, endOffset, from, to, false);
}

/** Two loops of one text: `isUrl` is known where it is called. */
@inline function narrow(
  at: usize,
  stride: usize,
  offset: i32,
  end: usize,
  endStride: usize,
  endOffset: i32,
  from: usize,
  to: usize,
  isUrl: bool,
): void {
  for (let line: u32 = 0; line < lineCount; line++) {
    const start = <usize>load<u32>(at) + offset;
    const limit = <usize>load<u32>(end) + endOffset;
    const host = isUrl ? behindScheme(start, limit) : start;
    let hostEnd: usize = 0;
    if (host != 0) hostEnd = isUrl ? endOfAuthority(host, limit) : barOrBrace(host, limit);
    if (hostEnd == 0) refuse(line);
    store<u32>(from, <u32>host);
    store<u32>(to, <u32>hostEnd);
    at += stride;
    end += endStride;
    from += 4;
    to += 4;
  }
}

/** Behind `http://`; 0 where no scheme of letters and digits is. */
@inline function behindScheme(p: usize, limit: usize): usize {
  let at = p;
  for (let i: u32 = 0; i < MAX_SCHEME && isLetterOrDigit(<u32>load<u8>(at)); i++) at++;
  const isScheme = at > p && load<u8>(at) == COLON && load<u16>(at, 1) == SLASHES && at + 3 <= limit;
  return isScheme ? at + 3 : 0;
}

@inline function isLetterOrDigit(c: u32): bool {
  return (c | 32) - 97 < 26 || c - 48 < 10;
}

/** 0 where there is a `@` in it. */
@inline function endOfAuthority(host: usize, limit: usize): usize {
  const slash = i8x16.splat(47);
  const question = i8x16.splat(63);
  const hash = i8x16.splat(35);
  const user = i8x16.splat(64);
  for (let p = host; p < limit; p += 16) {
    const v = v128.load(p);
    const ends = v128.or(i8x16.eq(v, slash), v128.or(i8x16.eq(v, question), i8x16.eq(v, hash)));
    const bits = <u32>i8x16.bitmask(v128.or(ends, i8x16.eq(v, user)));
    if (bits != 0) {
      const place = p + <usize>ctz(bits);
      if (place >= limit) return limit;
      return load<u8>(place) == 64 ? 0 : place;
    }
  }
  return limit;
}

/** 0 where there is neither. */
@inline function barOrBrace(start: usize, limit: usize): usize {
  const bar = i8x16.splat(124);
  const brace = i8x16.splat(125);
  for (let p = start; p < limit; p += 16) {
    const v = v128.load(p);
    const bits = <u32>i8x16.bitmask(v128.or(i8x16.eq(v, bar), i8x16.eq(v, brace)));
    if (bits != 0) {
      const place = p + <usize>ctz(bits);
      return place < limit ? place : 0;
    }
  }
  return 0;
}
