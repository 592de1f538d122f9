import { LINES, lineCount, STRIDE } from './lines';
import { alloc, BUCKET, BYTES, DOMAIN, HIT, NO_ORIGIN, ORIGIN, REFUSED, STATUS } from './memory';

// Stage 4: the lines' columns are added to rows (domain, bucket). A row is one cache line:
//
//     0 bytes u64   8 hit_bytes u64   16 origin_bytes u64   24 requests u32   28 hit_requests u32   32 origin_requests u32
//     36 status_1xx to 52 status_5xx u32   56 domain u32   60 bucket u32
//
// Numbers are below 10^12 and the host takes the rows away before there are 2^24 lines in them: no sum can overflow.

export const ROW_BYTES: usize = 64;

export let rows: usize = 0;
export let rowCount: u32 = 0;
let capacity: u32 = 0;
/** Open hash table, at most half full: u32, 0 = free, else the row's address. */
let slots: usize = 0;
let slotMask: u32 = 0;
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
  while (size < 2 * capacity) size <<= 1;
  slots = alloc(<usize>size * 4);
  slotMask = size - 1;
  latestCapacity = maxDomains;
  latest = alloc(<usize>maxDomains * 4);
  REFUSALS = alloc(<usize>maxLines * 8);
}

export function forgetRows(): void {
  memory.fill(slots, 0, (<usize>slotMask + 1) * 4);
  memory.fill(latest, 0, <usize>latestCapacity * 4);
  rowCount = 0;
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

function findRow(domain: u32, bucket: u32): usize {
  const hash = (((<u64>domain << 32) | <u64>bucket) * 0x9e3779b97f4a7c15) >> 32;
  let slot = <u32>hash & slotMask;
  let row: usize;
  for (; ; slot = (slot + 1) & slotMask) {
    row = <usize>load<u32>(slots + (<usize>slot << 2));
    if (row == 0) {
      row = newRow(domain, bucket);
      store<u32>(slots + (<usize>slot << 2), <u32>row);
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

function tellRefused(line: u32, k: u32): void {
  const marks = LINES + <usize>line * STRIDE;
  const out = REFUSALS + (<usize>refusedCount << 3);
  store<u32>(out, load<u32>(marks) + 1);
  store<u32>(out, load<u32>(marks + (<usize>(k + 1) << 2)), 4);
  refusedCount++;
}
