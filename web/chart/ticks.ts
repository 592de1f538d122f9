// Where a scale ends: a round number that is still round when it is quartered.

/** The next value that is round when quartered: `ticks` are such factors of a power of the base, ascending. */
export function roundTop(value: number, ticks: readonly number[]): number {
  if (!(value > 0)) return ticks[0] ?? 1;
  return ticks.find((tick) => tick >= value * 0.999_999) ?? value; // 0.999999: sums of shares are a little over 1
}

/** Round numbers from 1 to beyond what can be metered, in units of `base`; base 1: shares of one. */
export function roundTicks(base: number): readonly number[] {
  if (base === 1) return SHARES;
  const ticks: number[] = [];
  for (let unit = 1; unit < 1e19; unit *= base) {
    for (const power of [1, 10, 100]) for (const factor of FACTORS) ticks.push(unit * power * factor);
    if (base === 1024) ticks.push(unit * 1024);
  }
  return [...new Set(ticks)].sort((a, b) => a - b);
}

const SHARES = [0.01, 0.02, 0.04, 0.08, 0.12, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 2, 4, 8, 20, 100];
const FACTORS = [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 5, 6, 8]; // each a round number when quartered
