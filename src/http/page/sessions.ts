import { randomBytes } from 'node:crypto';

/**
 * Who is signed in at the dashboard, in memory: a restart signs everybody out. A session holds the token that opened it, so
 * that every request asks the running config whether it still opens anything: a token taken out of weir.yaml ends its
 * sessions with the reload.
 *
 *     const id = sessions.open(token, now)      // for the cookie
 *     sessions.token(id, now)                   // the token; undefined once it is over
 */
export class Sessions {
  readonly #sessions = new Map<string, { readonly token: string; readonly expires: number }>();
  readonly #lifetimeMs: number;
  readonly #limit: number;

  /** Past the limit the oldest session ends: only somebody with a token can open one. */
  constructor({ lifetimeMs = SESSION_SECONDS * 1000, limit = 1000 } = {}) {
    this.#lifetimeMs = lifetimeMs;
    this.#limit = limit;
  }

  /** `now` in Unix milliseconds. */
  open(token: string, now: number): string {
    this.#dropOld(now);
    const id = randomBytes(32).toString('base64url');
    this.#sessions.set(id, { token, expires: now + this.#lifetimeMs });
    return id;
  }

  token(id: string | undefined, now: number): string | undefined {
    const session = id === undefined ? undefined : this.#sessions.get(id);
    return session && now < session.expires ? session.token : undefined;
  }

  close(id: string | undefined): void {
    if (id !== undefined) this.#sessions.delete(id);
  }

  /** A map keeps the order of insertion, and all sessions live equally long: the oldest are in front. */
  #dropOld(now: number): void {
    for (const [id, { expires }] of this.#sessions) {
      if (now < expires && this.#sessions.size < this.#limit) return;
      this.#sessions.delete(id);
    }
  }
}

export const SESSION_SECONDS = 12 * 3600; // a working day, whatever is refreshing itself meanwhile
