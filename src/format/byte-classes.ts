import type { TextReading } from './program.ts';

/**
 * The characters that a field with a shape is made of; undefined for the fixed-width times and for free text. The
 * compiler asks whether a literal could be mistaken for a field's next character, the matcher walks along them.
 */
export const SHAPE_CHARACTERS: Readonly<Partial<Record<TextReading, RegExp>>> = {
  digits: /[0-9-]/,
  decimal: /[0-9.-]/,
  msec: /[0-9.-]/,
  numbers: /[0-9-]/,
  decimals: /[0-9.-]/,
  words: /[A-Za-z0-9_-]/,
  addresses: /[A-Za-z0-9_.:/[\]-]/,
};

/** Readings whose items nginx joins with ', ' and ' : '. */
export function isList(reading: TextReading): boolean {
  return reading === 'numbers' || reading === 'decimals' || reading === 'words' || reading === 'addresses';
}
