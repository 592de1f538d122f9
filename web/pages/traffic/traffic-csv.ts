import { COUNTERS } from '../../api/types.ts';
import { csvBlob } from '../../export/csv.ts';
import type { ZoneTime } from '../../figures/zone-time.ts';
import type { Period } from './period.ts';

/** Every bucket with every counter: exactly what the API said. */
export function trafficCsv(period: Period, time: ZoneTime): Blob {
  const heads = ['start_unix', `start (${time.zone})`, 'bandwidth_bps', 'origin_bandwidth_bps', ...COUNTERS];
  const rows = period.starts.map((start, i) => [
    start,
    time.minute(start),
    period.bandwidth[i]!,
    period.originBandwidth[i]!,
    ...COUNTERS.map((counter) => period.counters[counter][i]!),
  ]);
  return csvBlob(heads, rows);
}
