import { type Asker, answerUsage } from '../../query/answer.ts';
import { countAt } from '../../query/roll-up.ts';
import type { DomainSeries } from '../../query/usage-query.ts';
import { addCounts, type Count, type CountColumn } from '../../usage/count.ts';
import type { UsageStore } from '../../usage/usage-store.ts';
import type { Reader } from '../bearer.ts';
import { listDomains } from '../domain-routes.ts';
import type { Settings } from '../settings.ts';

/** What the page shows: the last 24 hours of everything that a reader may see. */
export interface Overview {
  readonly timeZone: string;
  /** Start of the first five-minute bucket and end of the last one, which is still filling; Unix seconds. */
  readonly start: number;
  readonly end: number;
  readonly total: Usage;
  readonly groups: readonly DomainGroup[];
  /** Domains beyond what one page shows; they are in the total. */
  readonly leftOut: number;
}

/** An account's domains; null: the hosts that nobody claims. */
export interface DomainGroup {
  readonly account: string | null;
  readonly domains: readonly DomainUsage[];
}

export interface DomainUsage extends Usage {
  readonly domain: string;
  readonly service: 'cdn' | 'live' | null;
}

export interface Usage {
  readonly requests: Count;
  readonly bytes: Count;
  readonly hitBytes: Count;
  /** Bit/s of each complete bucket. */
  readonly bandwidth: Float64Array;
}

const BUCKET = 300;
const BUCKETS = 288; // 24 hours
const MAX_DOMAINS_SHOWN = 200; // a page of about half a megabyte; who has more asks the API
const COUNTERS = ['requests', 'bytes', 'hit_bytes'] as const;

/** `now` in Unix milliseconds. Rejects with StoreError. */
export async function readOverview(
  store: UsageStore,
  { accounts }: Settings,
  reader: Reader,
  now: number,
): Promise<Overview> {
  const end = (Math.floor(now / 1000 / BUCKET) + 1) * BUCKET;
  const range = { start: end - BUCKETS * BUCKET, end, step: BUCKET, counters: COUNTERS } as const;
  const listed = claimedFirst(await listDomains(store, accounts, reader, now));
  const shown = listed.slice(0, MAX_DOMAINS_SHOWN);
  const names = [...new Set(shown.map(({ domain }) => domain))];
  const asker: Asker = reader.kind === 'operator' ? 'operator' : { account: reader.account, accounts };
  const [all, each] = await Promise.all([
    answerUsage(store, asker, { ...range, domains: { kind: 'all' }, merged: true }),
    answerUsage(store, asker, { ...range, domains: { kind: 'named', names }, merged: false }),
  ]);
  const usages = new Map(each.series.map((series) => [series.domain, usageOf(series)]));
  return {
    timeZone: reader.kind === 'operator' ? 'UTC' : reader.account.timeZone,
    start: range.start,
    end,
    total: usageOf(all.series[0]!),
    groups: groupsOf(shown.map((one) => ({ ...one, ...usages.get(one.domain)! }))),
    leftOut: listed.length - shown.length,
  };
}

/** Anybody can make up host names: they must not push out what is somebody's. */
function claimedFirst<Listed extends { readonly account: string | null }>(listed: readonly Listed[]): Listed[] {
  return [...listed.filter(({ account }) => account !== null), ...listed.filter(({ account }) => account === null)];
}

function usageOf({ counters }: DomainSeries): Usage {
  const bytes = counters.bytes!;
  return {
    requests: sumOf(counters.requests!),
    bytes: sumOf(bytes),
    hitBytes: sumOf(counters.hit_bytes!),
    bandwidth: Float64Array.from({ length: bytes.length - 1 }, (_, i) => (Number(bytes[i]) * 8) / BUCKET),
  };
}

function sumOf(column: CountColumn): Count {
  let sum: Count = 0;
  for (let i = 0; i < column.length; i++) sum = addCounts(sum, countAt(column, i));
  return sum;
}

type Listed = DomainUsage & { readonly account: string | null };

/** Accounts by id, unclaimed hosts last. */
function groupsOf(domains: readonly Listed[]): DomainGroup[] {
  const accounts = [...new Set(domains.map(({ account }) => account))];
  accounts.sort((a, b) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1));
  return accounts.map((account) => ({ account, domains: domains.filter((domain) => domain.account === account) }));
}
