import { readFileSync } from 'node:fs';
import { COUNTERS } from '../../src/usage/counters.ts';
import type { PlainRow } from '../meter/meter-text.ts';

// The samples in test/format-samples: `NAME.log`, and in `NAME.rows.json` the rows that it must give.

/** What a `*.rows.json` holds: every counter, the minute as RFC 3339. */
type ExpectedRow = Omit<PlainRow, 'minute'> & { minute: string };

/** A file of the samples. */
export function readSample(file: string): Buffer {
  return readFileSync(new URL(`../format-samples/${file}`, import.meta.url));
}

/** By minute, then domain, as `plainRows` sorts. */
export function expectedRows(name: string): PlainRow[] {
  const rows = JSON.parse(readSample(`${name}.rows.json`).toString()) as ExpectedRow[];
  return rows.map(plain).sort((a, b) => a.minute - b.minute || (a.domain < b.domain ? -1 : 1));
}

function plain({ minute, ...row }: ExpectedRow): PlainRow {
  const kept: PlainRow = { domain: row.domain, minute: Date.parse(minute) / 1000 };
  for (const counter of COUNTERS) if (row[counter]) kept[counter] = row[counter];
  return row.estimated ? { ...kept, estimated: true } : kept;
}
