import { domainOf } from './host';
import { lineCount } from './lines';
import { alloc, DOMAIN } from './memory';
import { refuse } from './refuse';

// Stage 3, the hosts: from a spelling, as it stands in the line, to a domain's number. Spellings are kept in an open hash
// table by their length and exact bytes; a flood of others empties it now and then and costs no memory.

/** a, b, c, d: eight bytes each from the start, the end and between; length; number; where longer ones are kept. */
const ENTRY_BYTES: usize = 64;
const MAX_SPELLINGS: u32 = 8192;
const SLOTS: u32 = 4 * MAX_SPELLINGS;
/** A usable name has 253 bytes, and a port. */
const MAX_SPELLING_BYTES: u32 = 272;

let slots: usize = 0; // u32: 0 = free, else the entry's address
let entries: usize = 0;
let texts: usize = 0;
let spellings: u32 = 0;

export function startHosts(): void {
  slots = alloc(<usize>SLOTS * 4);
  entries = alloc(<usize>MAX_SPELLINGS * ENTRY_BYTES);
  texts = alloc(<usize>MAX_SPELLINGS * MAX_SPELLING_BYTES);
}

/** Domains have other numbers from here on. */
export function forgetHosts(): void {
  memory.fill(slots, 0, <usize>SLOTS * 4);
  spellings = 0;
}

/** Hosts between two places. */
export function readHost(at: usize, stride: usize, offset: i32, end: usize, endStride: usize, endOffset: i32): void {
  let out = DOMAIN;
  for (let line: u32 = 0; line < lineCount; line++) {
    const p = <usize>load<u32>(at) + offset;
    const length = load<u32>(end) + endOffset - <u32>p;
    at += stride;
    end += endStride;
    const domain = length - 1 < MAX_SPELLING_BYTES ? numberOf(p, length) : -1;
    if (domain < 0) refuse(line);
    store<u32>(out, domain);
    out += 4;
  }
}

@inline function numberOf(p: usize, length: u32): i32 {
  let a = load<u64>(p);
  let b: u64 = 0;
  let c: u64 = 0;
  let d: u64 = 0;
  if (length >= 8) {
    const last = length - 8;
    const third = min<u32>((last * 43) >> 7, last);
    b = load<u64>(p + last);
    c = load<u64>(p + third);
    d = load<u64>(p + last - third);
  } else a &= (<u64>1 << (length << 3)) - 1;
  const hash = mixed(a, b, c, d, length);
  let slot = hash & (SLOTS - 1);
  while (true) {
    const entry = <usize>load<u32>(slots + (<usize>slot << 2));
    if (entry == 0) return learn(p, length, a, b, c, d, hash);
    const differ =
      (load<u64>(entry) ^ a) |
      (load<u64>(entry, 8) ^ b) |
      (load<u64>(entry, 16) ^ c) |
      (load<u64>(entry, 24) ^ d) |
      <u64>(load<u32>(entry, 32) ^ length);
    if (differ == 0 && (length <= 32 || isSame(p, <usize>load<u32>(entry, 40), length))) return load<i32>(entry, 36);
    slot = (slot + 1) & (SLOTS - 1);
  }
}

@inline function mixed(a: u64, b: u64, c: u64, d: u64, length: u32): u32 {
  const x = (a ^ rotl(c, 23) ^ <u64>length) * 0x9e3779b97f4a7c15;
  const y = (b ^ rotl(d, 41)) * 0xbf58476d1ce4e5b9;
  const h = (x ^ rotl(y, 29)) * 0x94d049bb133111eb;
  return <u32>(h ^ (h >> 32));
}

/** For more than 32 bytes. */
function isSame(p: usize, q: usize, length: u32): bool {
  const last = <usize>length - 16;
  for (let i: usize = 0; i < last; i += 16) {
    if (v128.any_true(v128.xor(v128.load(p + i), v128.load(q + i)))) return false;
  }
  return !v128.any_true(v128.xor(v128.load(p + last), v128.load(q + last)));
}

function learn(p: usize, length: u32, a: u64, b: u64, c: u64, d: u64, hash: u32): i32 {
  if (spellings == MAX_SPELLINGS) forgetHosts();
  const entry = entries + <usize>spellings * ENTRY_BYTES;
  const text = texts + <usize>spellings * MAX_SPELLING_BYTES;
  spellings++;
  memory.copy(text, p, length);
  store<u64>(entry, a);
  store<u64>(entry, b, 8);
  store<u64>(entry, c, 16);
  store<u64>(entry, d, 24);
  store<u32>(entry, length, 32);
  store<i32>(entry, domainOf(p, length), 36);
  store<u32>(entry, <u32>text, 40);
  let slot = hash & (SLOTS - 1);
  while (load<u32>(slots + (<usize>slot << 2)) != 0) slot = (slot + 1) & (SLOTS - 1);
  store<u32>(slots + (<usize>slot << 2), <u32>entry);
  return load<i32>(entry, 36);
}

/** Every line's domain is the same. */
export function setHost(domain: u32): void {
  for (let line: u32 = 0; line < lineCount; line++) store<u32>(DOMAIN + (<usize>line << 2), domain);
}
