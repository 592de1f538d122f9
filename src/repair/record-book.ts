import type { UsageStore } from '../usage/usage-store.ts';

/** How a kind's values are written down and read again. */
export interface RecordKind<Value> {
  readonly name: string;
  encode(value: Value): string;
  decode(text: string): Value;
}

type RecordStore = Pick<UsageStore, 'records' | 'putRecord'>;

interface Kept<Value> {
  readonly value: Value;
  readonly version: number;
}

/**
 * The operators' records of one kind in memory, written through to the store: read whole at start (there are few), and
 * what `get` answers is durable.
 *
 *     const nodes = await RecordBook.open(store, NODE_RECORD);
 *     await nodes.put('edge-1', { ...nodes.get('edge-1')!, retired: true });
 */
export class RecordBook<Value> {
  readonly #store: RecordStore;
  readonly #kind: RecordKind<Value>;
  readonly #kept = new Map<string, Kept<Value>>();

  private constructor(store: RecordStore, kind: RecordKind<Value>) {
    this.#store = store;
    this.#kind = kind;
  }

  static async open<Value>(store: RecordStore, kind: RecordKind<Value>): Promise<RecordBook<Value>> {
    const book = new RecordBook(store, kind);
    for (const { key, value, version } of await store.records(kind.name)) {
      book.#kept.set(key, { value: kind.decode(value), version });
    }
    return book;
  }

  get(key: string): Value | undefined {
    return this.#kept.get(key)?.value;
  }

  values(): Value[] {
    return [...this.#kept.values()].map(({ value }) => value);
  }

  /** Resolves when the value would survive a kill -9; only then is it answered. One put of a key at a time. */
  async put(key: string, value: Value): Promise<void> {
    const version = (this.#kept.get(key)?.version ?? 0) + 1;
    await this.#store.putRecord({ kind: this.#kind.name, key, value: this.#kind.encode(value), version });
    this.#kept.set(key, { value, version });
  }
}
