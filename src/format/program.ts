/**
 * A compiled log format: plain data that says where a line keeps what the meter needs. It is posted to worker threads
 * as it is, and every parser (the TypeScript reference, the WebAssembly kernel) is driven by it.
 *
 *     [$time_local] $status $bytes_sent "$host"
 *
 * becomes the steps
 *
 *     literal '['   field time/time_local   literal '] '   field status/digits   literal ' '   field bytes/digits
 *     literal ' "'  field host/text         literal '"'
 */
export type FormatProgram = TextProgram | JsonProgram;

export interface TextProgram extends FormatFacts {
  readonly kind: 'text';
  /** Literals and fields alternate; two fields are never neighbours. */
  readonly steps: readonly Step[];
  /** East of Greenwich, for times that name no zone; absent: such a time cannot be read. Seconds. */
  readonly utcOffsetSeconds?: number;
  /** `#Fields:` lines in the log name its columns from there on; `steps` are those of a log without such a line. */
  readonly header?: 'w3c';
}

export interface JsonProgram extends FormatFacts {
  readonly kind: 'json';
  readonly captures: readonly JsonCapture[];
  /** When the request began: with a duration it gives the missing time, with a time the missing duration. */
  readonly start?: JsonPlace;
}

/** What the meter does with the fields once it has them. */
export interface FormatFacts {
  /** For people; no number depends on it. */
  readonly name: string;
  /** Cache statuses that count as hits, upper case, sorted. */
  readonly hits: readonly string[];
  /** A request that lasted longer is spread over its minutes; null = never. Milliseconds. */
  readonly spreadAfterMs: number | null;
  /** The canonical domain of every line; null where the lines have a host, or where none was given yet. */
  readonly domain: string | null;
  readonly hasHost: boolean;
  /** The format has the upstream's byte count; otherwise origin traffic is estimated from cache misses. */
  readonly hasOrigin: boolean;
  readonly hasCache: boolean;
}

/** What a captured field is to the meter, in the order of the meter's slots. */
export const ROLES = ['host', 'time', 'bytes', 'status', 'cache', 'origin', 'duration'] as const;
export type Role = (typeof ROLES)[number];

export type Step = LiteralStep | FieldStep;

export interface LiteralStep {
  readonly kind: 'literal';
  readonly text: string;
}

export interface FieldStep {
  readonly kind: 'field';
  /** null: looked over, not captured. */
  readonly role: Role | null;
  readonly reading: TextReading;
}

/**
 * How far a field's text reaches. `text` is free: anything, as little as possible. The others have a shape of their own:
 *
 * | reading       | shape                                                                               |
 * |---------------|-------------------------------------------------------------------------------------|
 * | digits        | one or more of `0-9 -`                                                              |
 * | decimal       | one or more of `0-9 . -`                                                            |
 * | msec          | as decimal; Unix seconds with a fraction                                            |
 * | time_local    | 26 characters, `01/Jan/2026:08:00:00 +0800`                                         |
 * | time_iso8601  | 25 characters, `2026-01-01T08:00:00+08:00`                                          |
 * | numbers       | a list of digits: nginx joins with `, ` (servers tried) and ` : ` (groups of them)  |
 * | decimals      | a list of decimals                                                                  |
 * | words         | a list of words: `A-Z a-z 0-9 _ -`                                                  |
 * | addresses     | a list of addresses: word characters and `. : / [ ]`                                |
 * | token         | one or more characters that are no space, tab or quote                              |
 * | column        | anything up to the next tab, even nothing                                           |
 * | bytes_clf     | as digits; a lone `-` is 0, as Apache's `%b` writes it                              |
 * | nonzero       | as digits; 0 is no number: the origin was not asked                                 |
 * | millis        | as decimal, with spaces before it; milliseconds                                     |
 * | micros        | as millis; microseconds                                                             |
 * | url           | free like `text`; the host of an absolute URL, or of `host:port`                    |
 * | capture       | free like `text`; up to the first `|` or `}`, as HAProxy writes captured headers    |
 * | time_SHAPE    | a time as TimeShape says                                                            |
 * | start_SHAPE   | the same, but of the request's beginning: it ended the captured duration later      |
 */
export type TextReading =
  | 'text'
  | 'digits'
  | 'decimal'
  | 'msec'
  | 'time_local'
  | 'time_iso8601'
  | 'numbers'
  | 'decimals'
  | 'words'
  | 'addresses'
  | 'token'
  | 'column'
  | 'bytes_clf'
  | 'nonzero'
  | 'millis'
  | 'micros'
  | 'url'
  | 'capture'
  | `time_${TimeShape}`
  | `start_${TimeShape}`;

/**
 * How a time may be written. What names no zone is in the program's `utcOffsetSeconds`; fractions are optional.
 *
 * | shape   | example                                                                              |
 * |---------|--------------------------------------------------------------------------------------|
 * | clf     | `9/Jun/2015:01:58:09.123 +0800`, the day in one or two digits                        |
 * | iso     | `2026-01-01T00:00:30.5Z`; with a space or a tab for the T                            |
 * | unix    | `1767225630.123`, spaces before it and for leading zeros of the fraction             |
 * | unix_ms | `1767225630123`                                                                      |
 * | compact | `20260101000030`                                                                     |
 */
export const TIME_SHAPES = ['clf', 'iso', 'unix', 'unix_ms', 'compact'] as const;
export type TimeShape = (typeof TIME_SHAPES)[number];

/** Where a JSON line keeps a value. */
export interface JsonPlace {
  /** The key as written in the spec; used first. */
  readonly key: string;
  /** The same, split at its dots: the way into nested objects. */
  readonly path: readonly string[];
}

export interface JsonCapture extends JsonPlace {
  readonly role: Role;
  /** What a duration is counted in; null for every other role. */
  readonly unit: DurationUnit | null;
}

export type DurationUnit = 's' | 'ms' | 'us' | 'ns';

/** nginx's own notion of "answered from the cache" (weir-contract section 3). */
export const DEFAULT_HITS = ['HIT', 'STALE', 'UPDATING', 'REVALIDATED'] as const;

/** Shorter requests are billed to the minute they end in; a minute is the resolution of every answer. */
export const DEFAULT_SPREAD_AFTER_MS = 60_000;
