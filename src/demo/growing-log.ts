import { appendFile } from 'node:fs/promises';
import { meterHash } from '../format/meter-hash.ts';
import type { FormatProgram } from '../format/program.ts';
import { packBatch } from '../ingest/client.ts';
import type { Send } from '../ingest/ship-log.ts';
import { readPlain } from '../meter/open-log.ts';
import { StreamMeter } from '../meter/stream-meter.ts';
import type { MeteredSegment } from '../usage/segment.ts';
import { changedRows } from './changed-rows.ts';

/**
 * A log that is being written and metered at the same time: what is appended is read back from the file, goes through the
 * one meter that has read everything before it, and the rows that changed are sent.
 *
 *     const log = new GrowingLog('logs/edge-1/access.log', 'edge-1', program, send)
 *     await log.append(lines)       // in the file
 *     await log.ship()              // and counted
 *
 * A ship() that fails loses nothing: rows are cumulative, and the next one sends whatever was not acknowledged.
 */
export class GrowingLog {
  readonly path: string;
  readonly #node: string;
  readonly #program: FormatProgram;
  readonly #send: Send;
  readonly #meter: StreamMeter;
  #position = 0;
  #unsent: MeteredSegment[] = [];
  #acknowledged: MeteredSegment | undefined;

  constructor(path: string, node: string, program: FormatProgram, send: Send) {
    this.path = path;
    this.#node = node;
    this.#program = program;
    this.#send = send;
    this.#meter = new StreamMeter(program);
  }

  /** Metered so far. */
  get lines(): number {
    return this.#meter.lines;
  }

  get bytes(): number {
    return this.#position;
  }

  async append(chunks: Iterable<Uint8Array>): Promise<void> {
    for (const chunk of chunks) await appendFile(this.path, chunk);
  }

  async ship(): Promise<void> {
    await this.#readOn();
    this.#unsent.push(...this.#meter.takeClosed());
    while (this.#unsent.length > 0) {
      await this.#deliver(this.#unsent[0]!);
      this.#unsent.shift();
    }
    const open = this.#meter.open();
    if (open) await this.#deliver(open);
  }

  /** From where the last read ended to the end of the file. */
  async #readOn(): Promise<void> {
    for await (const chunk of readPlain(this.path, this.#position)) {
      this.#meter.push(chunk);
      this.#position += chunk.length;
    }
  }

  async #deliver(segment: MeteredSegment): Promise<void> {
    const before = this.#acknowledged?.index === segment.index ? this.#acknowledged : undefined;
    if (before?.bytes === segment.bytes) return;
    const rows = changedRows(before?.rows, segment.rows);
    const batch = {
      node: this.#node,
      stream: this.#meter.stream!, // a segment has a line, and so the stream has its name
      path: this.path,
      format: this.#program.name,
      meterHash: meterHash(this.#program),
      segments: [{ ...segment, rows, final: false }],
    };
    await this.#send(await packBatch(batch));
    this.#acknowledged = segment;
  }
}
