import type { Compression } from '../meter/compression.ts';
import type { SettledFile } from './checkpoint.ts';
import type { FollowedStream, StreamSettings } from './followed-stream.ts';
import { type FileFacts, isUntouched } from './log-files.ts';

/** A file that cannot be read is tried again when it changes, and after this long. */
const RETRY_MS = 30_000;
/** Compressing a large log takes minutes, in which it cannot be read: a try that failed is repeated when the file is quiet. */
const QUIET_MS = 2000;

/** A file that some input's pattern has matched: known by device and inode, whatever it is called by now. */
export class TrackedFile {
  readonly id: string;
  readonly settings: StreamSettings;
  path: string;
  facts: FileFacts;
  /** It matched when the folders were read last. */
  isListed = true;
  /** Unix milliseconds; when it was first missed, or grew since. */
  missedAt = 0;
  /** undefined: its first bytes were not seen yet. */
  compression: Compression | undefined;
  /** Whose bytes it holds; a stream without id while its first line is not complete. */
  stream: FollowedStream | undefined;
  /** NULs before the stream's first byte. */
  nuls = 0;
  /** As it was when there was nothing (more) to do with it. */
  #done: FileFacts | undefined;
  #fault: { readonly message: string; readonly at: number } | undefined;
  /** Somebody reads it. */
  isBusy = false;
  /** It is not looked after any more. */
  isDropped = false;
  #verified: FileFacts | undefined;
  /** From a checkpoint: as it was when everything in it was acknowledged. */
  settled: SettledFile | undefined;

  constructor(path: string, facts: FileFacts, settings: StreamSettings) {
    this.id = facts.id;
    this.path = path;
    this.facts = facts;
    this.settings = settings;
  }

  /** Why it cannot be read. */
  get fault(): string | null {
    return this.#fault?.message ?? null;
  }

  get isCompressed(): boolean {
    return this.compression === 'gzip' || this.compression === 'zstd';
  }

  /** Bytes of the stream that it holds, if it is plain. */
  get length(): number {
    return this.facts.size - this.nuls;
  }

  /** Nothing was written to it since `doneWith`; its name and permissions may have changed. */
  get hasSameContent(): boolean {
    return this.#done?.size === this.facts.size && this.#done.modifiedNs === this.facts.modifiedNs;
  }

  /** Is there something to read, or to find out? */
  isReady(now: number): boolean {
    if (this.settled) return false;
    if (this.#fault) return this.#isWorthRetrying(this.#fault.at, now);
    if (this.isCompressed) return !this.hasSameContent || (this.stream?.isRewound ?? false);
    return !this.#isUntouched() || (this.stream?.wants(this.length) ?? false);
  }

  #isWorthRetrying(failedAt: number, now: number): boolean {
    if (now < failedAt || now - failedAt >= RETRY_MS) return true;
    if (!this.isCompressed) return !this.#isUntouched();
    const quietMs = Math.abs(now - Number(this.facts.modifiedNs / 1_000_000n));
    return !this.hasSameContent && quietMs >= QUIET_MS;
  }

  #isUntouched(): boolean {
    return this.#done !== undefined && isUntouched(this.#done, this.facts);
  }

  /** What it holds has been compared since it was last touched. */
  isVerifiedAs(facts: FileFacts): boolean {
    return this.#verified !== undefined && isUntouched(this.#verified, facts);
  }

  verified(facts: FileFacts): void {
    this.#verified = facts;
  }

  /** It was read to its end, or is of no use as it is. */
  doneWith(facts: FileFacts): void {
    this.#fault = undefined;
    this.#done = facts;
  }

  failed(message: string, now: number): void {
    this.#fault = { message, at: now };
    this.#done = this.facts;
  }

  /** Its content is another than it was. */
  forgetContent(): void {
    this.stream?.files.delete(this);
    this.stream = undefined;
    this.nuls = 0;
    this.compression = undefined;
    this.#done = undefined;
    this.#verified = undefined;
    this.#fault = undefined;
  }

  join(stream: FollowedStream): void {
    this.stream?.files.delete(this);
    this.stream = stream;
    stream.files.add(this);
  }
}
