import type { Account, Accounts, DomainClaim } from '../accounts/accounts.ts';
import type { BucketRows, DomainSpan } from '../usage/buckets.ts';
import type { CountColumn } from '../usage/count.ts';
import type { Counter } from '../usage/counters.ts';
import type { UsageStore } from '../usage/usage-store.ts';
import type { DomainChoice, DomainSeries, UsageQuery, UsageSeries } from './usage-query.ts';

/** Whose eyes a question is asked with: an account sees what it owns, an operator sees every host. */
export type Asker = { readonly account: Account; readonly accounts: Accounts } | 'operator';

/** A domain of the answer, with the part of the range in which the asker may see it. */
interface Subject {
  readonly domain: string;
  readonly spans: readonly DomainSpan[];
  /** Found by a wildcard: left out of the answer when it turns out to have no usage in its spans. */
  readonly onlyIfUsed: boolean;
}

/**
 * Answers a question from a store: decides which domains it is about, reads their buckets, fills the gaps with zeros.
 *
 *     { domains: { kind: 'named', names: ['www.a.com'] }, start: 0, end: 900, step: 300, counters: ['bytes'], ... }
 *     -> { start: 0, step: 300, length: 3, series: [{ domain: 'www.a.com', counters: { bytes: [0, 17, 0] } }] }
 *
 * A named domain that the asker does not own gives zeros; refusing it first is the dialect's business.
 */
export async function answerUsage(store: UsageStore, asker: Asker, query: UsageQuery): Promise<UsageSeries> {
  const length = Math.max(0, (query.end - query.start) / query.step);
  const frame = { start: query.start, step: query.step, length };
  const subjects = await subjectsOf(store, asker, query);
  const spans = subjects.flatMap((subject) => subject.spans);
  const { step, counters, merged } = query;
  const rows = length === 0 || spans.length === 0 ? undefined : await store.buckets({ spans, step, counters, merged });
  if (merged) return { ...frame, series: [dense(frame, null, query.counters, rows, 0, rows?.length ?? 0)] };
  return { ...frame, series: seriesPerDomain(frame, query, subjects, rows) };
}

async function subjectsOf(store: UsageStore, asker: Asker, query: UsageQuery): Promise<Subject[]> {
  const names =
    query.domains.kind === 'named' ? query.domains.names : await allDomains(store, asker, query.domains, query);
  const named = query.domains.kind === 'named' ? new Set(names) : namedDomains(asker);
  return names.map((domain) => ({
    domain,
    spans: spansOf(asker, domain, query),
    onlyIfUsed: !named.has(domain),
  }));
}

/** The parts of the range in which the domain is the asker's to see. */
export function spansOf(
  asker: Asker,
  domain: string,
  { start, end }: { readonly start: number; readonly end: number },
): DomainSpan[] {
  return asker === 'operator' ? [{ domain, start, end }] : asker.accounts.spans(asker.account, domain, start, end);
}

function namedDomains(asker: Asker): Set<string> {
  if (asker === 'operator') return new Set();
  return new Set(asker.account.domains.map((claim) => claim.name).filter((name) => !isWildcard(name)));
}

type AllDomains = Extract<DomainChoice, { kind: 'all' }>;

async function allDomains(store: UsageStore, asker: Asker, choice: AllDomains, range: UsageQuery): Promise<string[]> {
  const { start, end } = range;
  const isEmpty = end <= start;
  if (asker === 'operator') return isEmpty ? [] : store.hosts({ start, end });
  const { account, accounts } = asker;
  const fits = (claim: DomainClaim | undefined): boolean =>
    claim !== undefined &&
    (choice.projects === undefined || choice.projects.includes(claim.project)) &&
    (choice.service === undefined || choice.service === claim.service);
  const suffixes = account.domains.filter((claim) => isWildcard(claim.name)).map((claim) => claim.name.slice(1));
  const found = isEmpty || suffixes.length === 0 ? [] : await store.hosts({ start, end, suffixes });
  const hosts = new Set([...namedDomains(asker), ...found]);
  return [...hosts].filter((host) => fits(accounts.claim(account, host))).sort(byCodeUnits);
}

function isWildcard(name: string): boolean {
  return name.startsWith('*.');
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

type Frame = Pick<UsageSeries, 'start' | 'step' | 'length'>;

function seriesPerDomain(
  frame: Frame,
  query: UsageQuery,
  subjects: readonly Subject[],
  rows: BucketRows | undefined,
): DomainSeries[] {
  const series: DomainSeries[] = [];
  let span = 0; // the store numbers domains by span; a subject has none, one or several
  let row = 0;
  for (const { domain, spans, onlyIfUsed } of subjects) {
    const first = row;
    span += spans.length;
    while (rows && row < rows.length && rows.domain[row]! < span) row++;
    if (row > first || !onlyIfUsed) series.push(dense(frame, domain, query.counters, rows, first, row));
  }
  return series;
}

/** Spreads rows [first, last) over the frame's buckets. */
function dense(
  frame: Frame,
  domain: string | null,
  names: readonly Counter[],
  rows: BucketRows | undefined,
  first: number,
  last: number,
): DomainSeries {
  const counters: Partial<Record<Counter, CountColumn>> = {};
  for (const name of names) counters[name] = denseColumn(frame, rows, rows?.counters[name], first, last);
  const estimated = rows?.estimated.subarray(first, last).includes(1) ?? false;
  return { domain, counters, estimated };
}

function denseColumn(
  { start, step, length }: Frame,
  rows: BucketRows | undefined,
  source: CountColumn | undefined,
  first: number,
  last: number,
): CountColumn {
  if (source && last - first === length) return source.subarray(first, last); // a row for every bucket
  if (source instanceof BigUint64Array) {
    const column = new BigUint64Array(length);
    for (let i = first; i < last; i++) column[(rows!.start[i]! - start) / step] = source[i]!;
    return column;
  }
  const column = new Float64Array(length);
  if (source) for (let i = first; i < last; i++) column[(rows!.start[i]! - start) / step] = source[i]!;
  return column;
}
