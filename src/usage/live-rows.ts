/**
 * Live usage by domain, application, stream and minute, in columns: what `UsageRows` says of a domain, said of each of its
 * streams, and what only live servers know. Row i is about `places[place[i]]` in the minute that starts at `minute[i]`. A
 * (place, minute) pair occurs at most once; rows are in no particular order.
 */
export interface LiveRows {
  readonly length: number;
  /** The distinct streams; `place` indexes into it. */
  readonly places: readonly LivePlace[];
  readonly place: Uint32Array;
  /** Start of the minute, Unix seconds. */
  readonly minute: Uint32Array;
  readonly counters: Readonly<Record<LiveCounter, BigUint64Array>>;
}

/** A stream of a domain: rtmp://play.live.com/live/t1 is app `live`, stream `t1`. */
export interface LivePlace {
  readonly domain: string;
  readonly app: string;
  readonly stream: string;
}

/** What is kept of a stream and a minute, in the order of tables and wire. All are sums but the last. */
export const LIVE_COUNTERS = [
  'play_bytes', // sent to players: these are the domain's `bytes`
  'publish_bytes', // taken from publishers
  'play_requests', // players' connections begun: the domain's `requests`
  'peak_viewers', // the most players seen at once
] as const;
export type LiveCounter = (typeof LIVE_COUNTERS)[number];

/** Longer names of applications and streams are cut. */
export const MAX_LIVE_NAME = 500;

export const NO_LIVE_ROWS: LiveRows = {
  length: 0,
  places: [],
  place: new Uint32Array(),
  minute: new Uint32Array(),
  counters: {
    play_bytes: new BigUint64Array(),
    publish_bytes: new BigUint64Array(),
    play_requests: new BigUint64Array(),
    peak_viewers: new BigUint64Array(),
  },
};
