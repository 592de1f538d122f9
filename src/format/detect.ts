import type { Role } from './program.ts';

/** How a preset did on a log's first lines. */
export interface Trial {
  readonly preset: string;
  /** Lines of the log, `#` lines excepted. */
  readonly lines: number;
  readonly metered: number;
  /** Of the metered lines, those whose other fields make no sense, a status of `"GET` for example. */
  readonly odd: number;
  /** Rejected lines by reason. */
  readonly rejects: Readonly<Record<string, number>>;
  /** What the preset found in at least one line. */
  readonly found: readonly Role[];
  /** No line has what all lines of this format have, beyond their shape: another one of that shape is meant. */
  readonly isUnmarked?: boolean;
}

export interface Detection {
  /** The preset to use; undefined where none understands more than half of the lines. */
  readonly best: Trial | undefined;
  /** The others that would do, best first. */
  readonly others: readonly Trial[];
  /** The one that came nearest, fitting or not; undefined where not one line was understood. */
  readonly nearest: Trial | undefined;
}

/** What makes one preset better than another that meters the same lines. */
const VALUED: readonly Role[] = ['host', 'cache', 'origin', 'duration', 'status'];

/** A line or two that a better format refuses, a health check without a host for example, should not decide. */
const NEARLY_AS_MANY = 0.95;

/**
 * Chooses among the presets that were tried on a log: of those that understand nearly as many lines as the one that understands
 * most, the one that finds most of host, cache, origin and duration, and then the one that understands more.
 *
 *     combined       1,000 of 1,000 lines, no host
 *     combined-host    998 of 1,000 lines, host       <- this one
 */
export function chooseFormat(trials: readonly Trial[]): Detection {
  const most = Math.max(0, ...trials.map(understood));
  const near = trials.filter((t) => understood(t) > 0 && understood(t) >= NEARLY_AS_MANY * most).sort(byMerit);
  const fitting = trials.filter((trial) => 2 * understood(trial) > trial.lines).sort(byMerit);
  const best = near.find((trial) => fitting.includes(trial));
  return { best, others: best ? fitting.filter((trial) => trial !== best) : [], nearest: near[0] };
}

/** Negative: `a` is better. Sorting is stable, so equals stay in the order of the presets. */
function byMerit(a: Trial, b: Trial): number {
  const mark = Number(a.isUnmarked ?? false) - Number(b.isUnmarked ?? false);
  return merit(b) - merit(a) || mark || understood(b) - understood(a);
}

/** A host is worth more than all the rest: without one, somebody has to say whose the lines are. */
function merit({ found }: Trial): number {
  return VALUED.filter((role) => found.includes(role)).length + (found.includes('host') ? VALUED.length : 0);
}

/** Understood, and not only metered. */
function understood({ metered, odd }: Trial): number {
  return metered - odd;
}
