import { resolve } from 'node:path';
import type { Read } from './reading.ts';

/** A text that is not empty, with its variables replaced; `expected` says what it should be: 'a name'. */
export function text(expected: string): Read<string> {
  return (spot, reading) => {
    const { value } = spot;
    if (value.kind === 'scalar' && typeof value.value === 'number') {
      return reading.mismatch(spot, `${expected} (digits need quotes)`);
    }
    if (value.kind !== 'scalar' || typeof value.value !== 'string' || value.value === '')
      return reading.mismatch(spot, expected);
    return reading.expand(spot, value.value);
  };
}

/** Any text that is not empty. Its value is never shown. */
export const secret: Read<string> = text('a text that is not empty');

/** A text as it stands: `${name}` in an nginx log_format is nginx's, not the environment's. */
export const verbatim: Read<string> = (spot, reading) => {
  const { value } = spot;
  if (value.kind === 'scalar' && typeof value.value === 'string' && value.value !== '') return value.value;
  return reading.mismatch(spot, 'a text');
};

/** A file or folder; relative to the config's folder. The result is absolute. */
export const path: Read<string> = (spot, reading) => {
  const given = text('a path')(spot, reading);
  return given === undefined ? undefined : resolve(reading.folder, given);
};

/** One of a few words. */
export function oneOf<Word extends string>(...words: readonly Word[]): Read<Word> {
  const expected = words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : words[0]!;
  return (spot, reading) => {
    const given = text(expected)(spot, reading);
    if (given === undefined) return undefined;
    return words.find((word) => word === given) ?? reading.refuse(spot, `is unknown: ${expected} is expected`);
  };
}

/** 0, 1, 2 ... up to 2^53 - 1; from a variable too: "${PROJECT}". */
export const wholeNumber: Read<number> = (spot, reading) => {
  const { value } = spot;
  const expected = 'a whole number such as 0 or 7';
  if (value.kind !== 'scalar') return reading.mismatch(spot, expected);
  if (typeof value.value === 'string' && value.value.includes('${')) {
    const given = reading.expand(spot, value.value);
    if (given === undefined) return undefined;
    return /^\d{1,15}$/.test(given) ? Number(given) : reading.refuse(spot, `does not hold ${expected}`);
  }
  if (typeof value.value !== 'number') return reading.mismatch(spot, expected);
  if (Number.isSafeInteger(value.value) && value.value >= 0) return value.value;
  return reading.refuse(spot, `is out of range: ${expected} is expected`);
};
