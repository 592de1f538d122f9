import {
  type LedgerEntry,
  type StoredSegment,
  StoreError,
  storedVersion,
  type UsageStore,
} from '../usage/usage-store.ts';
import { admit, admitLive } from './admit.ts';
import type { IngestBatch, IngestSegment } from './batch.ts';
import { GroupCommit } from './group-commit.ts';
import { IngestFault } from './ingest-fault.ts';
import { type IngestRules, NO_RULES } from './ingest-rules.ts';
import type { Ledger } from './ledger.ts';
import { emptySegment, entryOf, unread } from './ledger-entry.ts';
import { segmentId } from './segment-id.ts';
import { TurnTaking } from './turn-taking.ts';
import { NO_ROWS, withZeroRows } from './zero-rows.ts';

/** What the server tells a sender about one segment once it is durable; the same for a re-send. */
export interface Acknowledgement {
  readonly index: number;
  /** Bytes of the segment that are counted. */
  readonly bytes: number;
  /** Lines more than a day ahead of the server's clock, before its retention, or removed by an operator: not stored. */
  readonly future: number;
  readonly expired: number;
  readonly forgotten: number;
}

export interface Receipt {
  readonly acknowledged: readonly Acknowledgement[];
  /** How many of the segments were stored before, by this metering or a newer one. */
  readonly known: number;
  /** Other nodes under which the same bytes were metered: a possible double count, never refused. */
  readonly twins: readonly string[];
}

export interface ReceiverOptions {
  readonly store: UsageStore;
  readonly ledger: Ledger;
  /** Rows before this many seconds ago are `expired`. Asked each time: the config may be reloaded. */
  readonly retentionSeconds: () => number;
  /** Default: nothing was renamed, retired or forgotten. */
  readonly rules?: IngestRules;
}

/** What became of a segment: its ledger entry, and whether there was anything to store. */
interface Outcome {
  readonly entry: LedgerEntry;
  readonly isNew: boolean;
}

/**
 * Takes decoded batches and makes them durable: decides per segment whether there is anything new, stores rows and then
 * the ledger, and only then acknowledges. Sending a batch again gives the same acknowledgement and changes nothing.
 * ARCHITECTURE.md, Segments, says why; docs/decisions/0005 how a replacement survives a crash.
 */
export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #commits: GroupCommit;
  readonly #turns = new TurnTaking(); // a segment's batches are decided one after the other

  constructor(options: ReceiverOptions) {
    this.#options = options;
    this.#commits = new GroupCommit(options.store);
  }

  /**
   * `now` in Unix milliseconds. Rejects with IngestFault: 403 a retired node, 409 what contradicts the ledger, 503 what
   * could not be stored. Segments of the batch that were right are stored all the same; sending it again is safe.
   */
  async receive(sent: IngestBatch, now: number): Promise<Receipt> {
    const { rules = NO_RULES, ledger } = this.#options;
    if (rules.isRetired(sent.node)) throw IngestFault.retired(sent.node);
    const batch = { ...sent, node: rules.identityOf(sent.node) };
    const ends = batch.endsAfter === undefined ? [] : segmentsBeyond(ledger, batch, batch.endsAfter);
    const outcomes = await settle(
      [...batch.segments, ...ends].map((segment) => {
        const id = segmentId(batch, segment.index);
        return this.#turns.take(id, () => this.#take(batch, segment, id, now));
      }),
    );
    const entries = outcomes.map(({ entry }) => entry);
    return {
      acknowledged: entries.slice(0, batch.segments.length).map(acknowledgementOf),
      known: outcomes.filter(({ isNew }) => !isNew).length,
      twins: [...new Set(entries.flatMap((entry) => ledger.twins(entry)).map(({ node }) => node))].sort(),
    };
  }

  /** Resolves when every batch that is being taken now is stored or refused. */
  settled(): Promise<void> {
    return this.#turns.idle();
  }

  async #take(sent: IngestBatch, segment: IngestSegment, id: string, now: number): Promise<Outcome> {
    const known = this.#options.ledger.get(id);
    const batch = known && isDone(known, sent) ? { ...sent, replace: false } : sent;
    const { retentionSeconds, rules = NO_RULES } = this.#options;
    const hasZeros = batch.replace === true && rules.wasForgotten(batch); // the digest is the log's, not that of what is stored
    if (known && isKnown(known, batch, segment) && !hasZeros) return { entry: known, isNew: false };
    const forgotten = rules.forgotten(batch);
    const admission = { now, retentionSeconds: retentionSeconds(), forgotten };
    const { rows, rejects } = admit(segment.rows, admission);
    const live = segment.live && { live: admitLive(segment.live, admission) };
    const entry = entryOf(batch, segment, { id, known, rows, rejects, now });
    if (known && batch.replace) return { entry: await this.#replace(known, { entry, rows, ...live }), isNew: true };
    await this.#announce(known, entry);
    await this.#store({ entry, rows, ...live });
    return { entry, isNew: true };
  }

  /**
   * The ledger names a segment, its format and its days before any of its rows is stored. A crash between the two would else
   * leave rows that nobody knows of: if the format is put right before the batch comes again, they would count beside the others.
   */
  async #announce(known: LedgerEntry | undefined, entry: LedgerEntry): Promise<void> {
    const newDays = [...entry.days.keys()].filter((day) => !known?.days.has(day));
    if (newDays.length === 0) return;
    const days = new Map([...newDays.map((day) => [day, 0] as const), ...(known?.days ?? [])]);
    await this.#store({ entry: { ...(known ?? unread(entry)), days }, rows: NO_ROWS });
  }

  /**
   * Writes the segment under a higher generation, with zeros for the keys that it does not have any more. The ledger says
   * first that it has begun: until all of it is stored, a crash leaves a mixture that only another replacement may end.
   */
  async #replace(known: LedgerEntry, { entry, rows, ...live }: StoredSegment): Promise<LedgerEntry> {
    const keys = await this.#reading(() => this.#options.store.segmentKeys(known.segment, known.days.keys()));
    const generation = Math.max(known.generation, Math.floor(keys.version / 2 ** 32)) + 1;
    const version = storedVersion({ generation, bytes: entry.bytes });
    const days = new Map([...known.days.keys(), ...entry.days.keys()].map((day) => [day, version]));
    const replaced: LedgerEntry = { ...entry, generation, days };
    await this.#store({ entry: { ...replaced, replacing: true }, rows: NO_ROWS });
    const since = entry.storedAt / 1000 - this.#options.retentionSeconds();
    await this.#store({ entry: replaced, rows: withZeroRows(rows, keys, since), ...live });
    return replaced;
  }

  async #store(segment: StoredSegment): Promise<void> {
    await this.#reading(() => this.#commits.put([segment]));
    this.#options.ledger.record(segment.entry);
  }

  async #reading<Result>(task: () => Promise<Result>): Promise<Result> {
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      throw new IngestFault(503, 'unavailable', 'the store cannot take data now; try again', { cause: error });
    }
  }
}

