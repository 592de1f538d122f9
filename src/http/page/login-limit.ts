/**
 * Slows down who guesses tokens: after ten wrong ones from an address within five minutes it has to wait until the first of
 * them is five minutes old, even with the right one.
 *
 *     limit.waitSeconds(address, now)    // 0: may try
 *     limit.failed(address, now)
 *
 * Behind a reverse proxy all visitors have one address, and so one limit.
 */
export class LoginLimit {
  readonly #failures = new Map<string, number[]>();
  readonly #allowed: number;
  readonly #windowMs: number;
  readonly #maxAddresses: number;

  constructor({ allowed = 10, windowMs = 5 * 60_000, maxAddresses = 10_000 } = {}) {
    this.#allowed = allowed;
    this.#windowMs = windowMs;
    this.#maxAddresses = maxAddresses;
  }

  /** `now` in Unix milliseconds. */
  waitSeconds(address: string, now: number): number {
    const recent = this.#recent(address, now);
    return recent.length < this.#allowed ? 0 : Math.ceil((recent[0]! + this.#windowMs - now) / 1000);
  }

  failed(address: string, now: number): void {
    const recent = this.#recent(address, now);
    this.#failures.delete(network(address)); // to the end: the longest quiet is forgotten first
    this.#failures.set(network(address), [...recent, now]);
    if (this.#failures.size > this.#maxAddresses) this.#failures.delete(this.#failures.keys().next().value!);
  }

  #recent(address: string, now: number): number[] {
    const failures = this.#failures.get(network(address)) ?? [];
    return failures.filter((time) => now < time + this.#windowMs);
  }
}

/** Whoever has one IPv6 address has the 2^64 around it. */
function network(address: string): string {
  return address.includes(':') && !address.includes('.') ? ipv6Prefix(address) : address;
}

function ipv6Prefix(address: string): string {
  const [head = '', tail] = address.split('::');
  const groups = head.split(':');
  if (tail === undefined) return groups.slice(0, 4).join(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(Math.max(0, 8 - groups.length - after.length)).fill('0');
  return [...groups, ...zeros, ...after].slice(0, 4).join(':');
}
