import { csvBlob } from '../../export/csv.ts';
import type { DomainRow } from './domain-rows.ts';

/** The table as it is sorted, with every digit. */
export function domainsCsv(rows: readonly DomainRow[]): Blob {
  const heads = [
    'domain',
    'account',
    'service',
    'bytes',
    'peak_bandwidth_bps',
    'hit_ratio',
    'origin_ratio',
    'requests',
    'status_5xx',
  ];
  return csvBlob(
    heads,
    rows.map((row) => [
      row.domain,
      row.account,
      row.service,
      row.bytes,
      row.peak,
      row.hit,
      row.origin,
      row.requests,
      row.errors,
    ]),
  );
}
