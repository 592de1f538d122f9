import { markCount, newlineCount } from './marks';
import { LEFT, MARKS, REFUSED, SELECTED } from './memory';

// Stage 2: which lines have as many structural characters as the format. A chunk of well-shaped lines is proved to be one
// by counting: K marks and a newline a line, and every (K + 1)th mark a newline. Otherwise lines are looked at one by one,
// and those with another number are left to the reference parser.

/** Address of a line's marks: mark 0 stands before the line, mark 1 to K are structural, mark K + 1 ends it. */
export let LINES: usize = 0;
/** Bytes from one line's marks to the next line's. */
export let STRIDE: usize = 0;
export let lineCount: u32 = 0;
/** Lines left to the reference parser so far, in order. */
export let leftCount: u32 = 0;

const NEWLINE: u32 = 10;
const CR: u32 = 13;
const HASH: u32 = 35;

export function selectLines(start: usize, k: u32): void {
  leftCount = 0;
  store<u32>(MARKS - 4, <u32>start - 1);
  if (isRegular(k)) {
    LINES = MARKS - 4;
    STRIDE = <usize>(k + 1) << 2;
    lineCount = newlineCount;
  } else select(start, k);
  memory.fill(REFUSED, 0, <usize>lineCount << 2);
}

/** No CR before a newline either, and no comment: nothing that needs a look at a single line. */
function isRegular(k: u32): bool {
  const width = k + 1;
  if (markCount != newlineCount * width) return false;
  const step = <usize>width << 2;
  let previous = <usize>load<u32>(MARKS - 4);
  let mark = MARKS + (<usize>k << 2);
  for (let i: u32 = 0; i < newlineCount; i++) {
    const end = <usize>load<u32>(mark);
    if (load<u8>(end) != NEWLINE || load<u8>(end - 1) == CR || load<u8>(previous, 1) == HASH) return false;
    previous = end;
    mark += step;
  }
  return true;
}

function select(start: usize, k: u32): void {
  let from: u32 = 0; // index of the line's first mark
  let lineStart = <u32>start;
  let out = SELECTED;
  lineCount = 0;
  for (let i: u32 = 0; i < newlineCount; i++) {
    let at = from;
    while (load<u8>(markAt(at)) != NEWLINE) at++;
    const newline = <u32>markAt(at);
    if (at - from == k && load<u8>(<usize>lineStart) != HASH) {
      const end = newline > lineStart && load<u8>(<usize>newline - 1) == CR ? newline - 1 : newline;
      store<u32>(out, lineStart - 1);
      memory.copy(out + 4, MARKS + (<usize>from << 2), <usize>k << 2);
      store<u32>(out + 4 + (<usize>k << 2), end);
      out += <usize>(k + 2) << 2;
      lineCount++;
    } else leave(lineStart, newline);
    lineStart = newline + 1;
    from = at + 1;
  }
  LINES = SELECTED;
  STRIDE = <usize>(k + 2) << 2;
}

@inline function markAt(index: u32): usize {
  return <usize>load<u32>(MARKS + (<usize>index << 2));
}

/** [start, newline) is told as the host's line splitter would see it; the host removes the CR. */
function leave(start: u32, newline: u32): void {
  const out = LEFT + (<usize>leftCount << 3);
  store<u32>(out, start);
  store<u32>(out, newline, 4);
  leftCount++;
}
