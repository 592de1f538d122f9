import { Compile } from 'typebox/compile';
import { COUNTERS, type Counter } from '../usage/counters.ts';
import { canonicalHost } from '../usage/host-name.ts';
import type { UsageRows } from '../usage/rows.ts';
import { BatchHeader, type IngestBatch, LAST_MINUTE } from './batch.ts';
import { invalid } from './invalid.ts';
import { readLiveRows } from './read-live-rows.ts';
import { VarintError, VarintReader } from './varint.ts';

const validator = Compile(BatchHeader);

/**
 * Reads a batch from the wire, trusting nothing: every field is checked against its range, every name must be in the
 * form the meter gives it, every (domain, minute) may occur once. Throws IngestFault (400) naming what is wrong.
 */
export function decodeBatch(body: Uint8Array): IngestBatch {
  const { header, columns } = split(body);
  const reader = new VarintReader(columns);
  try {
    const segments = header.segments.map(({ rows, domains, live, ...segment }, i) => ({
      ...segment,
      rows: readRows(reader, rows, checkedDomains(domains, i), i),
      ...(live && { live: readLiveRows(reader, live, `segments/${i}/live`) }),
    }));
    if (reader.remaining > 0) throw invalid(`${reader.remaining} bytes follow the announced columns`);
    return { ...header, segments };
  } catch (error) {
    if (error instanceof VarintError) throw invalid(error.message);
    throw error;
  }
}

function split(body: Uint8Array): { header: BatchHeader; columns: Uint8Array } {
  if (body.length < 4) throw invalid('the body is shorter than its 4-byte header length');
  const length = new DataView(body.buffer, body.byteOffset).getUint32(0, true);
  if (4 + length > body.length) throw invalid(`the header should have ${length} bytes, the body ends before`);
  const header = parseHeader(body.subarray(4, 4 + length));
  return { header, columns: body.subarray(4 + length) };
}

function parseHeader(bytes: Uint8Array): BatchHeader {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalid('the header is not JSON in UTF-8');
  }
  if (validator.Check(header)) {
    if (header.segments.length === 0 && header.endsAfter === undefined) throw invalid('header/segments is empty');
    if (header.endsAfter !== undefined && !header.replace) throw invalid('header/endsAfter is only for a replacement');
    return header;
  }
  const [first] = validator.Errors(header);
  throw invalid(`header${first?.instancePath || ''} ${first?.message ?? 'does not fit the schema'}`);
}

function checkedDomains(domains: readonly string[], segment: number): readonly string[] {
  domains.forEach((domain, i) => {
    if (canonicalHost(domain) === domain) return;
    throw invalid(
      `segments/${segment}/domains/${i} ${JSON.stringify(domain)} is not a canonical host name (lower case, no port)`,
    );
  });
  if (new Set(domains).size < domains.length) throw invalid(`segments/${segment}/domains names a domain twice`);
  return domains;
}

const COLUMNS = 3 + COUNTERS.length;

function readRows(reader: VarintReader, length: number, domains: readonly string[], segment: number): UsageRows {
  const place = `segments/${segment}`;
  // a column of n varints has at least n bytes: checked before anything of that size is allocated
  if (length * COLUMNS > reader.remaining) throw invalid(`${place} announces ${length} rows, the body ends before`);
  const domain = reader.readColumn32(length, domains.length - 1, `${place}: domain index`);
  const minute = reader.readColumn32(length, LAST_MINUTE, `${place}: minute`).map((minutes) => minutes * 60);
  const counters = Object.fromEntries(COUNTERS.map((name) => [name, reader.readColumn64(length)]));
  const estimated = Uint8Array.from(reader.readColumn32(length, 1, `${place}: estimated`));
  const rows = { length, domains, domain, minute, counters: counters as Record<Counter, BigUint64Array>, estimated };
  checkKeys(rows, place);
  checkCounters(rows, place);
  return rows;
}

function checkKeys({ length, domains, domain, minute }: UsageRows, place: string): void {
  const seen = new Set<number>();
  for (let i = 0; i < length; i++) {
    const key = (minute[i]! / 60) * 2 ** 26 + domain[i]!; // 27 bits and 26 bits: exact
    if (seen.has(key)) throw invalid(`${place} row ${i}: ${domains[domain[i]!]} has minute ${minute[i]} twice`);
    seen.add(key);
  }
}

/** What holds for every sum of log lines: a part is not more than the whole, and nothing is near 64 bits. */
function checkCounters({ length, counters: c }: UsageRows, place: string): void {
  const limit = 2n ** 60n; // an exabyte in a minute; sixteen such rows still fit the store's 64-bit sums
  for (let i = 0; i < length; i++) {
    const requests = c.requests[i]!;
    const answered = c.status_1xx[i]! + c.status_2xx[i]! + c.status_3xx[i]! + c.status_4xx[i]! + c.status_5xx[i]!;
    const isSound =
      requests < limit &&
      c.bytes[i]! < limit &&
      c.origin_bytes[i]! < limit &&
      answered <= requests &&
      c.hit_requests[i]! <= requests &&
      c.origin_requests[i]! <= requests &&
      c.hit_bytes[i]! <= c.bytes[i]!;
    if (!isSound) throw invalid(`${place} row ${i}: its counters contradict each other or are 2^60 and more`);
  }
}
