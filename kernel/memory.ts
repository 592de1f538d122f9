// Where everything lies. Pointers are absolute addresses in the module's memory; all of it is taken once, in `init`, so
// that no view of the host's becomes invalid while lines are metered.

/** Readable bytes before and after the input: vector loads reach beyond a line's ends. */
export const MARGIN: u32 = 128;

/** What an op of the program fills in for each line, and what the rows are made of. */
export let INPUT: usize = 0;
/** Lines that one call can hold: a line that is taken has at least MIN_LINE_BYTES. */
export let MAX_LINES: u32 = 0;
export const MIN_LINE_BYTES: u32 = 16;

/** u32[]: addresses of the structural characters and newlines, in order; the entry before the first is the address before the input. */
export let MARKS: usize = 0;
/** u32[]: the same of the lines that are left when some are not taken: [start - 1, marks ..., end] for each. */
export let SELECTED: usize = 0;
/** u32[]: [start, end) of the lines that are left to the reference parser. */
export let LEFT: usize = 0;

/** u32 a line: where the walk through a line stands. */
export let CURSOR: usize = 0;
/** u32 a line: not zero: some op could not take it. */
export let REFUSED: usize = 0;
/** u32 a line: domain number. */
export let DOMAIN: usize = 0;
/** u32 a line: start of its bucket, Unix seconds; before that the seconds of its time. */
export let BUCKET: usize = 0;
/** u32 a line: the milliseconds of its time. */
export let MILLIS: usize = 0;
/** u32 a line each: when the request began, where a line has both ends. */
export let START_SECONDS: usize = 0;
export let START_MILLIS: usize = 0;
/** u32 a line: milliseconds. */
export let DURATION: usize = 0;
/** u64 a line. */
export let BYTES: usize = 0;
/** u64 a line; NO_ORIGIN where the origin was not asked. */
export let ORIGIN: usize = 0;
export const NO_ORIGIN: u64 = u64.MAX_VALUE;
/** u32 a line: 1 for a hit. */
export let HIT: usize = 0;
/** u32 a line: 1 to 5, 0 for no class. */
export let STATUS: usize = 0;

/** Zeros: nothing is ever given back, so it is memory that nobody has had, and pages that nobody touches cost nothing. */
export function alloc(size: usize): usize {
  return (heap.alloc(size + 63) + 63) & ~63;
}

/** What no op fills in is 0. */
export function clearColumns(): void {
  const column = <usize>MAX_LINES * 4;
  memory.fill(HIT, 0, column);
  memory.fill(STATUS, 0, column);
}

export function layOut(inputBytes: u32): void {
  MAX_LINES = inputBytes / MIN_LINE_BYTES + 16;
  INPUT = alloc(<usize>inputBytes + 2 * MARGIN) + MARGIN;
  MARKS = alloc((<usize>inputBytes + 2 * MARGIN) * 4) + 64;
  SELECTED = alloc((2 * <usize>inputBytes + 2 * MARGIN) * 4) + 64;
  LEFT = alloc((<usize>inputBytes + MARGIN) * 8);
  const column = <usize>MAX_LINES * 4;
  CURSOR = alloc(column);
  REFUSED = alloc(column);
  DOMAIN = alloc(column);
  BUCKET = alloc(column);
  MILLIS = alloc(column);
  START_SECONDS = alloc(column);
  START_MILLIS = alloc(column);
  DURATION = alloc(column);
  HIT = alloc(column);
  STATUS = alloc(column);
  BYTES = alloc(2 * column);
  ORIGIN = alloc(2 * column);
}
