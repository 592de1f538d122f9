import type { Accounts } from '../accounts/accounts.ts';

/** The parts of weir.yaml that requests depend on. Replaced whole when the file is reloaded; never kept by a handler. */
export interface Settings {
  readonly accounts: Accounts;
  readonly ingest: {
    /** Speaks for any node. */
    readonly token?: string;
    /** Each speaks for one node only. */
    readonly nodes: readonly { readonly name: string; readonly token: string }[];
  };
  readonly retention: { readonly fiveMinutesSeconds: number };
}
