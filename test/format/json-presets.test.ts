import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileFormat } from '../../src/format/compile.ts';
import { PRESETS } from '../../src/format/presets/index.ts';
import { COUNTERS } from '../../src/usage/counters.ts';
import { meter, type PlainRow } from '../meter/meter-text.ts';

/** What a `*.rows.json` holds: every counter, the minute as RFC 3339. */
type ExpectedRow = Omit<PlainRow, 'minute'> & { minute: string };

/** Lines of each sample that must be refused, by reason. */
const REJECTS: Record<string, Record<string, number>> = {
  'envoy-json': { host: 1 },
  'traefik-json': { host: 1 },
  cloudflare: { bytes: 1 },
  'tencent-realtime': { bytes: 1 },
  'huawei-realtime': { host: 1 },
  'alibaba-realtime': { bytes: 1 },
};

const jsonPresets = Object.keys(PRESETS).filter((name) => PRESETS[name]!.kind === 'json');

function sample(name: string): URL {
  return new URL(`../format-samples/${name}`, import.meta.url);
}

function plain({ minute, ...row }: ExpectedRow): PlainRow {
  const kept: PlainRow = { domain: row.domain, minute: Date.parse(minute) / 1000 };
  for (const counter of COUNTERS) if (row[counter]) kept[counter] = row[counter];
  return row.estimated ? { ...kept, estimated: true } : kept;
}

function byMinuteThenDomain(a: PlainRow, b: PlainRow): number {
  return a.minute - b.minute || (a.domain < b.domain ? -1 : 1);
}

test('every JSON preset has a sample', () => {
  expect(jsonPresets).toEqual(expect.arrayContaining(['weir-json', 'caddy', ...Object.keys(REJECTS)]));
});

test.each(jsonPresets)('the sample of %s gives its rows, in chunks of every kind', (name) => {
  const log = readFileSync(sample(`${name}.log`));
  const rows = JSON.parse(readFileSync(sample(`${name}.rows.json`), 'utf8')) as ExpectedRow[];
  const expected = rows.map(plain).sort(byMinuteThenDomain);
  for (const cuts of [[log.length], [1], [7, 64, 4096]]) {
    const metered = meter(compileFormat(PRESETS[name]!, name), log, { cuts });
    expect(metered.segments.map(({ rows, rejects }) => ({ rows, rejects }))).toEqual([
      { rows: expected, rejects: REJECTS[name] ?? {} },
    ]);
  }
});
