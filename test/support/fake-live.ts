import type { Account, Accounts } from '../../src/accounts/accounts.ts';
import type { LiveUsageQuery, LiveUsageSeries } from '../../src/query/live-usage-query.ts';
import { countColumn } from '../../src/usage/count.ts';
import { LIVE_COUNTERS, type LiveCounter } from '../../src/usage/live-rows.ts';

/** What a live server counted of a stream in the minute that holds an instant (Unix seconds). */
export interface LiveFact {
  readonly domain: string;
  readonly app: string;
  readonly stream: string;
  readonly at: number;
  readonly counters: Readonly<Partial<Record<LiveCounter, bigint>>>;
}

/** Answers questions about streams from a list of facts, by walking the whole list for every minute of every bucket. */
export function fakeAskLive(accounts: Accounts, facts: readonly LiveFact[] = []) {
  return async (account: Account, query: LiveUsageQuery): Promise<LiveUsageSeries> => {
    const { start, end, step } = query;
    if (start % step !== 0 || end % step !== 0) throw new Error('the question is not aligned');
    if (query.stream !== undefined && query.app === undefined) throw new Error('a stream without its application');
    const length = Math.max(0, (end - start) / step);
    const seen = facts.filter((fact) => isAsked(fact, query) && isOwned(accounts, account, fact));
    const series = query.domains.map((domain) => {
      const mine = seen.filter((fact) => fact.domain === domain);
      const columns = LIVE_COUNTERS.map((name) => {
        const values = Array.from({ length }, (_, i) => bucketOf(mine, name, start + i * step, step));
        return [name, countColumn(BigUint64Array.from(values))];
      });
      return { domain, counters: Object.fromEntries(columns) as LiveUsageSeries['series'][number]['counters'] };
    });
    return { start, step, length, series };
  };
}

function isAsked({ app, stream }: LiveFact, query: LiveUsageQuery): boolean {
  return app === (query.app ?? app) && stream === (query.stream ?? stream);
}

function isOwned(accounts: Accounts, account: Account, { domain, at }: LiveFact): boolean {
  return accounts.spans(account, domain, at, at + 1).length > 0;
}

/** Sums over a bucket's minutes; of viewers the most. */
export function bucketOf(facts: readonly LiveFact[], name: LiveCounter, start: number, step: number): bigint {
  const inBucket = facts.filter(({ at }) => at >= start && at < start + step);
  const byMinute = new Map<number, bigint>();
  for (const { at, counters } of inBucket) {
    const minute = Math.floor(at / 60);
    byMinute.set(minute, (byMinute.get(minute) ?? 0n) + (counters[name] ?? 0n));
  }
  const minutes = [...byMinute.values()];
  if (name === 'peak_viewers') return minutes.reduce((most, value) => (value > most ? value : most), 0n);
  return minutes.reduce((sum, value) => sum + value, 0n);
}
