/**
 * Numbers for people: three significant digits and a unit. What must be exact is in the APIs and in the CSV.
 *
 *     const figures = createFigures(1000, 'en')
 *     figures.bandwidth(1_350_000_000)   // '1.35 Gbit/s'
 *     figures.bytes(52_300_000_000)      // '52.3 GB'
 *     figures.ratio(0.93)                // '93.0 %'
 *
 * With base 1024 the units say so (Gibit/s, GiB), as IEC 80000-13 has them. Counts are always decimal.
 */
export interface Figures {
  readonly base: 1000 | 1024;
  readonly bandwidth: Format;
  readonly bytes: Format;
  readonly count: Format;
  readonly ratio: Format;
  /** A change against before: '+3.2 %', '−12 %', '×4.1'; '' where there is nothing to compare with. */
  readonly change: (now: number, before: number) => string;
  /** Every digit. */
  readonly exact: Format;
}

/** A dash for what is not known. */
export type Format = (value: number | null | undefined) => string;

const DECIMAL = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

export function createFigures(base: 1000 | 1024, language: string): Figures {
  const prefixes = base === 1024 ? BINARY : DECIMAL;
  const whole = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en');
  return {
    base,
    bandwidth: known((value) => scaled(value, base, prefixes, 'bit/s')),
    bytes: known((value) => scaled(value, base, prefixes, 'B')),
    count: known((value) => scaled(value, 1000, DECIMAL, '')),
    ratio: known((value) => `${(value * 100).toFixed(1)} %`),
    exact: known((value) => whole.format(value)),
    change,
  };
}

export const UNKNOWN = '–';

function known(format: (value: number) => string): Format {
  return (value) => (value === null || value === undefined || !Number.isFinite(value) ? UNKNOWN : format(value));
}

function scaled(value: number, base: number, prefixes: readonly string[], unit: string): string {
  let size = value;
  let power = 0;
  while (power + 1 < prefixes.length && Number(threeDigits(size)) >= base) {
    size /= base;
    power++;
  }
  const digits = power === 0 ? String(Math.round(size * 10) / 10) : threeDigits(size);
  return `${digits} ${prefixes[power]}${unit}`.trimEnd();
}

/** 999.6 is 1000 to a reader, and belongs to the next unit. */
function threeDigits(value: number): string {
  return value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

function change(now: number, before: number): string {
  if (!(before > 0) || !Number.isFinite(now)) return '';
  const factor = now / before;
  if (factor >= 10) return `×${factor >= 99.5 ? Math.round(factor) : factor.toFixed(1)}`;
  const percent = (factor - 1) * 100;
  const size = Math.abs(percent);
  const digits = size >= 9.95 ? size.toFixed(0) : size.toFixed(1);
  return Number(digits) === 0 ? '±0 %' : `${percent < 0 ? '−' : '+'}${digits} %`;
}
