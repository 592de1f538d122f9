import type { BucketQuery, BucketRows } from '../usage/buckets.ts';
import { countColumn } from '../usage/count.ts';
import type { Counter } from '../usage/counters.ts';
import type { BucketStatement } from './bucket-queries.ts';
import { type ExactBuckets, summedByStart } from './exact-buckets.ts';
import { type NativeAnswer, readNative } from './native-read.ts';

/**
 * Puts the statements' answers together into one, in the query's order of domains. Nothing is computed value by value:
 * a run (one domain's rows of one answer) is already sorted by start, so whole runs are put into place.
 *
 *     answers: [a: 0, 300 | b: 0], [a: 600]   spans: b, a      -> b: 0 | a: 0, 300, 600
 */
export function bucketRows(query: BucketQuery, answers: readonly BucketAnswer[]): BucketRows {
  const domains = firstSpans(query);
  const runs = answers.flatMap(({ statement, bytes }) => runsOf(statement, readNative(bytes), domains));
  const placed = inPlace(query.counters, runs.sort(byPlace));
  const { length, domain, start, counters, estimated } =
    query.merged && answers.length > 1 ? summedByStart(placed) : placed;
  const columns = Object.entries(counters).map(([name, values]) => [name, countColumn(values)]);
  return { length, domain, start, counters: Object.fromEntries(columns), estimated };
}

export interface BucketAnswer {
  readonly statement: BucketStatement;
  /** Native. */
  readonly bytes: Uint8Array;
}

interface Run {
  readonly domain: number;
  readonly firstStart: number;
  readonly answer: NativeAnswer;
  readonly from: number;
  readonly to: number;
}

/** Domain -> its number in the answer; '' is the one series of a merged query. */
function firstSpans({ spans, merged }: BucketQuery): Map<string, number> {
  if (merged) return new Map([['', 0]]);
  const numbers = new Map<string, number>();
  spans.forEach(({ domain }, index) => {
    if (!numbers.has(domain)) numbers.set(domain, index);
  });
  return numbers;
}

function runsOf({ only }: BucketStatement, answer: NativeAnswer, domains: ReadonlyMap<string, number>): Run[] {
  if (answer.length === 0) return [];
  const { values, ends } = only === undefined ? answer.strings('host') : { values: [only], ends: [answer.length] };
  const starts = answer.uint32('start');
  return values.map((name, i) => {
    const from = ends[i - 1] ?? 0;
    return { domain: domains.get(name)!, firstStart: starts[from]!, answer, from, to: ends[i]! };
  });
}

function byPlace(a: Run, b: Run): number {
  return a.domain - b.domain || a.firstStart - b.firstStart;
}

function inPlace(counters: readonly Counter[], runs: readonly Run[]): ExactBuckets {
  const length = runs.reduce((sum, { from, to }) => sum + to - from, 0);
  const sums = (name: Counter) =>
    place(
      () => new BigUint64Array(length),
      runs,
      ({ answer }) => answer.uint64(`sum_${name}`),
    );
  return {
    length,
    domain: numbered(new Uint32Array(length), runs),
    start: place(
      () => new Uint32Array(length),
      runs,
      ({ answer }) => answer.uint32('start'),
    ),
    counters: Object.fromEntries(counters.map((name) => [name, sums(name)])),
    estimated: place(
      () => new Uint8Array(length),
      runs,
      ({ answer }) => answer.uint8('any_estimated'),
    ),
  };
}

function numbered(target: Uint32Array, runs: readonly Run[]): Uint32Array {
  let at = 0;
  for (const { domain, from, to } of runs) {
    target.fill(domain, at, at + to - from);
    at += to - from;
  }
  return target;
}

interface Column<Self> {
  set(source: Self, at: number): void;
  subarray(from: number, to: number): Self;
}

function place<C extends Column<C>>(target: () => C, runs: readonly Run[], column: (run: Run) => C): C {
  const [only] = runs;
  if (runs.length === 1 && only!.to - only!.from === only!.answer.length) return column(only!);
  const whole = target();
  let at = 0;
  for (const run of runs) {
    whole.set(column(run).subarray(run.from, run.to), at);
    at += run.to - run.from;
  }
  return whole;
}
