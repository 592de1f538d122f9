import { gzipSync } from 'node:zlib';
import { BATCH_CONTENT_TYPE } from '../../../src/ingest/batch.ts';
import { END, SECRETS, START } from '../../support/sample-server.ts';
import { type Case, http, MB, names, problem } from './case.ts';

const bearer = `Authorization: Bearer ${SECRETS.weir}\r\n`;
const billing = (query: string) => http(`GET /weir/v1/billing?${query}`, bearer);
const usage = (query: string) => http(`GET /weir/v1/usage?${query}`, bearer);
const native = (status: number, detail: string, name: string, bytes: () => Uint8Array): Case => ({
  name,
  bytes,
  status,
  says: problem(detail),
});
const batch = (fields: string, body: string | Uint8Array) =>
  http(
    'POST /weir/v1/ingest',
    `Authorization: Bearer ${SECRETS.ingest}\r\nContent-Type: ${BATCH_CONTENT_TYPE}\r\n${fields}`,
    body,
  );
const headed = (header: string) => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(header));
  return Buffer.concat([length, Buffer.from(header)]);
};

/** Its last four bytes tell how long it gets. */
function lyingGzip(packed: Buffer, length: number): Buffer {
  packed.writeUInt32LE(length, packed.length - 4);
  return packed;
}

/** The header of a batch with one segment that says it has so many rows. */
function claiming(rows: number): string {
  const [hash, digest] = ['a'.repeat(32), 'b'.repeat(32)];
  const nothing = { lines: 0, rejects: {}, samples: [], unknownDurations: 0, final: false };
  const segment = { index: 0, bytes: 1, ...nothing, digest, rows, domains: ['www.a.com'] };
  const batchHeader = { node: 'edge-1', stream: hash, path: 'x', format: 'x', meterHash: hash };
  return JSON.stringify({ ...batchHeader, segments: [segment] });
}

export const own: Case[] = [
  native(401, 'Authorization', 'no token', () => http('GET /weir/v1/usage')),
  native(401, 'Authorization', 'another scheme', () => http('GET /weir/v1/usage', 'Authorization: Basic YTpi\r\n')),
  native(401, 'not known', 'a wrong token', () => http('GET /weir/v1/usage', 'Authorization: Bearer acme\r\n')),
  native(401, 'not known', 'a token of spaces', () =>
    http('GET /weir/v1/usage', `Authorization: Bearer ${' '.repeat(15_000)}\xa0\r\n`),
  ),
  native(401, 'not known', 'an ingest token', () =>
    http('GET /weir/v1/domains', `Authorization: Bearer ${SECRETS.ingest}\r\n`),
  ),
  native(404, 'there is no domain', 'another account’s domain', () => usage('domain=other.com')),
  native(404, 'there is no domain', 'a domain of noise', () => usage('domain=%ff%00%0d%0a')),
  native(400, 'end: not after', 'a reversed range', () => usage(`start=${END}&end=${START}`)),
  native(400, 'buckets', 'a huge range', () => usage('start=0&end=4294967295&step=1m')),
  native(400, 'numbers', 'a large answer', () =>
    usage(`start=${END - 300 * 86_400}&end=${END}&step=1m&domain=${names(60)}`),
  ),
  native(400, 'step', 'a step that pollutes', () => usage('step=__proto__')),
  native(400, 'metrics', 'a metric that pollutes', () => usage('metrics=constructor')),
  native(400, 'not a parameter', 'parameters of nobody', () => usage('__proto__=1')),
  native(404, 'there is no account', 'another account’s bill', () => billing('month=2026-01&account=other')),
  native(400, 'month: missing', 'a bill of no month', () => billing('')),
  native(400, 'month:', 'a bill of noise', () => billing('month=%00%ff&domain=,,,')),
  native(400, 'method:', 'a method that pollutes', () => billing('month=2026-01&method=__proto__')),
  native(400, 'headroom:', 'a headroom without end', () => billing(`month=2026-01&headroom=${'9'.repeat(5000)}`)),
  native(400, 'IANA', 'a zone outside', () => usage('step=1d&time_zone=../../etc/passwd')),
  native(413, 'too large', 'ten megabytes to a path that is not there', () =>
    http('POST /nothing', '', 'a'.repeat(10 * MB)),
  ),
  native(413, 'too large', 'ten megabytes to sign in', () => http('POST /login', '', 'a'.repeat(10 * MB))),
  native(401, 'Authorization', 'ten megabytes of batch without a token', () =>
    http('POST /weir/v1/ingest', '', 'a'.repeat(10 * MB)),
  ),
  native(400, 'not a usable batch', 'ten megabytes of no batch', () => batch('', 'a'.repeat(10 * MB))),
  native(413, 'too large', 'seventy megabytes of batch', () => batch('', Buffer.alloc(70 * MB))),
  native(413, 'inflates', 'a gzip bomb', () => batch('Content-Encoding: gzip\r\n', gzipSync(Buffer.alloc(300 * MB)))),
  native(400, 'gzip', 'a gzip bomb that says it is small', () =>
    batch('Content-Encoding: gzip\r\n', lyingGzip(gzipSync(Buffer.alloc(200 * MB)), 1000)),
  ),
  native(400, 'announces', 'sixty-seven million rows that are not there', () => batch('', headed(claiming(2 ** 26)))),
  native(400, 'header', 'more rows than are counted', () => batch('', headed(claiming(2 ** 40)))),
  native(400, 'gzip', 'half a gzip', () =>
    batch('Content-Encoding: gzip\r\n', gzipSync('a'.repeat(999)).subarray(0, 20)),
  ),
  native(415, 'Content-Encoding', 'another encoding', () => batch('Content-Encoding: br\r\n', 'a')),
  native(415, 'Content-Type', 'another type', () =>
    http('POST /weir/v1/ingest', `Authorization: Bearer ${SECRETS.ingest}\r\nContent-Type: text/plain\r\n`, 'a'),
  ),
  native(400, 'JSON', 'a batch a million deep', () => batch('', headed('['.repeat(1e6)))),
  native(400, 'not a usable batch', 'a batch that pollutes', () =>
    batch('', headed('{"__proto__":{"node":"edge-1"}}')),
  ),
];
