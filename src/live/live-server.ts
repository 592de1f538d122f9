import type { DomainNames } from './domain-names.ts';
import type { LiveKind } from './servers/index.ts';
import type { LiveEvent, Snapshot } from './snapshot.ts';

/** One HTTP answer with status 200. */
export interface HttpText {
  readonly text: string;
  /** The server's clock (its Date header), Unix milliseconds; undefined where it told none. */
  readonly serverNow: number | undefined;
}

/** Asks a URL. Rejects with SourceFault: unreachable, too slow, too long, another status than 200 (HttpStatusFault). */
export type HttpGet = (url: string) => Promise<HttpText>;

/** What a config says of one server to be polled. */
export interface LiveInput {
  readonly kind: LiveKind;
  /** Where it answers; may hold a user and a password. */
  readonly url: string;
  readonly names: DomainNames;
  readonly everySeconds: number;
  /** Absent = every protocol. */
  readonly protocols?: readonly string[];
  readonly ceilingBps: number;
  /** Where the agent is to listen for the server's callbacks; absent = it is polled only. */
  readonly hooks?: { readonly host: string; readonly port: number };
}

/** A kind of live server: how to read its API into a snapshot. One file each in servers/, one line in servers/index.ts. */
export interface LiveServer {
  /** For people. */
  readonly title: string;
  /** Asks the server for all of its counters. `url` as in the config. Rejects with SourceFault. */
  poll(url: string, get: HttpGet): Promise<Snapshot>;
  /** Where the server can be told to call back: what one callback's body means; undefined for nothing. Throws SourceFault. */
  readonly hookEvent?: (body: string) => LiveEvent | undefined;
}
