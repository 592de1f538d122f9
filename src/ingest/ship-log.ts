import { meterHash } from '../format/meter-hash.ts';
import type { FormatProgram } from '../format/program.ts';
import { StreamMeter } from '../meter/stream-meter.ts';
import type { MeteredSegment } from '../usage/segment.ts';
import type { IngestBatch } from './batch.ts';
import type { Receipt } from './receiver.ts';

export interface LogToShip {
  readonly node: string;
  /** For people. */
  readonly path: string;
  /** The log's uncompressed bytes, in chunks of any size. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Compiled, with a domain where the format has no host. */
  readonly program: FormatProgram;
  /** Counts an unterminated last line and closes the stream. */
  readonly final: boolean;
  /** Called after each chunk with the lines so far. */
  readonly onProgress?: (lines: number) => void;
}

/** What became of a log. */
export interface Shipment {
  readonly lines: number;
  readonly rejected: number;
  readonly bytesRead: number;
  readonly segments: number;
  /** Segments that the server had already. */
  readonly known: number;
  readonly future: number;
  readonly expired: number;
  /** Length of an unterminated last line that was not counted; 0 when there is none. */
  readonly pendingBytes: number;
}

/**
 * Meters a log and sends it segment by segment through `send`, at most one on its way while the next is metered. Resolves
 * when everything was acknowledged; rejects with what reading or sending rejected with.
 */
export async function shipLog(log: LogToShip, send: (batch: IngestBatch) => Promise<Receipt>): Promise<Shipment> {
  const meter = new StreamMeter(log.program);
  const receipts: Receipt[] = [];
  let sending: Promise<unknown> = Promise.resolve();

  async function ship(segments: readonly MeteredSegment[], final: boolean): Promise<void> {
    if (meter.stream === undefined) return; // no line yet that could name the stream
    for (const segment of segments) {
      await sending;
      sending = send(batchOf(log, meter.stream, { ...segment, final })).then((receipt) => receipts.push(receipt));
      sending.catch(() => {}); // seen by the next await
    }
  }

  for await (const chunk of log.chunks) {
    meter.push(chunk);
    await ship(meter.takeClosed(), false);
    log.onProgress?.(meter.lines);
  }
  const { pendingBytes } = meter;
  meter.end({ final: log.final });
  const open = meter.open();
  await ship(meter.takeClosed(), log.final && open === undefined);
  if (open) await ship([open], log.final);
  await sending;
  const { lines, rejected, bytesRead } = meter;
  return { lines, rejected, bytesRead, pendingBytes: log.final ? 0 : pendingBytes, ...totalsOf(receipts) };
}

function batchOf(
  { node, path, program }: LogToShip,
  stream: string,
  segment: IngestBatch['segments'][number],
): IngestBatch {
  return { node, stream, path, format: program.name, meterHash: meterHash(program), segments: [segment] };
}

function totalsOf(receipts: readonly Receipt[]): Pick<Shipment, 'segments' | 'known' | 'future' | 'expired'> {
  const totals = { segments: 0, known: 0, future: 0, expired: 0 };
  for (const { acknowledged, known } of receipts) {
    totals.known += known;
    for (const { future, expired } of acknowledged) {
      totals.segments++;
      totals.future += future;
      totals.expired += expired;
    }
  }
  return totals;
}
