/**
 * A format as the WebAssembly kernel runs it: how many structural characters a line has, and ops that go through all lines
 * of a chunk, one op after the other.
 *
 *     $host [$time_iso8601] "$request" $status $bytes_sent
 *
 *     mark '"', 2 a line   find ' [' from the line's start   host up to there   stamp behind it   literal '] "' before mark 1
 *     literal '" ' at mark 1   status   literal ' '   bytes   end of line
 *
 * The plan may be stricter than the format, never laxer: a line that an op refuses is read by the reference parser.
 */
export interface KernelPlan {
  /** The structural character, a byte. */
  readonly mark: number;
  readonly marksPerLine: number;
  readonly ops: readonly KernelOp[];
  readonly hasOrigin: boolean;
  /** JSON: a line with a backslash, and a chunk with a control character, are the reference parser's. */
  readonly isJson?: boolean;
}

/** A place in a line, in bytes behind a mark (0: before the line, the last: its end) or behind what an op left. */
export interface Place {
  readonly base: number;
  readonly offset: number;
}

/** Where an op has left the line's cursor. */
export const CURSOR = 1000;
/** Plus n: column n of saved places. */
export const SAVED = 2000;

/** Raised together with LAYOUT of kernel/program.ts. */
export const PROGRAM_LAYOUT = 1;

/** The ops' numbers in kernel/program.ts. */
export const OPS = {
  literal: 0,
  order: 1,
  end: 2,
  find: 3,
  walk: 4,
  skipDigits: 5,
  stamp: 6,
  host: 7,
  fixedHost: 8,
  status: 9,
  bytes: 10,
  origin: 11,
  hit: 12,
  hitUpTo: 13,
  duration: 14,
  epoch: 15,
  save: 16,
  jsonNumber: 17,
  noOrigin: 18,
  token: 19,
  findBefore: 20,
  lastSpaces: 21,
  unixSeconds: 22,
  unixMillis: 23,
  unixAny: 24,
  clf: 25,
  iso: 26,
  compact: 27,
  span: 28,
  url: 29,
  capture: 30,
  json: 31,
  jsonKey: 32,
} as const;

/** Ops that leave the cursor behind a field and look at what comes next. */
export const WALKS: readonly (keyof typeof OPS)[] = [
  'walk',
  'token',
  'skipDigits',
  'status',
  'bytes',
  'origin',
  'hit',
  'duration',
];
export const MAX_NEXT = 4;

export interface KernelOp {
  readonly op: keyof typeof OPS;
  readonly place: Place;
  /** What the field reaches up to, or what the place is compared with. */
  readonly limit?: Place;
  readonly literal?: Uint8Array;
  /** Up to MAX_NEXT bytes that must stand where the op leaves the cursor. */
  readonly next?: Uint8Array;
  readonly a?: number;
  readonly b?: number;
}
