import type { IngestBatch } from '../../src/ingest/batch.ts';
import { decodeBatch } from '../../src/ingest/decode-batch.ts';
import { encodeBatch } from '../../src/ingest/encode-batch.ts';
import { IngestFault } from '../../src/ingest/ingest-fault.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import { segmentId } from '../../src/ingest/segment-id.ts';
import type { UsageStore } from '../../src/usage/usage-store.ts';
import { memoryStore } from '../support/memory-store.ts';
import type { Delivery } from './drive.ts';
import type { Cells } from './truth.ts';

/** The real receiver behind the real wire form, over a store in memory; it can be restarted. */
export class TestServer {
  readonly store: UsageStore;
  /** Unix milliseconds. */
  now = 0;
  /** Every batch that arrived. */
  readonly batches: IngestBatch[] = [];
  #ledger = new Ledger();
  #receiver: Receiver;

  constructor(store = memoryStore()) {
    this.store = store;
    this.#receiver = this.#newReceiver();
  }

  /** All of its memory is lost. */
  async restart(): Promise<void> {
    this.#ledger = await Ledger.load(this.store);
    this.#receiver = this.#newReceiver();
  }

  #newReceiver(): Receiver {
    return new Receiver({ store: this.store, ledger: this.#ledger, retentionSeconds: () => 400 * 86_400 });
  }

  async receive(batch: IngestBatch): Promise<Delivery> {
    this.batches.push(batch);
    try {
      await this.#receiver.receive(decodeBatch(encodeBatch(batch)), this.now);
      return 'acknowledged';
    } catch (error) {
      if (!(error instanceof IngestFault)) throw error;
      if (error.status === 503) return 'returned';
      const known = this.#ledger.get(segmentId(batch, batch.segments[0]!.index));
      const { status, code, message } = error;
      return { status, code, message, ...(code === 'format-changed' && { bytes: known!.bytes }) };
    }
  }

  /** What is stored, without the rows of zeros. */
  async cells(hosts: readonly string[], start: number, end: number): Promise<Cells> {
    const spans = hosts.map((domain) => ({ domain, start, end }));
    const rows = await this.store.buckets({ spans, step: 60, counters: ['requests', 'bytes'], merged: false });
    const cells: Cells = new Map();
    for (let i = 0; i < rows.length; i++) {
      const [requests, bytes] = [Number(rows.counters.requests![i]), Number(rows.counters.bytes![i])];
      if (requests > 0 || bytes > 0) cells.set(`${hosts[rows.domain[i]!]} ${rows.start[i]}`, { requests, bytes });
    }
    return cells;
  }
}
