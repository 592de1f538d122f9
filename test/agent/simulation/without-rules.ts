import { createHash } from 'node:crypto';
import type { LogFile, LogFiles } from '../../../src/agent/log-files.ts';
import type { IngestBatch, IngestSegment } from '../../../src/ingest/batch.ts';
import { COUNTERS, type Counter } from '../../../src/usage/counters.ts';
import type { UsageRows } from '../../../src/usage/rows.ts';
import { FIRST } from './lines.ts';
import { SEGMENT_BYTES, type Tampering, type World } from './world.ts';

/**
 * What would become of the system without each of the design's rules for segments. Every one is taken out from the outside: the
 * product has no switch for it.
 */

/** 1: a stream is known by its path, not by its first line. */
export const knownByPath: Tampering = {
  batch: (batch) => ({ ...batch, stream: createHash('md5').update(batch.path).digest('hex') }),
};

/** 2: the version is the time of sending, not how far the segment was read. */
export const versionedByClock: Tampering = {
  batch: (batch, world) => changed(batch, { bytes: Math.max(1, Math.floor(world.now / 1000) - FIRST) }),
};

/** 3: the last row of an open segment is held back, to go with the next sending that it has changed for. */
export const rowsHeldBack: Tampering = {
  batch: (batch) => {
    const { rows, bytes } = batch.segments[0]!;
    return rows.length > 1 && bytes < SEGMENT_BYTES
      ? changed(batch, { rows: rowsWhere(rows, (row) => row < rows.length - 1) })
      : batch;
  },
};

/** 4: a last line without its newline is counted as far as it goes. */
export const unterminatedLineCounted: Tampering = {
  batch: (batch, { disk }) => {
    if (!disk.exists(batch.path)) return batch;
    const text = disk.read(batch.path).toString('latin1');
    const cut = /^(\d{10})\.000 (\d+) ([a-z]+(?:\.[a-z]+)?)$/.exec(text.slice(text.lastIndexOf('\n') + 1));
    const [second, bytes, host] = cut ? [Number(cut[1]), Number(cut[2]), cut[3]!] : [0, 0, ''];
    const { rows } = batch.segments[0]!;
    if (!cut || rows.domains.includes(host)) return batch;
    return changed(batch, { rows: withRow(rows, host, second - (second % 60), bytes) });
  },
};

/** 5: the ledger does not know how a segment was metered. */
export const meteringNotCompared: Tampering = {
  batch: (batch) => ({ ...batch, meterHash: '0'.repeat(32) }),
};

/** 6: the ledger is written before the rows. */
export const ledgerFirst: Tampering = { storeOrder: 'ledger first' };

/** 7: of a .gz only the first member is read. */
export const firstMemberOnly: Tampering = {
  files: (files, world) => ({ ...files, open: (path) => cutBehindMember(files.open(path), world) }) satisfies LogFiles,
};

/** 8: what another format has counted stays, even in a segment that grows. */
export const neverReplaced: Tampering = {
  delivery: (delivery) =>
    typeof delivery !== 'string' && delivery.code === 'format-changed' ? 'acknowledged' : delivery,
};

function changed(batch: IngestBatch, change: Partial<IngestSegment>): IngestBatch {
  return { ...batch, segments: [{ ...batch.segments[0]!, ...change }] };
}

function rowsWhere(rows: UsageRows, isKept: (row: number) => boolean): UsageRows {
  const kept = Array.from({ length: rows.length }, (_, row) => row).filter(isKept);
  const columns = COUNTERS.map((name) => [name, BigUint64Array.from(kept, (row) => rows.counters[name][row]!)]);
  return {
    length: kept.length,
    domains: rows.domains,
    domain: Uint32Array.from(kept, (row) => rows.domain[row]!),
    minute: Uint32Array.from(kept, (row) => rows.minute[row]!),
    counters: Object.fromEntries(columns) as Record<Counter, BigUint64Array>,
    estimated: Uint8Array.from(kept, (row) => rows.estimated[row]!),
  };
}

function withRow(rows: UsageRows, host: string, minute: number, bytes: number): UsageRows {
  const added: Partial<Record<Counter, bigint>> = { requests: 1n, bytes: BigInt(bytes) };
  const columns = COUNTERS.map((name) => [name, BigUint64Array.from([...rows.counters[name], added[name] ?? 0n])]);
  return {
    length: rows.length + 1,
    domains: [...rows.domains, host],
    domain: Uint32Array.from([...rows.domain, rows.domains.length]),
    minute: Uint32Array.from([...rows.minute, minute]),
    counters: Object.fromEntries(columns) as Record<Counter, BigUint64Array>,
    estimated: Uint8Array.from([...rows.estimated, 0]),
  };
}

function cutBehindMember(file: LogFile, { firstMembers }: World): LogFile {
  const sizeOf = () => firstMembers.get(file.facts().size) ?? file.facts().size;
  return {
    facts: () => ({ ...file.facts(), size: sizeOf() }),
    read: (into, position) => file.read(into.subarray(0, Math.max(0, sizeOf() - position)), position),
    close: () => file.close(),
  };
}
