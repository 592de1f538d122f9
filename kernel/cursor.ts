import { refuse } from './refuse';

// Where the walk through a line stands, behind the field that was walked over last. Mostly a short literal comes next, a
// space or a quote: to look at it right there costs half of what an op of its own does.

/** Up to four bytes that must stand behind the field of the op that runs, and ones where there are any. */
let next: u32 = 0;
let nextMask: u32 = 0;

export function expectNext(text: u32, mask: u32): void {
  next = text;
  nextMask = mask;
}

/** `out`: the line's place in a column of cursors. */
@inline export function putCursor(line: u32, out: usize, behind: usize): void {
  if (((load<u32>(behind) ^ next) & nextMask) != 0) refuse(line);
  store<u32>(out, <u32>behind);
}
