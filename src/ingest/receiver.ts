import {
  type LedgerEntry,
  type StoredSegment,
  StoreError,
  storedVersion,
  type UsageStore,
} from '../usage/usage-store.ts';
import { admit } from './admit.ts';
import type { IngestBatch, IngestSegment } from './batch.ts';
import { IngestFault } from './ingest-fault.ts';
import type { Ledger } from './ledger.ts';
import { segmentId } from './segment-id.ts';

/** What the server tells a sender about one segment once it is durable; the same for a re-send. */
export interface Acknowledgement {
  readonly index: number;
  /** Bytes of the segment that are counted. */
  readonly bytes: number;
  /** Lines more than a day ahead of the server's clock, or before its retention: counted, not stored. */
  readonly future: number;
  readonly expired: number;
}

export interface Receipt {
  readonly acknowledged: readonly Acknowledgement[];
  /** How many of the segments were stored before, by this metering or a newer one. */
  readonly known: number;
}

export interface ReceiverOptions {
  readonly store: UsageStore;
  readonly ledger: Ledger;
  /** Rows before this many seconds ago are `expired`. Asked each time: the config may be reloaded. */
  readonly retentionSeconds: () => number;
}

/**
 * Takes decoded batches and makes them durable: decides per segment whether there is anything new, stores rows and then
 * the ledger, and only then acknowledges. Sending a batch again gives the same acknowledgement and changes nothing.
 */
export class Receiver {
  readonly #options: ReceiverOptions;

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  /** `now` in Unix milliseconds. Rejects with IngestFault: 409 what contradicts the ledger, 503 what could not be stored. */
  async receive(batch: IngestBatch, now: number): Promise<Receipt> {
    const decisions = batch.segments.map((segment) => this.#decide(batch, segment, now));
    const writes = decisions.flatMap((decision) => decision.write ?? []);
    await this.#store(writes);
    return {
      acknowledged: decisions.map((decision) => acknowledgementOf(decision.entry)),
      known: decisions.length - writes.length,
    };
  }

  #decide(batch: IngestBatch, segment: IngestSegment, now: number): Decision {
    const { ledger, retentionSeconds } = this.#options;
    const id = segmentId(batch, segment.index);
    const known = ledger.get(id);
    if (known && isKnown(known, batch, segment)) return { entry: known };
    const { rows, rejects } = admit(segment.rows, now, retentionSeconds());
    const undated = entryOf(batch, segment, id, known);
    const entry: LedgerEntry = {
      ...undated,
      ...extentOf(known, rows.minute),
      rejects: { ...segment.rejects, ...rejects },
      days: daysOf(known, storedVersion(undated), rows.minute),
      storedAt: now,
    };
    return { entry, write: { entry, rows } };
  }

  async #store(segments: readonly StoredSegment[]): Promise<void> {
    if (segments.length === 0) return;
    try {
      await this.#options.store.put(segments);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      throw new IngestFault(503, 'unavailable', 'the store cannot take data now; try again', { cause: error });
    }
    for (const { entry } of segments) this.#options.ledger.record(entry);
  }
}

interface Decision {
  /** What the ledger says of the segment once the decision is carried out. */
  readonly entry: LedgerEntry;
  readonly write?: StoredSegment;
}

/** true when nothing is left to store; throws where the segment contradicts what the ledger has (ARCHITECTURE.md, Segments). */
function isKnown(known: LedgerEntry, batch: IngestBatch, segment: IngestSegment): boolean {
  const place = `segment ${segment.index} of ${batch.path} on ${batch.node}`;
  if (known.meterHash !== batch.meterHash) {
    const message = `${place} was metered before with the format "${known.format}" or other options; the numbers would not compare`;
    throw new IngestFault(409, 'format-changed', message);
  }
  if (segment.bytes < known.bytes) return true;
  if (segment.bytes > known.bytes) {
    if (!known.final) return false;
    throw new IngestFault(
      409,
      'final',
      `${place} was closed by --final at byte ${known.bytes}, now it has ${segment.bytes}`,
    );
  }
  if (segment.digest !== known.digest) {
    throw new IngestFault(
      409,
      'edited',
      `${place} has other contents than before in the same ${known.bytes} bytes: the log was edited`,
    );
  }
  const mayBeDueNow = (known.rejects.future ?? 0) > 0; // what was ahead of the clock
  const closesNow = segment.final && !known.final;
  return !mayBeDueNow && !closesNow;
}

type Undated = Omit<LedgerEntry, 'days' | 'firstMinute' | 'lastMinute' | 'storedAt'>;

function entryOf(batch: IngestBatch, segment: IngestSegment, id: string, known: LedgerEntry | undefined): Undated {
  const { node, stream, path, format, meterHash } = batch;
  const { index, bytes, digest, lines, rejects, samples, unknownDurations } = segment;
  const generation = known?.generation ?? 0;
  const final = segment.final || (known?.final ?? false);
  const metered = { bytes, digest, lines, rejects, samples, unknownDurations, final };
  return { segment: id, node, stream, path, format, meterHash, index, generation, ...metered };
}

function extentOf(known: LedgerEntry | undefined, minutes: Uint32Array): { firstMinute: number; lastMinute: number } {
  let firstMinute = known?.firstMinute || (minutes[0] ?? 0);
  let lastMinute = known?.lastMinute ?? 0;
  for (const minute of minutes) {
    if (minute < firstMinute) firstMinute = minute;
    if (minute > lastMinute) lastMinute = minute;
  }
  return { firstMinute, lastMinute };
}

/** The days touched so far, the ones of these rows now at this version. */
function daysOf(known: LedgerEntry | undefined, version: number, minutes: Uint32Array): Map<number, number> {
  const days = new Map(known?.days);
  for (const minute of minutes) days.set(Math.floor(minute / 86_400), version);
  return days;
}

function acknowledgementOf({ index, bytes, rejects }: LedgerEntry): Acknowledgement {
  return { index, bytes, future: rejects.future ?? 0, expired: rejects.expired ?? 0 };
}
