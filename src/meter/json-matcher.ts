import type { JsonCapture, JsonProgram } from '../format/program.ts';
import { emptySpans, type LineMatcher, slotOf } from './field-spans.ts';

/**
 * Finds the fields of a JSON line: each captured value is written as text into a buffer of its own, where it reads like a
 * field of a text line.
 *
 *     {"t":1767225600,"host":"www.a.com","size":512}  ->  buffer 1767225600www.a.com512, spans for time, host, bytes
 *
 * Only strings and numbers are values; null, true, objects and lists are as good as absent.
 */
export class JsonMatcher implements LineMatcher {
  readonly spans = emptySpans();
  buffer: Uint8Array = new Uint8Array(4096);
  readonly #captures: readonly { readonly capture: JsonCapture; readonly slot: number }[];

  constructor(program: JsonProgram) {
    this.#captures = program.captures.map((capture) => ({ capture, slot: slotOf(capture.role) }));
  }

  match(line: Uint8Array, start: number, end: number): boolean {
    const record = parseObject(Buffer.from(line.buffer, line.byteOffset + start, end - start).toString());
    if (record === undefined) return false;
    let at = 0;
    for (const { capture, slot } of this.#captures) at = this.#write(valueText(valueAt(record, capture)), slot, at);
    return true;
  }

  #write(text: string | undefined, slot: number, at: number): number {
    if (text === undefined) {
      this.spans[2 * slot] = -1;
      return at;
    }
    this.#reserve(at, at + 3 * text.length); // a UTF-16 unit is at most three bytes
    const end = at + new TextEncoder().encodeInto(text, this.buffer.subarray(at)).written;
    this.spans[2 * slot] = at;
    this.spans[2 * slot + 1] = end;
    return end;
  }

  #reserve(used: number, needed: number): void {
    if (needed <= this.buffer.length) return;
    const grown = new Uint8Array(2 * needed);
    grown.set(this.buffer.subarray(0, used));
    this.buffer = grown;
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // not JSON: the line is counted as having no shape
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A literal key beats the way into nested objects. */
function valueAt(record: JsonObject, { key, path }: JsonCapture): unknown {
  if (Object.hasOwn(record, key)) return record[key];
  let value: unknown = record;
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

function valueText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? numberText(value) : undefined;
}

/** Without exponents, which no reading knows: 1e21 in digits, 1e-7 in decimals. */
function numberText(value: number): string {
  const text = String(value);
  if (text.includes('e-')) return value.toFixed(20);
  return text.includes('e+') ? BigInt(value).toString() : text;
}
