import type { Random } from './random.ts';

/** What breaks careless code, and ways to get it into fields, texts and bytes. */

const ODD: readonly unknown[] = [
  '',
  ' ',
  '0',
  '-1',
  '1e999',
  '0x10',
  'NaN',
  'null',
  'true',
  '9'.repeat(40),
  '__proto__',
  'constructor',
  'toString',
  '../../etc/passwd',
  '%',
  '%zz',
  '%00',
  '\0',
  '\r\nSet-Cookie: a=b',
  '"',
  "'",
  '<script>',
  '{}',
  '[',
  '\\',
  '\ud800',
  '\u202e',
  '\ufeff',
  '中文',
  'x'.repeat(3000),
  'other.com',
  '*.b.com',
  'b.com',
  '.b.com',
  'x..b.com',
  'WWW.A.COM.',
  'www.a.com:80',
  ','.repeat(50),
  '2026-02-30 00:00',
  '9999-12-31 23:59:59',
  '1970-01-01T00:00:00Z',
  '2026-11-21T24:00:00Z',
  '5m',
  '1440',
  '7',
  0,
  -1,
  1e308,
  true,
  null,
  [],
  {},
  ['www.a.com'],
  { $gt: '' },
  [[[[[[1]]]]]],
];

function odd(random: Random): unknown {
  return random.pick(ODD);
}

export function oddText(random: Random): string {
  const value = odd(random);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Most requests have one field spoiled, some none, some several. */
export function spoilFields(random: Random, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const spoiled: Record<string, unknown> = { ...fields };
  for (let i = random.pick([0, 1, 1, 1, 2, 4]); i > 0; i--) {
    const name = random.pick(Object.keys(fields));
    const act = random.below(5);
    if (act === 0) delete spoiled[name];
    else if (act === 1) spoiled[random.chance(0.5) ? oddText(random) : `${name}.${random.below(3)}`] = odd(random);
    else if (act === 2) spoiled[name] = spoilText(random, String(spoiled[name] ?? ''));
    else spoiled[name] = odd(random);
  }
  return spoiled;
}

/** One place of the text gets another character, more, or fewer. */
export function spoilText(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const length = random.pick([0, 1, 1, 5, 100]);
  return text.slice(0, at) + (random.chance(0.6) ? oddText(random) : '') + text.slice(at + length);
}

export function spoilSometimes(random: Random, bytes: Buffer): Buffer {
  return random.chance(0.7) ? spoilBytes(random, bytes) : bytes;
}

export function spoilBytes(random: Random, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  if (random.chance(0.2)) return copy.subarray(0, random.below(copy.length + 1));
  if (random.chance(0.1)) return Buffer.concat([copy, copy]);
  for (let i = random.pick([1, 1, 2, 10]); i > 0 && copy.length > 0; i--)
    copy[random.below(copy.length)] = random.below(256);
  return copy;
}
