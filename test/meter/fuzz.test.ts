import { expect, it } from 'vitest';
import { PRESETS } from '../../src/format/presets/index.ts';
import { createRandom, FUZZ_SCALE, runSeed } from '../support/random.ts';
import { meter, program } from './meter-text.ts';
import { mutated } from './mutations.ts';

const LINES: Readonly<Record<string, string>> = {
  weir: '1.2.3.4 [2026-01-01T00:00:30+00:00] "GET /a?b HTTP/1.1" 200 512 61.5 "www.a.com:80" "MISS : HIT" "1, 2 : 3" "-" "curl/8 (x)"',
  'weir-json':
    '{"time":"2026-01-01T00:00:30+00:00","host":"www.a.com","status":200,"bytes":512,"cache":"HIT","origin_bytes":"1, 2","duration":61.5}',
  'combined-host': '1.2.3.4 - - [01/Jan/2026:00:00:30 +0000] "GET / HTTP/1.1" 200 5 "-" "curl \\"x\\"" "a.com"',
};

it.each(Object.keys(LINES))('loses no line of a damaged %s log, and never throws', (preset) => {
  const seed = runSeed(`meter fuzzer, ${preset}`);
  const random = createRandom(seed).below;
  const format = program(PRESETS[preset]!);
  for (let round = 0; round < 200 * FUZZ_SCALE; round++) {
    const lines = Array.from({ length: 20 }, () =>
      Buffer.concat([mutated(Buffer.from(LINES[preset]!), random), Buffer.from('\n')]),
    );
    const log = Buffer.concat(lines);
    const cuts = [1 + random(50), 1 + random(400)];
    const result = meter(format, log, { cuts });
    const { segments } = result;
    const counted = segments.flatMap((s) => s.rows).reduce((sum, row) => sum + Number(row.requests ?? 0), 0);
    expect(counted + result.rejected).toBe(result.lines);
    expect(result.lines).toBe(linesIn(log));
    expect(result).toEqual(meter(format, log));
  }
});

/** Counted without any of the meter's code. */
function linesIn(log: Buffer): number {
  const text = log.toString('latin1').replace(/^\0+/, '');
  return text
    .split('\n')
    .slice(0, -1)
    .filter((line) => !line.startsWith('#')).length;
}
