import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IngestBatch } from '../../src/ingest/batch.ts';
import { decodeBatch } from '../../src/ingest/decode-batch.ts';
import { encodeBatch } from '../../src/ingest/encode-batch.ts';
import { arbitraryBatch, batchOf } from '../support/batches.ts';

/** Replaces the JSON header of an encoded batch. */
function withHeader(encoded: Buffer, edit: (header: Record<string, unknown>) => unknown): Buffer {
  const length = encoded.readUInt32LE(0);
  const header = JSON.parse(encoded.subarray(4, 4 + length).toString());
  const changed = Buffer.from(JSON.stringify(edit(header) ?? header));
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32LE(changed.length);
  return Buffer.concat([prefix, changed, encoded.subarray(4 + length)]);
}

const sample = (): IngestBatch => batchOf([['www.a.com', 1_767_225_600, { requests: 2n, bytes: 10n, hit_bytes: 10n }]]);

describe('the wire form of a batch', () => {
  test('what is encoded is decoded, 64-bit counters included', () => {
    fc.assert(
      fc.property(arbitraryBatch(), (batch) => {
        expect(decodeBatch(encodeBatch(batch))).toEqual(batch);
      }),
    );
  });

  test('a batch cut anywhere is refused', () => {
    const encoded = encodeBatch(sample());
    for (let length = 0; length < encoded.length; length++) {
      expect(() => decodeBatch(encoded.subarray(0, length))).toThrow(/not a usable batch/);
    }
  });

  test('bytes after the columns are refused', () => {
    expect(() => decodeBatch(Buffer.concat([encodeBatch(sample()), Buffer.alloc(1)]))).toThrow(/1 bytes follow/);
  });

  test('random damage is refused or decodes to something valid, and never crashes', () => {
    const encoded = encodeBatch(sample());
    fc.assert(
      fc.property(fc.nat(encoded.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const damaged = Buffer.from(encoded);
        damaged[at] = byte;
        try {
          expect(decodeBatch(damaged).segments).toHaveLength(1);
        } catch (error) {
          expect((error as Error).message).toMatch(/not a usable batch/);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test.each<[string, (header: { segments: Record<string, unknown>[] } & Record<string, unknown>) => unknown, RegExp]>([
    ['a missing node', (h) => ({ ...h, node: undefined }), /node/],
    ['an unknown key', (h) => ({ ...h, extra: 1 }), /additional|schema is false/],
    ['a stream that is no hash', (h) => ({ ...h, stream: 'abc' }), /stream/],
    ['no segments', (h) => ({ ...h, segments: [] }), /segments/],
    ['a negative index', (h) => ({ ...h, segments: [{ ...h.segments[0], index: -1 }] }), /index/],
    ['a version beyond a segment', (h) => ({ ...h, segments: [{ ...h.segments[0], bytes: 2 ** 40 }] }), /bytes/],
    ['a huge row count', (h) => ({ ...h, segments: [{ ...h.segments[0], rows: 2 ** 26 }] }), /announces/],
    ['an upper-case domain', (h) => ({ ...h, segments: [{ ...h.segments[0], domains: ['WWW.a.com'] }] }), /canonical/],
    ['a domain with a slash', (h) => ({ ...h, segments: [{ ...h.segments[0], domains: ['a/b'] }] }), /canonical/],
    ['a domain twice', (h) => ({ ...h, segments: [{ ...h.segments[0], domains: ['a', 'a'] }] }), /twice/],
    ['no domains', (h) => ({ ...h, segments: [{ ...h.segments[0], domains: [] }] }), /domain index/],
    ['an end without a replacement', (h) => ({ ...h, endsAfter: 1 }), /endsAfter is only for/],
    ['an unknown reject reason', (h) => ({ ...h, segments: [{ ...h.segments[0], rejects: { odd: 1 } }] }), /odd/],
    ['a header that is a list', () => [], /object/],
  ])('%s is refused by name', (_what, edit, expected) => {
    expect(() => decodeBatch(withHeader(encodeBatch(sample()), edit as never))).toThrow(expected);
  });

  test.each<[string, Parameters<typeof batchOf>[0], RegExp]>([
    [
      'the same minute twice',
      [
        ['a.com', 60, { requests: 1n }],
        ['a.com', 60, { requests: 1n }],
      ],
      /twice/,
    ],
    ['more hits than requests', [['a.com', 60, { requests: 1n, hit_requests: 2n }]], /contradict/],
    ['more hit bytes than bytes', [['a.com', 60, { bytes: 1n, hit_bytes: 2n }]], /contradict/],
    ['more answers than requests', [['a.com', 60, { requests: 1n, status_2xx: 1n, status_5xx: 1n }]], /contradict/],
    ['a counter near 64 bits', [['a.com', 60, { bytes: 2n ** 60n }]], /2\^60/],
  ])('%s is refused', (_what, rows, expected) => {
    expect(() => decodeBatch(encodeBatch(batchOf(rows)))).toThrow(expected);
  });
});
