/**
 * What one poll of a live server told: its counters at one instant. Every kind of server is read into this form; what
 * follows (counter-table.ts) does not know which kind it was.
 *
 *     { run: 'srs-1.86i42052', ages: 'wall', readings: [
 *       { id: '8z1xb354', vhost: 'play.live.com', app: 'live', stream: 't1', protocol: 'rtmp', role: 'play',
 *         ageMs: 13710, playBytes: 1608437, publishBytes: 0 } ] }
 */
export interface Snapshot {
  /** Names one run of the server: another one after a restart, when its ids and counters begin anew. */
  readonly run: string;
  /**
   * Where ages come from. `wall`: a clock that somebody may set, so that a connection can seem to get younger.
   */
  readonly ages: 'monotonic' | 'wall';
  readonly readings: readonly CounterReading[];
  /** Where the server also adds connections up by stream; asked for before the readings, never after them. */
  readonly totals?: readonly StreamTotal[];
}

/** All that was sent to the connections of one stream since it began, those that have ended included. */
export interface StreamTotal extends StreamPlace {
  /** Unique in the run for ever. */
  readonly id: string;
  readonly sentBytes: number;
}

/** What is streamed where, in the server's own words; domain-names.ts says which domain that is. */
export interface StreamPlace {
  /** '' where the kind of server has none. */
  readonly vhost: string;
  readonly app: string;
  readonly stream: string;
}

/** One counter of a run: a connection's, or a whole stream's where the server counts no finer. */
export interface CounterReading extends StreamPlace {
  /** Unique in the run at one time; may come again for another connection when the first has gone. */
  readonly id: string;
  /** rtmp, flv, hls, dash, rtc, srt, ws ...: for the choice which protocols count here. */
  readonly protocol: string;
  /** `stream`: a stream's bytes, of no connection in particular; neither a viewer nor a request. */
  readonly role: 'play' | 'publish' | 'stream';
  /** How long the counter has existed, milliseconds. */
  readonly ageMs: number;
  /** Sent to players since then; integers up to 2^53 - 1, as the server counts them. */
  readonly playBytes: number;
  /** Taken from publishers since then. */
  readonly publishBytes: number;
  /** Where there are totals: the stream's, and what the connection adds to it, whatever it was sent for. */
  readonly total?: { readonly id: string; readonly sentBytes: number };
}

/** What a server tells by itself between two polls. */
export type LiveEvent =
  | ({ readonly kind: 'began'; readonly role: 'play' | 'publish'; readonly totalId?: string } & EventOrigin &
      StreamPlace)
  /** It was really played or published, and is over; bytes are only known where `closed` comes too. */
  | ({ readonly kind: 'ended' } & EventOrigin)
  /** The connection's totals when it was closed. */
  | ({ readonly kind: 'closed'; readonly sentBytes: number; readonly receivedBytes: number } & EventOrigin);

interface EventOrigin {
  /** Of the snapshot; undefined where the server does not say: the run polled last. */
  readonly run: string | undefined;
  readonly id: string;
  /** As in a reading; '' where the event does not say. */
  readonly protocol: string;
}

/** Why a poll gave nothing; the message is a sentence for people. */
export class SourceFault extends Error {
  readonly state: 'unreachable' | 'garbled';

  constructor(state: SourceFault['state'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SourceFault';
    this.state = state;
  }
}
