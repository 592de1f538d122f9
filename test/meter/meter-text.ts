import { compileFormat, requireDomain } from '../../src/format/compile.ts';
import type { FormatProgram } from '../../src/format/program.ts';
import type { FormatSpec } from '../../src/format/spec.ts';
import { StreamMeter, type StreamOptions } from '../../src/meter/stream-meter.ts';
import { COUNTERS, type Counter } from '../../src/usage/counters.ts';
import type { UsageRows } from '../../src/usage/rows.ts';
import type { MeteredSegment } from '../../src/usage/segment.ts';

/** A row as tests compare it: only the counters that are not zero. */
export type PlainRow = { domain: string; minute: number; estimated?: true } & Partial<Record<Counter, number | bigint>>;

export function nginx(text: string, domain?: string): FormatProgram {
  return program({ kind: 'nginx', text }, domain);
}

export function program(spec: FormatSpec, domain?: string): FormatProgram {
  return requireDomain(compileFormat(spec), domain);
}

export function plainRows(rows: UsageRows): PlainRow[] {
  return Array.from({ length: rows.length }, (_, i) => plainRow(rows, i)).sort(
    (a, b) => a.minute - b.minute || (a.domain < b.domain ? -1 : 1),
  );
}

function plainRow(rows: UsageRows, i: number): PlainRow {
  const row: PlainRow = { domain: rows.domains[rows.domain[i]!]!, minute: rows.minute[i]! };
  for (const counter of COUNTERS) {
    const value = rows.counters[counter][i]!;
    if (value > 0n) row[counter] = value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
  }
  return rows.estimated[i] ? { ...row, estimated: true } : row;
}

/** Everything about a metered segment that must not depend on how its bytes arrived. */
export function plainSegment({ rows, ...rest }: MeteredSegment) {
  return { ...rest, rows: plainRows(rows) };
}

export interface Metered {
  stream: string | undefined;
  lines: number;
  rejected: number;
  bytesRead: number;
  segments: ReturnType<typeof plainSegment>[];
}

/** Meters a whole stream; `cuts` are the chunk lengths, repeated. */
export function meter(
  format: FormatProgram,
  text: string | Uint8Array,
  options: StreamOptions & { cuts?: readonly number[]; final?: boolean } = {},
): Metered {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const stream = new StreamMeter(format, options);
  const cuts = options.cuts ?? [bytes.length || 1];
  for (let at = 0, i = 0; at < bytes.length; at += cuts[i++ % cuts.length]!) {
    // a copy, as readers reuse their buffers: nothing may be kept of a chunk
    const chunk = Buffer.from(bytes.subarray(at, at + cuts[i % cuts.length]!));
    stream.push(chunk);
    chunk.fill(0x58);
  }
  stream.end({ final: options.final ?? true });
  const open = stream.open();
  const segments = [...stream.takeClosed(), ...(open ? [open] : [])].map(plainSegment);
  const { lines, rejected, bytesRead } = stream;
  return { stream: stream.stream, lines, rejected, bytesRead, segments };
}
