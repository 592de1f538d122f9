import type { Source } from '../../api/types.ts';
import { csvBlob } from '../../export/csv.ts';

/** A node in one line: its own facts and sums over its streams. */
export interface NodeRow {
  readonly source: Source;
  readonly lines: number;
  readonly rejects: number;
  /** Unix seconds; null where nothing is stored. */
  readonly newest: number | null;
  readonly stored: number | null;
}

export function nodeOf(source: Source): NodeRow {
  const { streams } = source;
  const latest = (times: readonly (number | null)[]) =>
    times.reduce((most, time) => (time !== null && time > (most ?? 0) ? time : most), null);
  return {
    source,
    lines: streams.reduce((sum, { lines }) => sum + lines, 0),
    rejects: streams.reduce((sum, { rejects }) => sum + rejectedOf(rejects), 0),
    newest: latest(streams.map((stream) => stream.last_minute)),
    stored: latest(streams.map((stream) => stream.last_stored)),
  };
}

export function rejectedOf(rejects: Readonly<Record<string, number>>): number {
  return Object.values(rejects).reduce((sum, count) => sum + count, 0);
}

/** One line a stream. */
export function sourcesCsv(sources: readonly Source[]): Blob {
  const heads = [
    'node',
    'node_state',
    'path',
    'stream',
    'format',
    'state',
    'lines',
    'rejected',
    'last_minute',
    'last_stored',
    'lag_bytes',
    'lag_seconds',
    'fault',
  ];
  const rows = sources.flatMap(({ node, state, streams }) =>
    streams.map((one) => [
      ...[node, state, one.path, one.stream, one.format, one.state, one.lines, rejectedOf(one.rejects)],
      ...[one.last_minute, one.last_stored, one.lag_bytes, one.lag_seconds, one.fault],
    ]),
  );
  return csvBlob(heads, rows);
}
