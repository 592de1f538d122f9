import fc from 'fast-check';
import type { IngestBatch } from '../../src/ingest/batch.ts';
import { COUNTERS, type Counter } from '../../src/usage/counters.ts';
import type { UsageRows } from '../../src/usage/rows.ts';

/** One row: domain, minute (Unix seconds), the counters that are not 0. */
export type RowLiteral = readonly [
  domain: string,
  minute: number,
  counters: Partial<Record<Counter, bigint>>,
  estimated?: 0 | 1,
];

export function rowsOf(literals: readonly RowLiteral[]): UsageRows {
  const domains = [...new Set(literals.map(([domain]) => domain))];
  const counters = Object.fromEntries(
    COUNTERS.map((name) => [name, BigUint64Array.from(literals, ([, , values]) => values[name] ?? 0n)]),
  );
  return {
    length: literals.length,
    domains,
    domain: Uint32Array.from(literals, ([domain]) => domains.indexOf(domain)),
    minute: Uint32Array.from(literals, ([, minute]) => minute),
    counters: counters as Record<Counter, BigUint64Array>,
    estimated: Uint8Array.from(literals, ([, , , estimated]) => estimated ?? 0),
  };
}

/** A batch of one segment with these rows. */
export function batchOf(
  literals: readonly RowLiteral[],
  changes: Partial<IngestBatch['segments'][number]> = {},
): IngestBatch {
  return {
    node: 'edge-1',
    stream: '0123456789abcdef0123456789abcdef',
    path: '/var/log/nginx/access.log',
    format: 'weir',
    meterHash: 'ffffffffffffffffffffffffffffffff',
    segments: [
      {
        index: 0,
        bytes: 1000,
        lines: literals.length,
        rejects: {},
        samples: [],
        unknownDurations: 0,
        digest: '00000000000000000000000000000001',
        final: false,
        rows: rowsOf(literals),
        ...changes,
      },
    ],
  };
}

/** Any batch that a meter could send. */
export function arbitraryBatch(): fc.Arbitrary<IngestBatch> {
  const upTo = (max: bigint) => fc.bigInt({ min: 0n, max });
  const counters = fc.tuple(upTo(2n ** 60n - 1n), upTo(2n ** 60n - 1n)).chain(([requests, bytes]) =>
    fc.record({
      requests: fc.constant(requests),
      bytes: fc.constant(bytes),
      hit_requests: upTo(requests),
      hit_bytes: upTo(bytes),
      origin_requests: upTo(requests),
      origin_bytes: upTo(2n ** 60n - 1n),
      status_2xx: upTo(requests),
    }),
  );
  const domain = fc.constantFrom('a.com', 'b.com', 'c.b.com', '[::1]', '中文.example');
  const row = fc.tuple(
    domain,
    fc.integer({ min: 1, max: 2 ** 26 }).map((m) => m * 60),
    counters,
    fc.constantFrom(0 as const, 1 as const),
  );
  const rows = fc.uniqueArray(row, { selector: ([name, minute]) => `${name} ${minute}`, maxLength: 20 });
  return rows.map((literals) => batchOf(literals));
}
