import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spread } from '../../src/meter/spread.ts';
import type { Count } from '../../src/usage/count.ts';
import { meter, nginx, program } from './meter-text.ts';

const M = 1767225600; // a full minute

function shares(bytes: Count, end: number, durationMs: number, bucketSeconds = 60): [number, Count][] {
  const given: [number, Count][] = [];
  spread(bytes, end, durationMs, bucketSeconds, (start, share) => given.push([start - M, share]));
  return given;
}

it.each<[string, Count, number, number, [number, Count][]]>([
  [
    'the example',
    100,
    M + 60,
    90_000,
    [
      [-60, 33],
      [0, 67],
    ],
  ],
  ['a whole minute', 100, M + 60, 60_000, [[0, 100]]],
  [
    'an end on the minute gives that minute nothing',
    100,
    M,
    120_000,
    [
      [-120, 50],
      [-60, 50],
    ],
  ],
  [
    'milliseconds',
    1000,
    M + 1,
    1001,
    [
      [-60, 0],
      [0, 1000],
    ].slice(1) as [number, Count][],
  ],
  ['a minute that gets no byte is left out', 1, M + 60, 120_000, [[0, 1]]],
  [
    'a sum over 2^53',
    2n ** 60n,
    M + 60,
    120_000,
    [
      [-60, 2n ** 59n],
      [0, 2n ** 59n],
    ],
  ],
])('spreads %s', (_, bytes, end, durationMs, expected) => {
  expect(shares(bytes, end, durationMs)).toEqual(expected);
});

const cases = fc.record({
  bytes: fc.oneof(fc.nat(1000), fc.maxSafeNat(), fc.bigInt(2n ** 53n, 2n ** 70n)),
  end: fc.integer({ min: M, max: M + 100_000 }),
  durationMs: fc.integer({ min: 1, max: 86_400_000 }),
});

it('gives away exactly what there is, as c(x) says, minute by minute', () => {
  const property = ({ bytes, end, durationMs }: { bytes: Count; end: number; durationMs: number }) => {
    const start = BigInt(end * 1000 - durationMs);
    const due = (x: bigint) => {
      const elapsed = x - start < 0n ? 0n : x - start > BigInt(durationMs) ? BigInt(durationMs) : x - start;
      return (BigInt(bytes) * elapsed) / BigInt(durationMs);
    };
    let sum = 0n;
    for (const [minute, share] of shares(bytes, end, durationMs)) {
      const from = BigInt(M + minute) * 1000n;
      expect(BigInt(share)).toBe(due(from + 60_000n) - due(from));
      sum += BigInt(share);
    }
    expect(sum).toBe(BigInt(bytes));
  };
  fc.assert(fc.property(cases, property), { numRuns: 300 });
});

it('gives a coarser bucket the sum of the finer ones', () => {
  const property = ({ bytes, end, durationMs }: { bytes: Count; end: number; durationMs: number }) => {
    const coarse = new Map<number, bigint>();
    for (const [minute, share] of shares(bytes, end, durationMs)) {
      const bucket = Math.floor((M + minute) / 300) * 300 - M;
      coarse.set(bucket, (coarse.get(bucket) ?? 0n) + BigInt(share));
    }
    expect(shares(bytes, end, durationMs, 300).map(([s, n]) => [s, BigInt(n)])).toEqual([...coarse]);
  };
  fc.assert(fc.property(cases, property), { numRuns: 200 });
});

const text = '$host $msec $bytes_sent $upstream_cache_status $upstream_bytes_received $request_time $status';
const rowsOf = (line: string, format = nginx(text)) => meter(format, `${line}\n`).segments[0]!.rows;

it('spreads bytes of every kind, and counts the request once, at its end', () => {
  expect(rowsOf(`a.com ${M + 60} 100 HIT 10, 10 90 200`)).toEqual([
    { domain: 'a.com', minute: M - 60, bytes: 33, hit_bytes: 33, origin_bytes: 6 },
    { domain: 'a.com', minute: M, bytes: 67, hit_bytes: 67, origin_bytes: 14 },
    { domain: 'a.com', minute: M + 60, requests: 1, hit_requests: 1, origin_requests: 1, status_2xx: 1 },
  ]);
});

it('spreads only what took strictly longer than the threshold', () => {
  expect(rowsOf(`a.com ${M + 30} 100 - - 60.0009 200`)).toHaveLength(1);
  expect(rowsOf(`a.com ${M + 30} 100 - - 60.001 200`)).toHaveLength(2);
  expect(rowsOf(`a.com ${M + 30} 100 - - 86400 200`)).toHaveLength(100); // a byte each, the last in the end's
  expect(rowsOf(`a.com ${M + 30} 100 - - 86400.001 200`)).toHaveLength(1);
});

it('takes the threshold from the format, and never spreads where that is off', () => {
  const line = `a.com ${M + 30} 100 - - 61 200`;
  expect(rowsOf(line, program({ kind: 'nginx', text, spreadAfterMs: 61_000 }))).toHaveLength(1);
  expect(rowsOf(line, program({ kind: 'nginx', text, spreadAfterMs: 1 }))).toHaveLength(2);
  expect(rowsOf(line, program({ kind: 'nginx', text, spreadAfterMs: null }))).toHaveLength(1);
});

it('marks every row as estimated where the origin is', () => {
  const rows = rowsOf(`a.com ${M + 60} 100 90`, nginx('$host $msec $bytes_sent $request_time'));
  expect(rows.map((row) => [row.minute - M, row.origin_bytes, row.estimated])).toEqual([
    [-60, 33, true],
    [0, 67, true],
    [60, undefined, true],
  ]);
});
