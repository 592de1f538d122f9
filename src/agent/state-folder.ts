import { join } from 'node:path';
import { CheckpointFile } from './checkpoint-file.ts';
import type { Notices } from './notices.ts';
import { Spool } from './spool.ts';
import { StateLock } from './state-lock.ts';

export interface StateOptions {
  /** Made where it is missing, for this user alone. */
  readonly folder: string;
  readonly node: string;
  readonly spoolLimit: number;
  readonly now: number;
  readonly notices: Notices;
}

/**
 * What an agent keeps on disk, each part of which may be lost at any time without changing a log's number:
 *
 *     lock               names the agent that has the folder
 *     checkpoint.json    how far each log was read: saves reading them again
 *     spool/             batches that wait for a server; spool/refused and spool/damaged are for people
 *     live/              counters of live servers, which cannot be read again: written and read by src/live, under this lock
 */
export class StateFolder {
  readonly spool: Spool;
  /** From the last run; undefined: everything is read from its beginning. */
  readonly checkpoint: unknown;
  readonly #lock: StateLock;
  readonly #file: CheckpointFile;
  readonly #notices: Notices;

  private constructor(
    parts: { lock: StateLock; spool: Spool; file: CheckpointFile; checkpoint: unknown },
    notices: Notices,
  ) {
    this.#lock = parts.lock;
    this.spool = parts.spool;
    this.#file = parts.file;
    this.checkpoint = parts.checkpoint;
    this.#notices = notices;
  }

  /** Rejects with LockedError where another agent has it, and with the system's error where it cannot be used at all. */
  static async open({ folder, node, spoolLimit, now, notices }: StateOptions): Promise<StateFolder> {
    const lock = takeLock(folder, notices);
    const spool = await Spool.open(join(folder, 'spool'), spoolLimit, now);
    const file = new CheckpointFile(folder, node);
    const checkpoint = await usableCheckpoint(file, spool, notices);
    return new StateFolder({ lock, spool, file, checkpoint }, notices);
  }

  /** Writes the checkpoint where it changed. That it cannot be written is told, and no fault: the next start takes longer. */
  async save(checkpoint: unknown): Promise<void> {
    try {
      this.#lock.keep();
      await this.#file.save(checkpoint, this.spool.names);
      this.#notices.right('state', 'the state folder can be written again');
    } catch (error) {
      this.#notices.wrong('state', `the checkpoint cannot be written: ${(error as Error).message}`);
    }
  }

  async forgetCheckpoint(): Promise<void> {
    await this.#file.remove().catch(() => {}); // a folder that cannot be written has been told
  }

  close(): void {
    this.#lock.release();
  }
}

/** On a full disk without a lock: two agents that send the same change no number, and one that does not start sends nothing. */
function takeLock(folder: string, notices: Notices): StateLock {
  const lock = new StateLock(folder);
  try {
    lock.take();
  } catch (error) {
    if (!['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    notices.wrong('state', `the state folder cannot be locked: ${(error as Error).message}`);
  }
  return lock;
}

/** None where anything speaks against it: then the logs are read from their beginning, which is always right. */
async function usableCheckpoint(file: CheckpointFile, spool: Spool, notices: Notices): Promise<unknown> {
  const damaged = await spool.inspect(); // now, while the logs may still be there
  const { checkpoint, reason } = await file.load(spool.names);
  const why = damaged.length > 0 ? `spooled batches are damaged: ${damaged.join(', ')}` : reason;
  if (why === undefined) return checkpoint;
  notices.log.warn({}, `the checkpoint is not used, so logs are read from their beginning: ${why}`);
  await file.remove().catch(() => {}); // it is looked at with the same eyes the next time
  return undefined;
}
