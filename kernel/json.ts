import { isDigit } from './digits';
import { behindNumber, behindString, behindWord, hasEscape } from './json-grammar';
import { LINES, lineCount, STRIDE } from './lines';
import { alloc } from './memory';
import { refuse } from './refuse';

// Stage 3, JSON whose keys come in any order: a line is walked through from its first brace to its last, by JSON's grammar, and
// the places of the values that are captured are kept. What the walk is not certain of it refuses: a key with an escape where
// one might be meant, a captured value with one, a key that comes twice.
//
//     {"request":{"host":"a.com","headers":{"X":["1"]}},"size":512}     host -> a.com     size -> 512
//
// Keys are ops that follow the walk's own, two for each, as they are compared by their first and last 16 bytes:
//
//     4 the object they are in   8 length   12 target   16 may the value be a number? 1, and what it is where a line has none: 2 `-`,
//     4 empty, 6 `000`, 0: such a line is refused   20 column of its start; its end's is next

const KEY_BYTES: usize = 128;
/** The line's own object. Others are numbered by the keys that lead to them, from 1. */
const ROOT: u32 = 0;
/** What a value is that nobody asks for. */
const NOBODY: u32 = 1000;
/** What a key leads to, where it is no object: a value that is captured, or one that the reference parser must see. */
const VALUE: u32 = 1001;
const FORBIDDEN: u32 = 1002;
const MAX_DEPTH: u32 = 30;

let keys: usize = 0;
let keyCount: u32 = 0;
/** Where the current line's places are kept: column 0, and bytes from one column to the next. */
let places: usize = 0;
let columnBytes: usize = 0;

/** Where the walk stands, how deep, in which object on each level, and for each level a bit: an object, not a list. */
let at: usize = 0;
let depth: u32 = 0;
let objects: usize = 0;
let isObject: u32 = 0;
/** Only its bracket has been read of the object or list. */
let isFresh: bool = false;
/** Of the key before the value. */
let key: usize = 0;
let keyBit: u32 = 0;
/** Texts for values that a line has not. */
let absent: usize = 0;
/** Bits of the keys that were seen in the line. */
let seen: u32 = 0;

export function startJson(): void {
  objects = alloc(<usize>(MAX_DEPTH + 1) * 4);
  absent = alloc(64);
  store<u32>(absent, DASH_AND_ZEROS);
}

/** `wanted`: bits of the keys whose values are captured. */
export function walkJson(firstKey: usize, count: u32, wanted: u32, columns: usize, bytesPerColumn: usize): void {
  keys = firstKey;
  keyCount = count;
  columnBytes = bytesPerColumn;
  for (let line: u32 = 0; line < lineCount; line++) {
    const marks = LINES + <usize>line * STRIDE;
    places = columns + (<usize>line << 2);
    seen = 0;
    const isRead = walkLine(<usize>load<u32>(marks) + 1, <usize>load<u32>(marks, 4)); // it has no marks but its end
    const missing = wanted & ~seen;
    if (!isRead || (missing != 0 && !fillIn(missing))) refuse(line);
  }
}

const QUOTE: u32 = 34;
const COMMA: u32 = 44;
const DASH: u32 = 45;
const COLON: u32 = 58;
const OPEN_LIST: u32 = 91;
const CLOSE_LIST: u32 = 93;
const OPEN_OBJECT: u32 = 123;
const CLOSE_OBJECT: u32 = 125;

function walkLine(start: usize, end: usize): bool {
  at = start;
  depth = 0;
  isObject = 0;
  if (load<u8>(at) != OPEN_OBJECT) return false;
  let target = ROOT;
  while (true) {
    if (!walkValue(target) || !goOn()) return false;
    if (depth == 0) break;
    target = (isObject & 1) != 0 ? walkKey() : NOBODY;
    if (target == FORBIDDEN) return false;
  }
  skipSpaces();
  return at == end;
}

@inline function skipSpaces(): void {
  while (load<u8>(at) == 32) at++;
}

