import type { DomainListing, Series, UsageAnswer } from '../../api/types.ts';
import { sum } from '../../series/percentile.ts';
import { isComparable } from '../traffic/period.ts';
import { ratio } from '../traffic/ratios.ts';

/** A line of the Domains table. */
export interface DomainRow {
  readonly domain: string;
  /** null = nobody claims it. */
  readonly account: string | null;
  readonly service: 'cdn' | 'live' | null;
  readonly bandwidth: readonly number[];
  readonly bytes: number;
  /** Of all that is listed, 0..1. */
  readonly share: number;
  readonly peak: number;
  /** null: nothing to divide by, or not known yet; the counts likewise. */
  readonly hit: number | null;
  readonly origin: number | null;
  readonly requests: number | null;
  readonly errors: number | null;
  /** Bytes up to the same place of the period before; undefined where nothing is compared. */
  readonly before: number | undefined;
  /** Bytes of what has ended, to compare with `before`. */
  readonly ended: number;
}

/** What is known so far; the first is there before the others. All are by domain, over the same domains. */
export interface DomainAnswers {
  /** Bytes and bandwidth. */
  readonly usage: UsageAnswer;
  /** Requests, hits, origin and errors. */
  readonly counts: UsageAnswer | undefined;
  /** Bytes of the period before. */
  readonly before: UsageAnswer | undefined;
}

/** Joins who a domain belongs to with what it did. `now` in Unix seconds. */
export function domainRows(
  listings: readonly DomainListing[],
  { usage, counts, before }: DomainAnswers,
  now: number,
): DomainRow[] {
  const [series, counted, earlier] = [usage, counts, before].map(byDomain) as [ByDomain, ByDomain, ByDomain];
  const total = usage.series.reduce((bytes, one) => bytes + sum(one.bytes!), 0);
  const ended = (usage.series[0]?.start ?? []).filter((start) => start + usage.step_seconds <= now).length;
  return listings.flatMap((listing) => {
    const own = series.get(listing.domain);
    if (!own) return [];
    const old = before && sumBefore(own, earlier.get(listing.domain), ended);
    return [
      { ...trafficOf(listing, own, { total, ended, before: old }), ...countsOf(own, counted.get(listing.domain)) },
    ];
  });
}

type ByDomain = ReadonlyMap<string | null, Series>;

function byDomain(answer: UsageAnswer | undefined): ByDomain {
  return new Map(answer?.series.map((one) => [one.domain, one]));
}

interface Around {
  readonly total: number;
  readonly ended: number;
  readonly before: number | undefined;
}

type Counts = Pick<DomainRow, 'hit' | 'origin' | 'requests' | 'errors'>;

function trafficOf(
  { domain, account, service }: DomainListing,
  own: Series,
  { total, ended, before }: Around,
): Omit<DomainRow, keyof Counts> {
  const bytes = sum(own.bytes!);
  const bandwidth = own.bandwidth_bps!;
  return {
    ...{ domain, account, service, bytes, before },
    bandwidth: bandwidth.slice(0, Math.max(1, ended)),
    share: total > 0 ? bytes / total : 0,
    peak: bandwidth.reduce((most, value) => Math.max(most, value), 0),
    ended: sumOf(own, ended),
  };
}

function countsOf(own: Series, counted: Series | undefined): Counts {
  if (!counted) return { hit: null, origin: null, requests: null, errors: null };
  const bytes = sum(own.bytes!);
  return {
    hit: ratio(sum(counted.hit_bytes!), bytes),
    origin: ratio(sum(counted.origin_bytes!), bytes),
    requests: sum(counted.requests!),
    errors: sum(counted.status_5xx!),
  };
}

/** undefined where the domain was not metered long enough to be compared. */
function sumBefore(own: Series, before: Series | undefined, buckets: number): number | undefined {
  return before && isComparable(own.bytes!, before.bytes!) ? sumOf(before, buckets) : undefined;
}

function sumOf(series: Series | undefined, buckets: number): number {
  return series ? sum(series.bytes!.slice(0, buckets)) : 0;
}
