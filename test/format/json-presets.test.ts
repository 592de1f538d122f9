import { expect, test } from 'vitest';
import { compileFormat } from '../../src/format/compile.ts';
import { PRESETS } from '../../src/format/presets/index.ts';
import { meter } from '../meter/meter-text.ts';
import { expectedRows, readSample } from './sample-rows.ts';

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

test('every JSON preset has a sample', () => {
  expect(jsonPresets).toEqual(expect.arrayContaining(['weir-json', 'caddy', ...Object.keys(REJECTS)]));
});

test.each(jsonPresets)('the sample of %s gives its rows, in chunks of every kind', (name) => {
  const log = readSample(`${name}.log`);
  const expected = expectedRows(name);
  for (const cuts of [[log.length], [1], [7, 64, 4096]]) {
    const metered = meter(compileFormat(PRESETS[name]!, name), log, { cuts });
    expect(metered.segments.map(({ rows, rejects }) => ({ rows, rejects }))).toEqual([
      { rows: expected, rejects: REJECTS[name] ?? {} },
    ]);
  }
});
