import type { Bill } from '../../api/types.ts';
import { csvBlob } from '../../export/csv.ts';

/** One line a method. */
export function billsCsv(bills: readonly Bill[]): Blob {
  const heads = [
    'method',
    'month',
    'time_zone',
    'bandwidth_bps',
    'bytes',
    'quantity',
    'unit',
    'at_unix',
    'rank',
    'points',
    'discarded',
    'valid_days',
    'is_over',
  ];
  const rows = bills.map((bill) => [
    ...[bill.method, bill.month, bill.time_zone, bill.bandwidth_bps, bill.bytes, bill.quantity, bill.unit, bill.at],
    ...[bill.rank, bill.points, bill.discarded, bill.valid_days, String(bill.is_over)],
  ]);
  return csvBlob(heads, rows);
}
