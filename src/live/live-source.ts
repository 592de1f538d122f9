import { createHash } from 'node:crypto';
import type { LiveInput } from './live-server.ts';
import type { LiveStatus } from './live-status.ts';
import type { LiveParcel } from './parcels.ts';
import { PolledServer, type PolledServerOptions } from './polled-server.ts';
import type { StateStore } from './state-file.ts';

export interface LiveSourceOptions extends Omit<PolledServerOptions, 'input' | 'store'> {
  readonly inputs: readonly LiveInput[];
  /** Where the state of one input is kept; `name` is fit for a file. */
  readonly storeOf: (name: string, input: LiveInput) => StateStore;
}

/**
 * The live servers of an agent's config as one source of parcels, beside the one that follows logs.
 *
 *     await source.round(now);                   // meters what arrived, starts polls; never waits for a live server.
 *                                                // The rest may be called in the middle of it
 *     const parcel = source.takeDue(now);        // its segment is out now ...
 *     source.acknowledged(parcel);               // ... until the server, or the spool, has it; or returned, or refused
 */
export class LiveSource {
  readonly #servers: readonly PolledServer[];
  readonly #out = new Map<LiveParcel, PolledServer>();
  #turn = 0;

  constructor({ inputs, storeOf, ...options }: LiveSourceOptions) {
    this.#servers = inputs.map(
      (input) => new PolledServer({ ...options, input, store: storeOf(nameOf(input), input) }),
    );
  }

  async round(now: number): Promise<{ bytesRead: number; isCaughtUp: boolean }> {
    await Promise.all(this.#servers.map((server) => server.round(now)));
    return { bytesRead: 0, isCaughtUp: this.isReady };
  }

  /** Every server was polled once at least, with whatever end, and what that gave may leave. */
  get isReady(): boolean {
    return this.#servers.every(({ isReady }) => isReady);
  }

  /** The next segment that is due, of each server in turn; with `all`, whatever changed. */
  takeDue(now: number, all = false): LiveParcel | undefined {
    for (let tried = 0; tried < this.#servers.length; tried++) {
      const server = this.#servers[this.#turn++ % this.#servers.length]!;
      const parcel = server.takeDue(now, all);
      if (!parcel) continue;
      this.#out.set(parcel, server);
      return parcel;
    }
    return undefined;
  }

  acknowledged(parcel: LiveParcel): void {
    this.#back(parcel).acknowledged(parcel);
  }

  returned(parcel: LiveParcel): void {
    this.#back(parcel).returned(parcel);
  }

  refused(parcel: LiveParcel, refusal: { readonly message: string }): void {
    this.#back(parcel).refused(parcel, refusal.message);
  }

  /** A callback of the input at that place of the config. */
  hook(input: number, body: string, at: number): void {
    this.#servers[input]!.hook(body, at);
  }

  /** Nothing: what it goes on from is in its own states, written before anything left. */
  checkpoint(): null {
    return null;
  }

  /** In the order of the config. */
  status(now: number): readonly LiveStatus[] {
    return this.#servers.map((server) => server.status(now));
  }

  /** Not in the middle of a round. What came until now is in the states. */
  async close(now: number): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.close(now)));
  }

  #back(parcel: LiveParcel): PolledServer {
    const server = this.#out.get(parcel);
    if (!server) throw new Error('this parcel is not one that is out');
    this.#out.delete(parcel);
    return server;
  }
}

/** 'srs http://127.0.0.1:1985/' -> srs-http-127.0.0.1-1985-...: to be recognised by people, and one per URL. */
function nameOf({ kind, url }: LiveInput): string {
  const { origin, pathname, search } = new URL(url);
  const address = `${origin}${pathname}${search}`;
  const hash = createHash('sha256').update(address).digest('hex').slice(0, 8);
  return `${kind}-${address.replace(/[^A-Za-z0-9.]+/g, '-').slice(0, 80)}-${hash}`;
}
