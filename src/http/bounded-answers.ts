import { type Asker, answerUsage } from '../query/answer.ts';
import { answerLive } from '../query/answer-live.ts';
import type { LiveUsageQuery, LiveUsageSeries } from '../query/live-usage-query.ts';
import type { UsageQuery, UsageSeries } from '../query/usage-query.ts';
import { LIVE_COUNTERS } from '../usage/live-rows.ts';
import type { UsageStore } from '../usage/usage-store.ts';
import { AnswerTooLarge } from '../vendors/vendor.ts';

// One domain, 400 days of minutes (retention's default), all eleven counters: 56 MB, and about as much text.
const MAX_NUMBERS = 7_000_000;
const LARGE = 500_000; // takes a tenth of a second to write
const MAX_LIVE_DOMAINS = 100; // each is a statement of its own to the store

/**
 * answerUsage for whoever may ask anything. A wildcard owns more names than memory holds buckets for, so an answer's
 * numbers (domains x buckets x counters) are counted before there is room made for them; and large answers are made one
 * after the other, so that ten of them cost the memory of one, and small ones come in between.
 */
export class BoundedAnswers {
  readonly #store: UsageStore;
  #lastTurn: Promise<void> = Promise.resolve();

  constructor(store: UsageStore) {
    this.#store = store;
  }

  /** Rejects with AnswerTooLarge. Write the answer before you await anything else: the next large one is not begun until then. */
  async answer(asker: Asker, query: UsageQuery): Promise<UsageSeries> {
    const { domains, start, end, merged } = query;
    let endTurn = () => {};
    const prepare = async (domainSeconds: number) => {
      if (numbersOf(query, domainSeconds) > LARGE) endTurn = await this.#turn();
    };
    try {
      if (domains.kind === 'all' && !merged) return await answerUsage(this.#watched(prepare), asker, query);
      await prepare((domains.kind === 'all' || merged ? 1 : domains.names.length) * Math.max(0, end - start));
      return await answerUsage(this.#store, asker, query);
    } finally {
      setImmediate(endTurn);
    }
  }

  /** The same of streams. */
  async answerLive(asker: Asker, query: LiveUsageQuery): Promise<LiveUsageSeries> {
    const { domains, start, end, step } = query;
    if (domains.length > MAX_LIVE_DOMAINS) {
      throw new AnswerTooLarge(`${domains.length} live domains are asked for, at most ${MAX_LIVE_DOMAINS} at once are`);
    }
    const numbers = numbersOf({ step, counters: LIVE_COUNTERS }, domains.length * Math.max(0, end - start));
    const endTurn = numbers > LARGE ? await this.#turn() : () => {};
    try {
      return await answerLive(this.#store, asker, query);
    } finally {
      setImmediate(endTurn);
    }
  }

  /** How many hosts `all` means is known when their buckets are about to be read; a question asks nothing else. */
  #watched(prepare: (domainSeconds: number) => Promise<void>): UsageStore {
    const watched: Pick<UsageStore, 'buckets' | 'hosts'> = {
      hosts: (query) => this.#store.hosts(query),
      buckets: async (query) => {
        await prepare(query.spans.reduce((sum, { start, end }) => sum + (end - start), 0));
        return this.#store.buckets(query);
      },
    };
    return watched as UsageStore;
  }

  async #turn(): Promise<() => void> {
    const before = this.#lastTurn;
    let end = () => {};
    this.#lastTurn = new Promise((resolve) => {
      end = resolve;
    });
    await before;
    return end;
  }
}

type Width = { readonly step: number; readonly counters: readonly string[] };

function numbersOf({ step, counters }: Width, domainSeconds: number): number {
  const numbers = Math.ceil((domainSeconds / step) * counters.length);
  if (numbers <= MAX_NUMBERS) return numbers;
  throw new AnswerTooLarge(
    `the answer would have ${numbers} numbers, at most ${MAX_NUMBERS} are given: ask for fewer domains or metrics, a shorter range or a longer step`,
  );
}
