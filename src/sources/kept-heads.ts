import type { RecordBook, RecordKind } from '../repair/record-book.ts';
import type { AgentHead } from './agent-report.ts';

/** Every agent's last heartbeat without its inputs, streams and address, in one small record: 200 bytes a node. */
export const HEADS_RECORD: RecordKind<readonly AgentHead[]> = {
  name: 'heartbeats',
  encode: (heads) => JSON.stringify(heads),
  decode: (text) => JSON.parse(text),
};

const KEY = 'agents';
const AT_MOST_EVERY_MS = 60_000; // each time is a synced write, and each version stays until the engine merges

/**
 * Keeps the heartbeats' heads for the next start of the server: a node that died while the server was away is missed only by
 * who remembers it. Written when a node is new, else at most once a minute.
 */
export class KeptHeads {
  readonly #book: RecordBook<readonly AgentHead[]>;
  #writtenAt = Number.NEGATIVE_INFINITY;
  #isWriting = false;

  constructor(book: RecordBook<readonly AgentHead[]>) {
    this.#book = book;
  }

  read(): readonly AgentHead[] {
    return this.#book.get(KEY) ?? [];
  }

  /** Writes where it is time to. `now` in Unix milliseconds. Rejects with StoreError; the next call tries again. */
  async keep(heads: readonly AgentHead[], now: number): Promise<void> {
    if (this.#isWriting || !this.#isDue(heads, now)) return;
    this.#isWriting = true;
    try {
      this.#writtenAt = now;
      await this.#book.put(
        KEY,
        heads.map(({ address: _, ...head }) => head),
      );
    } finally {
      this.#isWriting = false;
    }
  }

  #isDue(heads: readonly AgentHead[], now: number): boolean {
    const kept = new Map(this.read().map((head) => [head.identity, head]));
    if (heads.some(({ identity }) => !kept.has(identity))) return now - this.#writtenAt >= AT_MOST_EVERY_MS / 12;
    if (now - this.#writtenAt < AT_MOST_EVERY_MS) return false;
    return heads.length < kept.size || heads.some((head) => head.receivedAt > kept.get(head.identity)!.receivedAt);
  }
}
