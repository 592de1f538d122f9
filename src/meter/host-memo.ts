import { canonicalHost } from '../usage/host-name.ts';

/** Raw spellings remembered; a flood of others only empties the memo now and then. */
const MAX_SPELLINGS = 8192;
const SLOTS = 4 * MAX_SPELLINGS;
/** Longer spellings (a usable name plus a port is shorter) are not worth remembering. */
const MAX_SPELLING_BYTES = 300;

/** The spelling cannot be billed to anybody. */
export const NO_HOST = -1;

/**
 * From the host's bytes in a line to a number for the canonical name, without making a string: the raw spelling is hashed
 * and compared, and only a spelling not seen lately is decoded and checked. Memory is bounded whatever hosts clients send.
 */
export class HostMemo {
  readonly #idOf: (name: string) => number;
  readonly #spellings: Uint8Array[] = [];
  readonly #ids: number[] = [];
  /** Hash table: 0 = free, else index + 1 into the spellings. */
  readonly #slots = new Uint16Array(SLOTS);

  /** `idOf` numbers a canonical name; it must give one name one number while the memo is not cleared. */
  constructor(idOf: (name: string) => number) {
    this.#idOf = idOf;
  }

  clear(): void {
    this.#spellings.length = 0;
    this.#ids.length = 0;
    this.#slots.fill(0);
  }

  /** Out: the name's number, NO_HOST where the spelling is not usable. */
  lookUp(buffer: Uint8Array, start: number, end: number): number {
    const home = hashOf(buffer, start, end) & (SLOTS - 1);
    for (let slot = home; this.#slots[slot] !== 0; slot = next(slot)) {
      const known = this.#slots[slot]! - 1;
      if (isSame(this.#spellings[known]!, buffer, start, end)) return this.#ids[known]!;
    }
    const id = this.#numberOf(buffer.subarray(start, end));
    if (end - start <= MAX_SPELLING_BYTES) this.#remember(new Uint8Array(buffer.subarray(start, end)), id, home);
    return id;
  }

  #numberOf(spelling: Uint8Array): number {
    const name = canonicalHost(new TextDecoder('utf-8', { ignoreBOM: true }).decode(spelling));
    return name === undefined ? NO_HOST : this.#idOf(name);
  }

  #remember(spelling: Uint8Array, id: number, home: number): void {
    if (this.#spellings.length === MAX_SPELLINGS) this.clear();
    let slot = home;
    while (this.#slots[slot] !== 0) slot = next(slot);
    this.#spellings.push(spelling);
    this.#ids.push(id);
    this.#slots[slot] = this.#spellings.length;
  }
}

function next(slot: number): number {
  return (slot + 1) & (SLOTS - 1);
}

function hashOf(buffer: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5; // FNV-1a
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ buffer[at]!, 0x01000193);
  return hash ^ (hash >>> 15);
}

function isSame(spelling: Uint8Array, buffer: Uint8Array, start: number, end: number): boolean {
  if (spelling.length !== end - start) return false;
  for (let i = 0; i < spelling.length; i++) {
    if (spelling[i] !== buffer[start + i]) return false;
  }
  return true;
}