/** Waits for all, so that nothing goes on behind a refusal; then the first fault, if there is one. */
async function settle<Result>(tasks: readonly Promise<Result>[]): Promise<Result[]> {
  await Promise.allSettled(tasks);
  return Promise.all(tasks);
}

/** The replacement that a batch asks for has been: what it brings now is a newer metering, or an older one. */
function isDone({ meterHash, replacing }: LedgerEntry, batch: IngestBatch): boolean {
  return batch.unlessSame === true && meterHash === batch.meterHash && !replacing;
}

/** true when nothing is left to store; throws where the segment contradicts what the ledger has. */
function isKnown(known: LedgerEntry, batch: IngestBatch, segment: IngestSegment): boolean {
  const isSame =
    known.meterHash === batch.meterHash && known.bytes === segment.bytes && known.digest === segment.digest;
  if (batch.replace) return isSame && !known.replacing && known.final === segment.final && !hasFuture(known);
  const place = `segment ${segment.index} of ${batch.path} on ${batch.node}`;
  const remedy = 'ingest the whole log with --replace to count it anew';
  const of = { counted: { segment: segment.index, bytes: known.bytes } };
  if (known.replacing) {
    throw new IngestFault(409, 'replacement-unfinished', `a replacement of ${place} was interrupted: ${remedy}`, of);
  }
  if (known.meterHash !== batch.meterHash) {
    const message = `${place} was metered before with the format "${known.format}" or other options: ${remedy}`;
    throw new IngestFault(409, 'format-changed', message, of);
  }
  if (segment.bytes < known.bytes) return true;
  if (segment.bytes > known.bytes) {
    if (!known.final) return false;
    const message = `${place} was closed by --final at byte ${known.bytes}, now it has ${segment.bytes}: ${remedy}`;
    throw new IngestFault(409, 'final', message, of);
  }
  if (segment.digest !== known.digest) {
    const message = `${place} gives other numbers than before in the same ${known.bytes} bytes, so the log was edited: ${remedy}`;
    throw new IngestFault(409, 'edited', message, of);
  }
  const closesNow = segment.final && !known.final;
  return !hasFuture(known) && !closesNow;
}

/** Lines that were ahead of the clock may be due now. */
function hasFuture({ rejects }: LedgerEntry): boolean {
  return (rejects.future ?? 0) > 0;
}

/** The segments that a replaced log does not reach any more, as empty ones. */
function segmentsBeyond(ledger: Ledger, batch: IngestBatch, count: number): IngestSegment[] {
  const beyond = ledger.stream(batch).filter(({ index, bytes }) => index >= count && bytes > 0);
  return beyond.map(({ index }) => emptySegment(index));
}

function acknowledgementOf({ index, bytes, rejects }: LedgerEntry): Acknowledgement {
  const { future = 0, expired = 0, forgotten = 0 } = rejects;
  return { index, bytes, future, expired, forgotten };
}
