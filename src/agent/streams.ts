import type { StreamPlace } from './checkpoint.ts';
import type { FollowedStream } from './followed-stream.ts';
import type { LogFile } from './log-files.ts';
import { isSameLog } from './same-log.ts';
import type { TrackedFile } from './tracked-file.ts';

/** A stream without files is remembered this long: a log that was rotated away may come back compressed. */
const FORGET_MS = 10 * 60_000;

/** The streams by their identity, and where an earlier run had come to in them. */
export class Streams {
  readonly #named = new Map<string, FollowedStream>();
  readonly #places: ReadonlyMap<string, StreamPlace>;

  constructor(places: readonly StreamPlace[]) {
    this.#places = new Map(places.map((place) => [place.stream, place]));
  }

  all(): Iterable<FollowedStream> {
    return this.#named.values();
  }

  place(id: string): StreamPlace | undefined {
    return this.#places.get(id);
  }

  /**
   * `found` was read from the file's beginning until its identity was known. The file is that stream's from now on, which
   * may have been known before, from another file or an earlier run. Out: false where the file begins like a known stream and
   * goes on differently.
   */
  join(file: TrackedFile, handle: LogFile, found: FollowedStream): boolean {
    const key = `${found.id} ${found.settings.meterHash}`;
    file.nuls = found.leadingNuls;
    const known = this.#named.get(key);
    if (known === undefined) {
      this.#named.set(key, found);
      this.#resume(found);
      file.join(found);
      return true;
    }
    const isSame = file.isCompressed ? beginsAlike(known, found) : isSameLog(handle, file.nuls, known);
    if (isSame) file.join(known);
    return isSame;
  }

  #resume(stream: FollowedStream): void {
    const place = this.#places.get(stream.id!);
    if (place === undefined || place.offset === 0) return;
    const { offset, columns } = place;
    stream.resumeAt(columns === undefined ? { offset } : { offset, columns });
  }

  /** Those that no file holds, and nothing is to be sent of, leave after a while. */
  forgetOld(now: number): void {
    for (const [key, stream] of this.#named) {
      const isOld = Math.abs(now - stream.grownAt) >= FORGET_MS;
      if (stream.files.size === 0 && isOld && !stream.hasUnsent) this.#named.delete(key);
    }
  }
}

function beginsAlike(known: FollowedStream, found: FollowedStream): boolean {
  const length = Math.min(known.head.length, found.head.length);
  return known.head.subarray(0, length).equals(found.head.subarray(0, length));
}
