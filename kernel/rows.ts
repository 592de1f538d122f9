import { LINES, lineCount, STRIDE } from './lines';
import { alloc, BUCKET, BYTES, DOMAIN, HIT, NO_ORIGIN, ORIGIN, REFUSED, STATUS } from './memory';

// Stage 4: the lines' columns are added to rows (domain, bucket). A row is one cache line:
//
//     0 bytes u64   8 hit_bytes u64   16 origin_bytes u64   24 requests u32   28 hit_requests u32   32 origin_requests u32
//     36 status_1xx to 52 status_5xx u32   56 domain u32   60 bucket u32
//
// Numbers are below 10^12. Every 2^23 lines the host asks whether a row is nearly full, and takes the rows away then: no sum
// can overflow.

export const ROW_BYTES: usize = 64;

export let rows: usize = 0;
export let rowCount: u32 = 0;
let capacity: u32 = 0;
/** Open hash table, at most three quarters full, with room for all rows there may be: u32, 0 = free, else the row's address. */
let slots: usize = 0;
let slotMask: u32 = 0;
const FIRST_SLOTS: u32 = 4096;
/** For each domain the row that was last added to, u32 address; 0 = none. */
let latest: usize = 0;
let latestCapacity: u32 = 0;

/** u32[]: [start, end) of the lines that some op refused, in order. */
export let REFUSALS: usize = 0;
export let refusedCount: u32 = 0;

export function startRows(most: u32, maxLines: u32, maxDomains: u32): void {
  capacity = most + maxLines;
  rows = alloc(<usize>capacity * ROW_BYTES);
  let size: u32 = 1;
  while (size - (size >> 2) < capacity) size <<= 1;
  slots = alloc(<usize>size * 4);
  slotMask = FIRST_SLOTS - 1;
  latestCapacity = maxDomains;
  latest = alloc(<usize>maxDomains * 4);
  REFUSALS = alloc(<usize>maxLines * 8);
}

export function forgetRows(): void {
  memory.fill(slots, 0, (<usize>slotMask + 1) * 4);
  slotMask = FIRST_SLOTS - 1;
  memory.fill(latest, 0, <usize>latestCapacity * 4);
  rowCount = 0;
}

/** Could another 2^23 lines be too many for one of the rows? */
export function isNearlyFull(): bool {
  const end = rows + <usize>rowCount * ROW_BYTES;
  for (let row = rows; row < end; row += ROW_BYTES) {
    const sums = load<u64>(row) | load<u64>(row, 8) | load<u64>(row, 16);
    if (sums >> 62 != 0 || load<u32>(row, 24) >> 31 != 0) return true;
  }
  return false;
}

/** Adds up the lines that nothing refused, of formats with k marks a line. Without an origin in them, what is no hit came from there. */
export function addLines(k: u32, hasOrigin: bool): void {
  refusedCount = 0;
  for (let line: u32 = 0; line < lineCount; line++) {
    const at = <usize>line << 2;
    if (load<u32>(REFUSED + at) != 0) {
      tellRefused(line, k);
      continue;
    }
    const row = rowOf(load<u32>(DOMAIN + at), load<u32>(BUCKET + at));
    const bytes = load<u64>(BYTES + (at << 1));
    const hit = <u64>load<u32>(HIT + at);
    let fetched: u64;
    let origin: u64;
    if (hasOrigin) {
      const value = load<u64>(ORIGIN + (at << 1));
      fetched = <u64>(value != NO_ORIGIN);
      origin = value & (0 - fetched);
    } else {
      fetched = 1 - hit;
      origin = bytes & (0 - fetched);
    }
    store<u64>(row, load<u64>(row) + bytes);
    store<u64>(row, load<u64>(row, 8) + (bytes & (0 - hit)), 8);
    store<u64>(row, load<u64>(row, 16) + origin, 16);
    store<u64>(row, load<u64>(row, 24) + (1 | (hit << 32)), 24);
    store<u32>(row, load<u32>(row, 32) + <u32>fetched, 32);
    const status = load<u32>(STATUS + at);
    if (status != 0) {
      const counter = row + (<usize>status << 2);
      store<u32>(counter, load<u32>(counter, 32) + 1, 32);
    }
  }
}

@inline function rowOf(domain: u32, bucket: u32): usize {
  if (domain < latestCapacity) {
    const known = <usize>load<u32>(latest + (<usize>domain << 2));
    if (known != 0 && load<u32>(known, 60) == bucket) return known;
  }
  return findRow(domain, bucket);
}

@inline function slotOf(domain: u32, bucket: u32): u32 {
  return <u32>((((<u64>domain << 32) | <u64>bucket) * 0x9e3779b97f4a7c15) >> 32) & slotMask;
}

/** Also for rows of the host's, as long as there are fewer than it said there would be at most. */
export function findRow(domain: u32, bucket: u32): usize {
  let slot = slotOf(domain, bucket);
  let row: usize;
  for (; ; slot = (slot + 1) & slotMask) {
    row = <usize>load<u32>(slots + (<usize>slot << 2));
    if (row == 0) {
      row = newRow(domain, bucket);
      store<u32>(slots + (<usize>slot << 2), <u32>row);
      if (rowCount > slotMask - (slotMask >> 2)) growSlots();
      break;
    }
    if (load<u32>(row, 56) == domain && load<u32>(row, 60) == bucket) break;
  }
  if (domain < latestCapacity) store<u32>(latest + (<usize>domain << 2), <u32>row);
  return row;
}

function newRow(domain: u32, bucket: u32): usize {
  const row = rows + <usize>rowCount * ROW_BYTES;
  rowCount++;
  memory.fill(row, 0, ROW_BYTES);
  store<u32>(row, domain, 56);
  store<u32>(row, bucket, 60);
  return row;
}

function growSlots(): void {
  memory.fill(slots, 0, (<usize>slotMask + 1) * 4);
  slotMask = 2 * slotMask + 1;
  const end = rows + <usize>rowCount * ROW_BYTES;
  for (let row = rows; row < end; row += ROW_BYTES) {
    let slot = slotOf(load<u32>(row, 56), load<u32>(row, 60));
    while (load<u32>(slots + (<usize>slot << 2)) != 0) slot = (slot + 1) & slotMask;
    store<u32>(slots + (<usize>slot << 2), <u32>row);
  }
}

function tellRefused(line: u32, k: u32): void {
  const marks = LINES + <usize>line * STRIDE;
  const out = REFUSALS + (<usize>refusedCount << 3);
  store<u32>(out, load<u32>(marks) + 1);
  store<u32>(out, load<u32>(marks + (<usize>(k + 1) << 2)), 4);
  refusedCount++;
}
