import fc from 'fast-check';
import type { BucketQuery } from '../../src/usage/buckets.ts';
import { COUNTERS } from '../../src/usage/counters.ts';
import type { StoredSegment } from '../../src/usage/usage-store.ts';
import { MINUTE_0, type PlainRow, storedSegment } from '../support/stored-segments.ts';

/** Host names that would do harm to a store that pastes them. */
export const HOSTILE_HOSTS = [
  "o'neil.com",
  'back\\slash',
  "\\'; DROP TABLE usage_segments; --",
  "') OR 1 = 1 --",
  '%s{}$$`"',
  '{domain:String}',
  '?param?',
  'münchen.example',
  '\u{1f600}.example',
  '\uffff.example', // after U+1F600 in UTF-16, before it by code point
  '[2001:db8::1]',
  'x'.repeat(253),
  '\\N',
  'null',
];

export interface History {
  /** What is put, in this order: some segments, each in versions whose counters differ. */
  readonly puts: readonly (readonly StoredSegment[])[];
  readonly questions: readonly BucketQuery[];
}

const DOMAINS = ['a', 'b', "c'\\"];
const MINUTES = [-60, 0, 60, 240, 300, 3600, 86_340, 86_400].map((offset) => MINUTE_0 + 60 + offset);

/**
 * Segments whose versions arrive in any order, some twice. The content of a version is a function of its segment and
 * version, as it is in life: that is what makes repeating harmless.
 */
export const anyHistory: fc.Arbitrary<History> = fc
  .record({
    salt: fc.nat(1000),
    arrivals: fc.array(fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 4 })), { maxLength: 4 }), {
      minLength: 1,
      maxLength: 8,
    }),
    questions: fc.array(anyQuestion(), { minLength: 1, maxLength: 3 }),
  })
  .map(({ salt, arrivals, questions }) => ({
    questions,
    puts: arrivals.map((versions) => versions.map(([segment, version]) => contentOf(salt, segment, version))),
  }));

function contentOf(salt: number, segment: number, version: number): StoredSegment {
  const rows = DOMAINS.flatMap((domain, d) =>
    MINUTES.flatMap((minute, m) => {
      const seed = salt * 7919 + segment * 613 + version * 101 + d * 31 + m * 7;
      return seed % 3 === 0 ? [] : [rowOf(domain, minute, seed)];
    }),
  );
  return storedSegment(`segment ${segment}`, version, rows);
}

function rowOf(domain: string, minute: number, seed: number): PlainRow {
  const large = seed % 11 === 0 ? 2n ** 53n : 1n;
  const counts = COUNTERS.map((counter, i) => [counter, seed % 5 === 0 ? 0n : BigInt((seed * (i + 1)) % 97) * large]);
  return { domain, minute, estimated: seed % 4 === 0, ...Object.fromEntries(counts) };
}

function anyQuestion(): fc.Arbitrary<BucketQuery> {
  const bound = fc.integer({ min: -2, max: 320 }).map((bucket) => MINUTE_0 + bucket * 300);
  const range = fc.tuple(bound, bound).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
  return fc.record({
    spans: fc
      .tuple(fc.shuffledSubarray(DOMAINS), fc.array(range, { minLength: 3, maxLength: 3 }), fc.boolean())
      .map(([domains, ranges, same]) => domains.map((domain, i) => ({ domain, ...ranges[same ? 0 : i]! }))),
    step: fc.constantFrom(60 as const, 300 as const),
    counters: fc.shuffledSubarray([...COUNTERS], { minLength: 1 }),
    merged: fc.boolean(),
  });
}
