import type { JsonPlace } from '../format/program.ts';

/**
 * Gets values out of a JSON line. In: a line, then a place in it; out: the value as the text that a log line without JSON would
 * have there, undefined where there is none.
 *
 *     textAt(parseObject('{"response":{"size":512}}'), { key: 'response.size', path: ['response', 'size'] })   // '512'
 */
export type JsonObject = Readonly<Record<string, unknown>>;

/** undefined: the line is no JSON object. Integers too long for a float come as strings of their digits. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(HAS_LONG_INTEGER.test(text) ? withQuotedIntegers(text) : text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** 2^53 has 16 digits. A time in nanoseconds has 19, and as a float it could be rounded up into the next minute. */
const HAS_LONG_INTEGER = /\d{16}/;
const STRING_OR_LONG_INTEGER = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<=[[:,\s])-?[1-9]\d{15,}(?=\s*[,}\]])/g;

function withQuotedIntegers(text: string): string {
  return text.replace(STRING_OR_LONG_INTEGER, (token) => (token.startsWith('"') ? token : `"${token}"`));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textAt(record: JsonObject, place: JsonPlace): string | undefined {
  const value = valueAt(record, place);
  return Array.isArray(value) ? listText(value) : scalarText(value);
}

/** A literal key beats the way into nested objects. */
function valueAt(record: JsonObject, { key, path }: JsonPlace): unknown {
  if (Object.hasOwn(record, key)) return record[key];
  let value: unknown = record;
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** A header's values, or a number for each upstream that was asked: joined as nginx joins its lists. */
function listText(values: readonly unknown[]): string | undefined {
  const texts = values.map(scalarText).filter((text) => text !== undefined);
  return texts.length === 0 ? undefined : texts.join(', ');
}

/** null, true and objects are as good as absent. */
function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? numberText(value) : undefined;
}

/** Without exponents, which no reading knows: 1e21 in digits, 1e-7 in decimals. */
function numberText(value: number): string {
  const text = String(value);
  if (text.includes('e-')) return value.toFixed(20);
  return text.includes('e+') ? BigInt(value).toString() : text;
}
