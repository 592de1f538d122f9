import type { Account, Accounts } from '../../src/accounts/accounts.ts';
import type { UsageQuery, UsageSeries } from '../../src/query/usage-query.ts';
import { type CountColumn, countColumn } from '../../src/usage/count.ts';
import type { Counter } from '../../src/usage/counters.ts';

/** Usage of a domain at an instant (Unix seconds). */
export interface UsageFact {
  readonly domain: string;
  readonly at: number;
  readonly counters: Readonly<Partial<Record<Counter, bigint>>>;
}

/** Answers questions from a list of facts, by walking the whole list for every bucket. */
export function fakeAsk(accounts: Accounts, facts: readonly UsageFact[]) {
  return async (account: Account, query: UsageQuery): Promise<UsageSeries> => {
    if (query.start % query.step !== 0 || query.end % query.step !== 0) throw new Error('the question is not aligned');
    const { start, end, step } = query;
    const length = Math.max(0, (end - start) / step);
    const mine = facts.filter(({ domain, at }) => accounts.spans(account, domain, at, at + 1).length > 0);
    const names = namesOf(accounts, account, query, mine);
    const column = (domains: readonly string[], counter: Counter): CountColumn => {
      const values = new BigUint64Array(length);
      for (const { domain, at, counters } of mine) {
        if (at >= start && at < end && domains.includes(domain)) {
          values[Math.floor((at - start) / step)]! += counters[counter] ?? 0n;
        }
      }
      return countColumn(values);
    };
    const series = (domain: string | null, domains: readonly string[]) => ({
      domain,
      counters: Object.fromEntries(query.counters.map((counter) => [counter, column(domains, counter)])),
      estimated: false,
    });
    return {
      start,
      step,
      length,
      series: query.merged ? [series(null, names)] : names.map((name) => series(name, [name])),
    };
  };
}

function namesOf(
  accounts: Accounts,
  account: Account,
  query: UsageQuery,
  facts: readonly UsageFact[],
): readonly string[] {
  if (query.domains.kind === 'named') return query.domains.names;
  const { projects, service } = query.domains;
  const named = account.domains.map(({ name }) => name).filter((name) => !name.startsWith('*.'));
  const used = facts.filter(({ at }) => at >= query.start && at < query.end).map(({ domain }) => domain);
  return [...new Set([...named, ...used])].sort().filter((name) => {
    const claim = accounts.claim(account, name);
    return claim && (!projects || projects.includes(claim.project)) && (!service || service === claim.service);
  });
}
