import { createHash } from 'node:crypto';

/**
 * Lets a (SecretId, Nonce, Timestamp) triple pass once, and only within two hours of its Timestamp.
 *
 *     const guard = createReplayGuard();
 *     guard.admits('AKID', '1', 1_700_000_000, now)     // true, then false for ever
 *
 * Only the triples of valid signatures come here, so a stranger can fill nothing. An owner of a key can, and so each
 * SecretId has its own limit: past it, the triples with the oldest Timestamps are forgotten, and from then on that
 * SecretId's requests with such a Timestamp or an older one are refused. Forgetting never lets a request pass twice.
 */
export interface ReplayGuard {
  /** `timestamp` in Unix seconds, `now` in Unix milliseconds. */
  admits(secretId: string, nonce: string, timestamp: number, now: number): boolean;
}

const WINDOW_SECONDS = 2 * 3600; // the vendor's, for CDN: "2 小时"
// ~100 bytes each. A client may send 14 requests a second for two hours before its oldest are forgotten.
const MAX_TRIPLES_PER_SECRET = 100_000;

interface Seen {
  /** Timestamp -> digests of the nonces. */
  readonly nonces: Map<number, Set<string>>;
  count: number;
  /** Requests with this Timestamp or an older one are refused. */
  forgottenUpTo: number;
}

export function createReplayGuard(maxTriples = MAX_TRIPLES_PER_SECRET): ReplayGuard {
  const seenBy = new Map<string, Seen>(); // as many as the config has SecretIds
  return {
    admits(secretId, nonce, timestamp, now) {
      const nowSeconds = Math.floor(now / 1000);
      if (Math.abs(nowSeconds - timestamp) > WINDOW_SECONDS) return false;
      const seen = getOrCreate(seenBy, secretId);
      if (timestamp <= seen.forgottenUpTo || !remember(seen, timestamp, digest(nonce))) return false;
      if (seen.count > maxTriples) forget(seen, nowSeconds, maxTriples);
      return true;
    },
  };
}

function getOrCreate(seenBy: Map<string, Seen>, secretId: string): Seen {
  const seen = seenBy.get(secretId) ?? { nonces: new Map(), count: 0, forgottenUpTo: Number.NEGATIVE_INFINITY };
  seenBy.set(secretId, seen);
  return seen;
}

/** A nonce may be as long as a request: what is kept is 128 bits of it. */
function digest(nonce: string): string {
  return createHash('sha256').update(nonce).digest('base64').slice(0, 22);
}

function remember(seen: Seen, timestamp: number, nonce: string): boolean {
  const nonces = seen.nonces.get(timestamp) ?? new Set();
  seen.nonces.set(timestamp, nonces);
  if (nonces.has(nonce)) return false;
  nonces.add(nonce);
  seen.count++;
  return true;
}

/** Drops what the window refuses anyway, and then the oldest Timestamps until a tenth of the room is free again. */
function forget(seen: Seen, nowSeconds: number, maxTriples: number): void {
  for (const timestamp of [...seen.nonces.keys()].sort((a, b) => a - b)) {
    const isExpired = timestamp < nowSeconds - WINDOW_SECONDS;
    if (!isExpired && seen.count <= maxTriples * 0.9) return;
    seen.count -= seen.nonces.get(timestamp)!.size;
    seen.nonces.delete(timestamp);
    seen.forgottenUpTo = timestamp;
  }
}
