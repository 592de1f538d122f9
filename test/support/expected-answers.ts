import type { Truth, TruthRow } from './log-truth.ts';

/**
 * What every API must say, calculated from the generator's truth in the plainest way: five-minute buckets in a map,
 * BigInt sums, labels by adding eight hours. All accounts of the tests that use it live in Asia/Shanghai.
 */
export class Expected {
  readonly #buckets = new Map<string, Map<number, TruthRow>>();

  constructor(truth: Truth) {
    for (const [domain, minutes] of truth.domains) {
      const buckets = new Map<number, TruthRow>();
      for (const [minute, row] of minutes) {
        const start = minute - (minute % 300);
        const sum = buckets.get(start) ?? ({} as TruthRow);
        for (const [name, value] of Object.entries(row) as [keyof TruthRow, bigint][])
          sum[name] = (sum[name] ?? 0n) + value;
        buckets.set(start, sum);
      }
      this.#buckets.set(domain, buckets);
    }
  }

  /** A counter of the bucket that starts there, summed over the domains. */
  at(domains: readonly string[], counter: keyof TruthRow, start: number): bigint {
    return domains.reduce((sum, domain) => sum + (this.#buckets.get(domain)?.get(start)?.[counter] ?? 0n), 0n);
  }

  sum(domains: readonly string[], counter: keyof TruthRow, start: number, end: number): bigint {
    return starts(start, end, 300).reduce((sum, at) => sum + this.at(domains, counter, at), 0n);
  }

  peak(domains: readonly string[], counter: keyof TruthRow, start: number, end: number): bigint {
    let peak = 0n;
    for (const at of starts(start, end, 300)) {
      const value = this.at(domains, counter, at);
      if (value > peak) peak = value;
    }
    return peak;
  }

  jdFlow(domains: readonly string[], first: number, last: number): [number, number, number][] {
    return labels(first, last).map((label) => [
      label,
      megabytes(this.at(domains, 'bytes', label - 300)),
      megabytes(this.at(domains, 'hit_bytes', label - 300)),
    ]);
  }

  jdOriginRatio(domain: string, first: number, last: number): unknown[] {
    return labels(first, last).map((label) => {
      const bytes = this.at([domain], 'bytes', label - 300);
      const origin = this.at([domain], 'origin_bytes', label - 300);
      return {
        time: label,
        originRatio: bytes === 0n ? 0 : rounded(origin * 100n, bytes, 2),
        originBandwidth: megabits(origin),
        bandwidth: megabits(bytes),
      };
    });
  }

  jdLive(domains: readonly string[], first: number, last: number): unknown[] {
    return labels(first, last).map((label) => ({
      [wallText(label).slice(0, 16)]: Object.fromEntries(
        domains.map((domain) => {
          const bytes = this.at([domain], 'bytes', label - 300);
          return [domain, { bandwidth: megabits(bytes), flow: megabytes(bytes) }];
        }),
      ),
    }));
  }

  /** Form A of GetCdnOriginStat: buckets of `minutes` that intersect [start, end), by day of Shanghai, labelled by their end. */
  qcloudDays(
    domains: readonly string[],
    statType: 'flux' | 'bandwidth',
    minutes: 5 | 60 | 1440,
    start: number,
    end: number,
  ): Record<string, unknown> {
    const data: Record<string, unknown> = { period: minutes };
    const seconds = minutes * 60;
    const floor = (at: number) => at - ((((at + 8 * 3600) % seconds) + seconds) % seconds);
    const days = new Map<string, number[]>();
    for (let at = floor(start); at < end; at += seconds) {
      const day = wallText(at).slice(0, 10);
      days.set(day, [...(days.get(day) ?? []), at]);
    }
    for (const [day, buckets] of days) {
      data[day] = {
        start_time: wallText(buckets[0]! + seconds),
        end_time: wallText(buckets.at(-1)! + seconds),
        ...Object.fromEntries(
          domains.map((domain) => [domain, buckets.map((at) => this.#origin(domain, statType, at, at + seconds))]),
        ),
        count: buckets.length,
      };
    }
    return data;
  }

  #origin(domain: string, statType: 'flux' | 'bandwidth', start: number, end: number): number {
    if (statType === 'flux') return Number(this.sum([domain], 'origin_bytes', start, end));
    return rounded(this.peak([domain], 'origin_bytes', start, end) * 8n, 300n, 0);
  }

  huawei(domains: readonly string[], step: number, start: number, end: number): unknown {
    const seconds = step * 60;
    const info = starts(start - (start % seconds), end, seconds).map((at) => ({
      traffic: Number(this.sum(domains, 'bytes', at, at + seconds)),
      timestamp: new Date(at * 1000).toISOString().replace('.000', ''),
    }));
    return { total: info.length, traffic_info: info };
  }
}

export function starts(first: number, end: number, step: number): number[] {
  const result: number[] = [];
  for (let at = first; at < end; at += step) result.push(at);
  return result;
}

function labels(first: number, last: number): number[] {
  return starts(Math.ceil(first / 300) * 300, last + 1, 300);
}

const megabytes = (bytes: bigint) => rounded(bytes, 2n ** 20n, 2);
const megabits = (bytes: bigint) => rounded(bytes * 8n, 300n * 2n ** 20n, 2);

/** Half up on the exact value. */
export function rounded(numerator: bigint, denominator: bigint, decimals: number): number {
  const scale = 10n ** BigInt(decimals);
  return Number((2n * numerator * scale + denominator) / (2n * denominator)) / Number(scale);
}

/** 'YYYY-MM-DD hh:mm:ss' in Shanghai. */
export function wallText(instant: number): string {
  return new Date((instant + 8 * 3600) * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
