import { tooManyParameters, unreadableBody } from './faults.ts';
import { MAX_PARAMS } from './max-params.ts';

/**
 * A JSON body as the flat parameters that its signature is made of. Numbers keep the digits the client wrote, because
 * those were signed, and a 64-bit Nonce would not survive a JavaScript number.
 *
 *     {"Nonce":12345678901234567890,"hosts":["www.a.com"]}   ->   Nonce=12345678901234567890, hosts.0=www.a.com
 */
export function flattenJson(text: string): Map<string, string> {
  flattened(parseObject(text)); // refuses what is too much, before every number of it is rewritten
  return flattened(parseObject(text.replace(STRING_OR_NUMBER, quoted)));
}

// A string (left alone) or a number (put in quotes). Only for text that is JSON: in `"\"\"\"...` it would look for the
// string's end from every quote, and a megabyte of that takes minutes.
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

function quoted(token: string): string {
  return token.startsWith('"') ? token : `"${token}"`;
}

function parseObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadableBody();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadableBody();
  return value;
}

function flattened(value: object): Map<string, string> {
  const params = new Map<string, string>();
  for (const [name, item] of Object.entries(value)) flatten(name, item, params);
  return params;
}

const MAX_DEPTH = 4; // the deepest parameter of any API is an array of objects

function flatten(name: string, value: unknown, params: Map<string, string>, depth = 0): void {
  if (typeof value !== 'object' || value === null) {
    params.set(name, value === null ? '' : String(value));
    if (params.size > MAX_PARAMS) throw tooManyParameters(MAX_PARAMS);
    return;
  }
  if (depth === MAX_DEPTH) throw unreadableBody();
  for (const [key, item] of Object.entries(value)) flatten(`${name}.${key}`, item, params, depth + 1);
}
