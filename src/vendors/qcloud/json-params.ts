import { unreadableBody } from './faults.ts';

/**
 * A JSON body as the flat parameters that its signature is made of. Numbers keep the digits the client wrote, because
 * those were signed, and a 64-bit Nonce would not survive a JavaScript number.
 *
 *     {"Nonce":12345678901234567890,"hosts":["www.a.com"]}   ->   Nonce=12345678901234567890, hosts.0=www.a.com
 */
export function flattenJson(text: string): Map<string, string> {
  const value = parseObject(text);
  const params = new Map<string, string>();
  for (const [name, item] of Object.entries(value)) flatten(name, item, params);
  return params;
}

// A string (left alone) or a number (put in quotes).
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

function parseObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`)));
  } catch {
    throw unreadableBody();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadableBody();
  return value;
}

const MAX_DEPTH = 4; // the deepest parameter of any API is an array of objects

function flatten(name: string, value: unknown, params: Map<string, string>, depth = 0): void {
  if (typeof value !== 'object' || value === null) {
    params.set(name, value === null ? '' : String(value));
    return;
  }
  if (depth === MAX_DEPTH) throw unreadableBody();
  for (const [key, item] of Object.entries(value)) flatten(`${name}.${key}`, item, params, depth + 1);
}
