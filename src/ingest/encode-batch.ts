import { COUNTERS } from '../usage/counters.ts';
import { LIVE_COUNTERS, type LiveRows } from '../usage/live-rows.ts';
import type { UsageRows } from '../usage/rows.ts';
import type { BatchHeader, IngestBatch, IngestSegment } from './batch.ts';
import { VarintWriter } from './varint.ts';

/** The wire form of a batch, not yet compressed. */
export function encodeBatch(batch: IngestBatch): Buffer {
  const header = Buffer.from(JSON.stringify(headerOf(batch)));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const columns = new VarintWriter();
  for (const { rows, live } of batch.segments) {
    writeRows(columns, rows);
    if (live) writeLiveRows(columns, live);
  }
  return Buffer.concat([length, header, columns.finish()]);
}

function headerOf({ segments, ...stream }: IngestBatch): BatchHeader {
  return { ...stream, segments: segments.map(segmentHeaderOf) };
}

function segmentHeaderOf(segment: IngestSegment): BatchHeader['segments'][number] {
  const { index, bytes, lines, rejects, samples, unknownDurations, digest, final, rows, live } = segment;
  return {
    index,
    bytes,
    lines,
    rejects: { ...rejects },
    samples: [...samples],
    unknownDurations,
    digest,
    final,
    rows: rows.length,
    domains: [...rows.domains],
    ...(live && { live: liveHeaderOf(live) }),
  };
}

function writeRows(out: VarintWriter, rows: UsageRows): void {
  for (let i = 0; i < rows.length; i++) out.write(rows.domain[i]!);
  for (let i = 0; i < rows.length; i++) out.write(rows.minute[i]! / 60);
  for (const counter of COUNTERS) out.writeColumn(rows.counters[counter]);
  for (let i = 0; i < rows.length; i++) out.write(rows.estimated[i]!);
}

function liveHeaderOf({ length, places }: LiveRows): BatchHeader['segments'][number]['live'] {
  return { rows: length, places: places.map(({ domain, app, stream }) => [domain, app, stream]) };
}

function writeLiveRows(out: VarintWriter, rows: LiveRows): void {
  for (let i = 0; i < rows.length; i++) out.write(rows.place[i]!);
  for (let i = 0; i < rows.length; i++) out.write(rows.minute[i]! / 60);
  for (const counter of LIVE_COUNTERS) out.writeColumn(rows.counters[counter]);
}
