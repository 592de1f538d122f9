import { forgetDays, startDays } from './days';
import { expectNext } from './cursor';
import { checkSpan, readDuration } from './durations';
import { checkEnd, checkLiteral, checkOrder, findLastSpaces, findLiteral, savePlace, walk, walkToken } from './fields';
import { readHost, setHost } from './hosts';
import { startJson, walkJson } from './json';
import { LINES, STRIDE } from './lines';
import { readHit, readHitUpTo, readStamp } from './memo';
import { alloc, CURSOR } from './memory';
import { fillBuckets, readUnixAny, readUnixMillis, readUnixSeconds } from './moments';
import { narrowCapture, narrowUrl } from './narrow';
import { fillNoOrigin, readBytes, readOrigin, readStatus, skipDigits, walkJsonNumber } from './numbers';
import { readClf, readCompact, readIso } from './stamps';

// The program that the host has compiled from a log format: ops of 64 bytes, run one after the other over all lines of a
// chunk. An op's place and limit are marks of the line, or what an earlier op left in a column of places:
//
//     0 kind i32   4 place i32   8 offset i32   12 limit i32   16 a i32   20 b i32   24 next 4 bytes   28 mask 4 bytes
//     32 literal 16 bytes   48 mask 16 bytes
//
// A place from 0 to K + 1 is that mark; CURSOR_PLACE is the cursor; SAVED_PLACE + n is column n of saved places.

/** Raised with every change of ops, their numbers or their layout: a plan of another build would be misread. */
export const LAYOUT: u32 = 1;
export const OP_BYTES: usize = 64;
export const MAX_OPS: u32 = 256;
const CURSOR_PLACE: i32 = 1000;
const SAVED_PLACE: i32 = 2000;
const MAX_SAVED: u32 = 24;

export let program: usize = 0;
let opCount: u32 = 0;
/** Byte classes of 256 bytes each; the host writes them. */
export let classes: usize = 0;
const MAX_CLASSES: u32 = 16;
let saved: usize = 0;
let columnBytes: usize = 0;

export function startProgram(maxLines: u32): void {
  program = alloc(<usize>MAX_OPS * OP_BYTES);
  classes = alloc(MAX_CLASSES * 256);
  columnBytes = <usize>maxLines * 4;
  saved = alloc(<usize>MAX_SAVED * columnBytes);
  startJson();
  startDays();
}

/** Another program reads days another way. */
export function setOps(count: u32): void {
  opCount = count;
  forgetDays();
}

@inline function baseOf(place: i32): usize {
  if (place >= SAVED_PLACE) return saved + <usize>(place - SAVED_PLACE) * columnBytes;
  return place == CURSOR_PLACE ? CURSOR : LINES + (<usize>place << 2);
}

@inline function strideOf(place: i32): usize {
  return place >= CURSOR_PLACE ? 4 : STRIDE;
}

export function runProgram(): void {
  for (let i: u32 = 0; i < opCount; i++) runOp(program + <usize>i * OP_BYTES);
}

function runOp(op: usize): void {
  const place = load<i32>(op, 4);
  const offset = load<i32>(op, 8);
  const limit = load<i32>(op, 12);
  const a = load<i32>(op, 16);
  const b = load<i32>(op, 20);
  const at = baseOf(place);
  const stride = strideOf(place);
  const end = baseOf(limit);
  const endStride = strideOf(limit);
  const members = classes + (<usize>a << 8);
  const literal = v128.load(op, 32);
  const mask = v128.load(op, 48);
  const to = baseOf(SAVED_PLACE + b);
  expectNext(load<u32>(op, 24), load<u32>(op, 28));
  switch (load<i32>(op)) {
    case 0: checkLiteral(at, stride, offset, literal, mask); break;
    case 1: checkOrder(at, stride, offset, end, endStride, a); break;
    case 2: checkEnd(at, stride, offset, end, endStride); break;
    case 3: findLiteral(at, stride, offset, end, endStride, literal, mask, 0, to); break;
    case 4: walk(at, stride, offset, members, b != 0); break;
    case 5: skipDigits(at, stride, offset); break;
    case 6: readStamp(at, stride, offset, a); break;
    case 7: readHost(at, stride, offset, end, endStride, a); break;
    case 8: setHost(a); break;
    case 9: readStatus(at, stride, offset); break;
    case 10: readBytes(at, stride, offset, b != 0); break;
    case 11: readOrigin(at, stride, offset, b); break;
    case 12: readHit(at, stride, offset, members, b != 0); break;
    case 13: readHitUpTo(at, stride, offset, end, endStride); break;
    case 14: readDuration(at, stride, offset, a, b); break;
    case 15: fillBuckets(a, b != 0); break;
    case 16: savePlace(at, stride, offset, to); break;
    case 17: walkJsonNumber(at, stride, offset); break;
    case 18: fillNoOrigin(); break;
    case 19: walkToken(at, stride, offset); break;
    case 20: findLiteral(at, stride, offset, end, endStride, literal, mask, members, to); break;
    case 21: findLastSpaces(at, stride, offset, end, endStride, a >> 1, (a & 1) != 0, to); break;
    case 22: readUnixSeconds(at, stride, offset, b != 0); break;
    case 23: readUnixMillis(at, stride, offset); break;
    case 24: readUnixAny(at, stride, offset, b); break;
    case 25: readClf(at, stride, offset, b, a); break;
    case 26: readIso(at, stride, offset, b & 1, a, (b & 2) != 0); break;
    case 27: readCompact(at, stride, offset, b, a); break;
    case 28: checkSpan(a); break;
    case 29: narrowUrl(at, stride, offset, end, endStride, a, to, baseOf(SAVED_PLACE + b + 1)); break;
    case 30: narrowCapture(at, stride, offset, end, endStride, a, to, baseOf(SAVED_PLACE + b + 1)); break;
    case 31: walkJson(op + OP_BYTES, a, b, saved, columnBytes); break;
    case 32: break; // a key, which the walk before it has used
    default: unreachable();
  }
}
