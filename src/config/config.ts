import type { Accounts } from '../accounts/accounts.ts';
import type { FormatSpec } from '../format/spec.ts';

/** weir.yaml, checked: every default filled in, every `${NAME}` replaced, every path absolute, every duration in seconds. */
export interface Config {
  /** Where the server listens. A change needs a restart. */
  readonly listen: Listen;
  /** Where usage is kept. A change needs a restart, and does not move what the old store has. */
  readonly store: StoreConfig;
  /** Who may store usage. Without any token nobody can. */
  readonly ingest: IngestConfig;
  readonly retention: Retention;
  /** Certificate and key as PEM files; absent = plain HTTP. A change needs a restart. */
  readonly tls?: TlsConfig;
  /** Log formats by name, beside the presets; a name that a preset has takes its place. Every one of them compiles. */
  readonly formats: Readonly<Record<string, FormatSpec>>;
  /** Accounts and operators, ready to be asked. */
  readonly accounts: Accounts;
}

export interface Listen {
  /** An address or a host name; IPv6 without its brackets. Default 127.0.0.1: only this machine can ask. */
  readonly host: string;
  /** 0 to 65535; 0 takes any free port. Default 8080. */
  readonly port: number;
}

export type StoreConfig =
  /** A database in the process; `path` is its folder, by default weir-data beside the config. One process at a time. */
  | { readonly kind: 'embedded'; readonly path: string }
  /** `url` is http:// or https:// and may hold a user and a password; `database` is `weir` by default. */
  | { readonly kind: 'clickhouse'; readonly url: string; readonly database: string; readonly cluster?: string };

export interface IngestConfig {
  /** Speaks for any node: whoever has it may name the node as they like. */
  readonly token?: string;
  /** A token that speaks for one node only; a node may have several (rotation). */
  readonly nodes: readonly IngestNode[];
}

export interface IngestNode {
  readonly name: string;
  readonly token: string;
}

export interface Retention {
  /** How long 1-minute data is kept, in seconds; default 93 days. Older questions are answered from 5 minutes on. */
  readonly minutesSeconds: number;
  /** How long 5-minute data is kept, in seconds; default 400 days. Older lines are counted as expired, not stored. */
  readonly fiveMinutesSeconds: number;
}

export interface TlsConfig {
  readonly cert: string;
  readonly key: string;
}