/** A whole value, or the opening bracket of one. */
function walkValue(target: u32): bool {
  const c = <u32>load<u8>(at);
  isFresh = c == OPEN_OBJECT || c == OPEN_LIST;
  if (isFresh) return open(c == OPEN_OBJECT, target);
  if (target < NOBODY) return false; // no object
  const start = at;
  const isString = c == QUOTE;
  if (isString || c == DASH || isDigit(at)) {
    at = isString ? behindString(start) : behindNumber(start);
    return at != 0 && (target == NOBODY || keep(start, isString));
  }
  if (target == VALUE) seen &= ~keyBit; // true, false and null are as good as absent
  at = behindWord(start);
  return at != 0;
}

/** `-000` */
const DASH_AND_ZEROS: u32 = 0x3030302d;
const ABSENT: u32 = 6;
const ABSENT_DASH: u32 = 2;
const ABSENT_ZEROS: u32 = 6;

/** What is read where a line has no such value. */
function fillIn(missing: u32): bool {
  for (let rest = missing; rest != 0; rest &= rest - 1) {
    const entry = keys + <usize>ctz(rest) * KEY_BYTES;
    const kind = load<u32>(entry, 16) & ABSENT;
    if (kind == 0) return false;
    const start = kind == ABSENT_ZEROS ? absent + 1 : absent;
    const length: usize = kind == ABSENT_ZEROS ? 3 : kind == ABSENT_DASH ? 1 : 0;
    const column = places + <usize>load<u32>(entry, 20) * columnBytes;
    store<u32>(column, <u32>start);
    store<u32>(column + columnBytes, <u32>(start + length));
  }
  return true;
}

function open(isOfObject: bool, target: u32): bool {
  if (target == VALUE || (!isOfObject && target != NOBODY) || depth == MAX_DEPTH) return false;
  depth++;
  isObject = (isObject << 1) | <u32>isOfObject;
  store<u32>(objects + (<usize>depth << 2), target);
  at++;
  return true;
}

/** Behind a value or an opening bracket: closes what ends there, and stands where the next key or value begins. */
function goOn(): bool {
  while (true) {
    skipSpaces();
    const c = <u32>load<u8>(at);
    if (c == ((isObject & 1) != 0 ? CLOSE_OBJECT : CLOSE_LIST)) {
      at++;
      depth--;
      isObject >>= 1;
      isFresh = false;
      if (depth == 0) return true;
    } else {
      if (isFresh) return true;
      if (c != COMMA) return false;
      at++;
      skipSpaces();
      return true;
    }
  }
}

/** What the key's value is for; FORBIDDEN where it is no key. The walk stands at the value then. */
function walkKey(): u32 {
  if (load<u8>(at) != QUOTE) return FORBIDDEN;
  const start = at + 1;
  at = behindString(at);
  if (at == 0) return FORBIDDEN;
  const object = load<u32>(objects + (<usize>depth << 2));
  const target = object == NOBODY ? NOBODY : hasEscape ? FORBIDDEN : targetOf(object, start, <u32>(at - 1 - start));
  skipSpaces();
  if (load<u8>(at) != COLON) return FORBIDDEN;
  at++;
  skipSpaces();
  return target;
}

function targetOf(object: u32, start: usize, length: u32): u32 {
  let entry = keys;
  for (let i: u32 = 0; i < keyCount; i++) {
    if (load<u32>(entry, 8) == length && load<u32>(entry, 4) == object && isKey(entry, start, length)) {
      const bit: u32 = 1 << i;
      if ((seen & bit) != 0) return FORBIDDEN;
      seen |= bit;
      key = entry;
      keyBit = bit;
      return load<u32>(entry, 12);
    }
    entry += KEY_BYTES;
  }
  return NOBODY;
}

@inline function isKey(entry: usize, start: usize, length: u32): bool {
  const head = v128.and(v128.xor(v128.load(start), v128.load(entry, 32)), v128.load(entry, 48));
  if (v128.any_true(head)) return false;
  if (length <= 16) return true;
  return !v128.any_true(v128.xor(v128.load(start + length - 16), v128.load(entry, 96)));
}

/** The value's places, in the columns that the key names. */
@inline function keep(start: usize, isString: bool): bool {
  if (isString ? hasEscape : (load<u32>(key, 16) & 1) == 0) return false;
  const column = places + <usize>load<u32>(key, 20) * columnBytes;
  store<u32>(column, <u32>(isString ? start + 1 : start));
  store<u32>(column + columnBytes, <u32>(isString ? at - 1 : at));
  return true;
}
