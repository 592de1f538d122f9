import { meterHash } from '../format/meter-hash.ts';
import type { FormatProgram } from '../format/program.ts';
import { StreamMeter } from '../meter/stream-meter.ts';
import type { MeteredSegment } from '../usage/segment.ts';
import type { IngestBatch } from './batch.ts';
import { type PackedBatch, packBatch } from './client.ts';
import { Outbox } from './outbox.ts';
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
  /** Takes the place of what was stored of the log before. */
  readonly replace: boolean;
  /** Asked once the first chunk is there: true for compressed data, which is only believed when all of it was read. */
  readonly isDoubtful?: () => boolean;
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
  readonly forgotten: number;
  /** Other nodes under which the server has the same bytes. */
  readonly twins: readonly string[];
  /** Length of an unterminated last line that was not counted; 0 when there is none. */
  readonly pendingBytes: number;
}

export type Send = (batch: PackedBatch) => Promise<Receipt>;

/**
 * Meters a log and sends it segment by segment through `send`, at most one on its way while the next is metered. Resolves
 * when everything was acknowledged; rejects with what reading or sending rejected with.
 */
export async function shipLog(log: LogToShip, send: Send): Promise<Shipment> {
  const meter = new StreamMeter(log.program);
  const departure = new Departure(send);
  try {
    for await (const chunk of log.chunks) {
      meter.push(chunk);
      if (log.isDoubtful?.()) departure.holdBack();
      await depart(departure, log, meter, meter.takeClosed());
      log.onProgress?.(meter.lines);
    }
    const { pendingBytes } = meter;
    await departRest(departure, log, meter);
    const { lines, rejected, bytesRead } = meter;
    const receipts = await departure.allAcknowledged();
    return { lines, rejected, bytesRead, pendingBytes: log.final ? 0 : pendingBytes, ...totalsOf(receipts) };
  } finally {
    await departure.close();
  }
}

async function departRest(departure: Departure, log: LogToShip, meter: StreamMeter): Promise<void> {
  meter.end({ final: log.final });
  const open = meter.open();
  const rest = [...meter.takeClosed(), ...(open ? [open] : [])];
  await depart(departure, log, meter, rest.slice(0, -1));
  const last = rest.slice(-1);
  await depart(departure, log, meter, last, log.final);
  if (log.replace && meter.stream !== undefined) {
    const endsAfter = departure.segments;
    await departure.add({ ...streamOf(log, meter.stream), segments: [], endsAfter });
  }
}

/** A log without a line that could name its stream has nothing to send. */
async function depart(
  departure: Departure,
  log: LogToShip,
  { stream }: StreamMeter,
  segments: readonly MeteredSegment[],
  final = false,
): Promise<void> {
  if (stream === undefined) return;
  for (const segment of segments) await departure.add({ ...streamOf(log, stream), segments: [{ ...segment, final }] });
}

function streamOf({ node, path, program, replace }: LogToShip, stream: string): Omit<IngestBatch, 'segments'> {
  const identity = { node, path, stream, format: program.name, meterHash: meterHash(program) };
  return replace ? { ...identity, replace } : identity;
}

/** Sends batches one after the other, while the caller makes the next; or keeps them until the log is known to be whole. */
class Departure {
  /** How many segments were added. */
  segments = 0;
  readonly #send: Send;
  readonly #receipts: Receipt[] = [];
  #outbox: Outbox | undefined;
  #sending: Promise<unknown> = Promise.resolve();

  constructor(send: Send) {
    this.#send = send;
  }

  holdBack(): void {
    this.#outbox ??= new Outbox();
  }

  async add(batch: IngestBatch): Promise<void> {
    this.segments += batch.segments.length;
    const packed = await packBatch(batch);
    if (this.#outbox) return this.#outbox.add(packed);
    await this.#sending;
    this.#sending = this.#send(packed).then((receipt) => this.#receipts.push(receipt));
    this.#sending.catch(() => {}); // the next await sees it
  }

  async allAcknowledged(): Promise<readonly Receipt[]> {
    await this.#sending;
    if (this.#outbox) for await (const packed of this.#outbox.take()) this.#receipts.push(await this.#send(packed));
    return this.#receipts;
  }

  async close(): Promise<void> {
    await this.#outbox?.close();
  }
}

type Totals = Pick<Shipment, 'segments' | 'known' | 'future' | 'expired' | 'forgotten' | 'twins'>;

function totalsOf(receipts: readonly Receipt[]): Totals {
  const acknowledged = receipts.flatMap((receipt) => receipt.acknowledged);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    segments: acknowledged.length,
    known: sum(receipts.map(({ known }) => known)),
    future: sum(acknowledged.map(({ future }) => future)),
    expired: sum(acknowledged.map(({ expired }) => expired)),
    forgotten: sum(acknowledged.map(({ forgotten }) => forgotten)),
    twins: [...new Set(receipts.flatMap(({ twins }) => twins))].sort(),
  };
}
