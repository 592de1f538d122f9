import type { DemoHost } from './demo-hosts.ts';
import { mix } from './random.ts';
import type { Rhythm } from './rhythm.ts';

/**
 * How many lines each host gets in each minute of a UTC day on one node: `plan[minute * hosts + host]`.
 *
 * Lines are dealt by the running sum of the expected numbers, not thrown at random: a host that expects 0.4 lines a
 * minute gets one in the third, the fifth, the eighth minute. So a few lines show the rhythm that would otherwise take
 * thousands to see through the noise.
 */
export type DayPlan = Uint8Array;

export const MINUTES_PER_DAY = 1440;

export interface PlannedHost {
  readonly host: DemoHost;
  readonly rhythm: Rhythm;
}

export function planDay(hosts: readonly PlannedHost[], nodeShare: number, day: number, seed: number): DayPlan {
  const plan = new Uint8Array(MINUTES_PER_DAY * hosts.length);
  hosts.forEach(({ host, rhythm }, index) => {
    let due = (mix(seed, index, day) >>> 0) / 2 ** 32; // nodes and hosts do not all start a day with a line
    for (let minute = 0; minute < MINUTES_PER_DAY; minute++) {
      due += host.linesPerMinute * nodeShare * rhythm(day * MINUTES_PER_DAY + minute);
      const lines = Math.min(255, Math.floor(due));
      plan[minute * hosts.length + index] = lines;
      due -= lines;
    }
  });
  return plan;
}
