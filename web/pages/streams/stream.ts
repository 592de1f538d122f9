import type { Series, UsageAnswer } from '../../api/types.ts';
import type { Line } from '../../chart/plot-data.ts';
import { csvBlob } from '../../export/csv.ts';
import type { ZoneTime } from '../../figures/zone-time.ts';
import { type BucketState, bucketStates } from '../../series/coverage.ts';
import { sum } from '../../series/percentile.ts';

/** One live domain, ready to draw. */
export interface Stream {
  readonly domain: string;
  readonly starts: readonly number[];
  readonly states: readonly BucketState[];
  readonly lines: readonly Line[];
  readonly bytes: number;
  readonly peak: number;
  /** Of the last bucket that has ended. */
  readonly latest: number | null;
}

/** `now` in Unix seconds. */
export function streamOf(series: Series, end: number, now: number): Stream {
  const { start: starts, bytes = [], requests = [], bandwidth_bps: bandwidth = [] } = series;
  const states = bucketStates(
    starts,
    end,
    requests.map((count, i) => count + bytes[i]!),
    now,
  );
  const domain = series.domain ?? '';
  const ended = starts.findLastIndex((_, i) => (starts[i + 1] ?? end) <= now);
  return {
    ...{ domain, starts, states },
    lines: [{ label: domain, values: bandwidth, colour: 'accent', shape: 'area' }],
    bytes: sum(bytes),
    peak: bandwidth.reduce((most, value) => Math.max(most, value), 0),
    latest: bandwidth[ended] ?? null,
  };
}

/** One line a domain and bucket. */
export function streamsCsv({ series }: UsageAnswer, time: ZoneTime): Blob {
  const rows = series.flatMap((one) =>
    one.start.map((start, i) => [
      one.domain,
      start,
      time.minute(start),
      one.bandwidth_bps![i]!,
      one.bytes![i]!,
      one.requests![i]!,
    ]),
  );
  return csvBlob(['domain', 'start_unix', `start (${time.zone})`, 'bandwidth_bps', 'bytes', 'requests'], rows);
}
