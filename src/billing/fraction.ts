/**
 * Exact ratios of integers. A bill divides three times (bytes into bits a second, a sum into an average, a price into an
 * amount) and multiplies by factors such as 1.1, which no binary float holds; nothing is rounded before the last step.
 *
 *     const factor = parseFraction('1.1')!;                   // 11/10
 *     roundHalfUp(multiply(fraction(5n), factor))             // 6n: 5.5 is a half
 *     decimalText(multiply(fraction(5n), factor), 2)          // '5.50'
 *
 * In lowest terms, the denominator positive: two equal fractions look alike. Bills have no negative numbers.
 */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export function fraction(numerator: bigint, denominator = 1n): Fraction {
  const divisor = greatestCommonDivisor(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

export const ZERO = fraction(0n);
export const ONE = fraction(1n);

const DIGITS = 15; // more than any price, percentile or factor has, and few enough that nobody can ask for a huge power of ten
const DECIMAL = new RegExp(`^(\\d{1,${DIGITS}})(?:\\.(\\d{1,${DIGITS}}))?$`);
const RATIO = new RegExp(`^(\\d{1,${DIGITS}})\\s*/\\s*(\\d{1,${DIGITS}})$`);

/** '1.1', '95' or '11/10', as people write a factor; undefined for everything else, a denominator of 0 too. */
export function parseFraction(text: string): Fraction | undefined {
  const [, whole, places = ''] = DECIMAL.exec(text) ?? [];
  if (whole !== undefined) return fraction(BigInt(whole + places), 10n ** BigInt(places.length));
  const [, numerator, denominator] = RATIO.exec(text) ?? [];
  if (numerator === undefined || BigInt(denominator!) === 0n) return undefined;
  return fraction(BigInt(numerator), BigInt(denominator!));
}

export function add(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

/** a - b where a is larger, else 0. */
export function excess(a: Fraction, b: Fraction): Fraction {
  const numerator = a.numerator * b.denominator - b.numerator * a.denominator;
  return numerator > 0n ? fraction(numerator, a.denominator * b.denominator) : ZERO;
}

export function multiply(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** b is not 0. */
export function divide(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator, a.denominator * b.numerator);
}

/** Negative where a is smaller, positive where it is larger, else 0. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function roundDown({ numerator, denominator }: Fraction): bigint {
  return numerator / denominator;
}

export function roundUp({ numerator, denominator }: Fraction): bigint {
  return (numerator + denominator - 1n) / denominator;
}

export function roundHalfUp({ numerator, denominator }: Fraction): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}

/** With so many decimals, rounded half up: decimalText(fraction(1n, 8n), 2) is '0.13'. */
export function decimalText(value: Fraction, places: number): string {
  const scale = 10n ** BigInt(places);
  const digits = String(roundHalfUp(multiply(value, fraction(scale)))).padStart(places + 1, '0');
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** The shortest exact text: '1.1', '95', and '1/3' for what has no end as a decimal. parseFraction reads it. */
export function fractionText(value: Fraction): string {
  for (let places = 0; places <= DIGITS; places++) {
    if (10n ** BigInt(places) % value.denominator === 0n) return decimalText(value, places);
  }
  return `${value.numerator}/${value.denominator}`;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a, b];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
