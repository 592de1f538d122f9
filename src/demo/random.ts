/**
 * The demo's dice: mulberry32, 32 bits of state, a few nanoseconds a throw. Equal seeds give equal traffic, and because a
 * generator is made for every minute from that minute's own seed, any minute can be made without those before it.
 *
 *     const dice = new Dice(mix(seed, node, minute))
 *     dice.next()         // in [0, 1)
 *     dice.below(6)       // 0 .. 5
 */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** Between 0.5 and 1.5, mostly near 1: sizes differ, but sums of a few stay near their mean. */
  around(): number {
    return 0.5 + (this.next() + this.next()) / 2;
  }
}

/** One 32-bit seed from several integers. Neighbouring integers give unrelated seeds. */
export function mix(...parts: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    hash = Math.imul(hash ^ part, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  return hash;
}
