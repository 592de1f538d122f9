import { askWeir } from './independent-clients.ts';
import { TRUTH_COUNTERS, type Truth, type TruthRow } from './log-truth.ts';

/** domain -> minute (Unix seconds) -> counters; rows of zeros are left out. The shape of Truth.domains. */
export type UsageCells = Map<string, Map<number, TruthRow>>;

export interface Asked {
  readonly url: string;
  readonly token: string;
  readonly domains: readonly string[];
  /** Unix seconds, multiples of 60. */
  readonly start: number;
  readonly end: number;
}

const DOMAINS_A_QUESTION = 50; // an answer of a few megabytes

/** What the server says of every minute, as exact integers whatever their size. */
export async function askCells({ url, token, domains, start, end }: Asked): Promise<UsageCells> {
  const cells: UsageCells = new Map();
  for (let i = 0; i < domains.length; i += DOMAINS_A_QUESTION) {
    const domain = domains.slice(i, i + DOMAINS_A_QUESTION).join(',');
    const range = { start: String(start), end: String(end), step: '1m', metrics: TRUTH_COUNTERS.join(',') };
    const { status, text } = await askWeir(url, token, { ...range, domain });
    if (status !== 200) throw new Error(`usage of ${domain}: ${status} ${text.slice(0, 300)}`);
    for (const series of exactSeries(text)) cells.set(series.domain, rowsOf(series));
  }
  return cells;
}

type Series = { domain: string; start: number[] } & Record<keyof TruthRow, (number | string)[]>;

/** JSON.parse would round what is over 2^53: long integers become texts first. */
function exactSeries(text: string): Series[] {
  const quoted = text.replace(/(?<=[[,])(\d{16,})(?=[,\]])/g, '"$1"');
  return (JSON.parse(quoted) as { series: Series[] }).series;
}

function rowsOf(series: Series): Map<number, TruthRow> {
  const rows = new Map<number, TruthRow>();
  series.start.forEach((minute, i) => {
    const row = Object.fromEntries(
      TRUTH_COUNTERS.map((name) => [name, BigInt(series[name][i]!)]),
    ) as unknown as TruthRow;
    if (!isEmpty(row)) rows.set(minute, row);
  });
  return rows;
}

/** The truth in the same shape, for domains that a server may not even have heard of. */
export function truthCells(truth: Truth, domains: readonly string[]): UsageCells {
  return new Map(
    domains.map((domain) => [
      domain,
      new Map([...(truth.domains.get(domain) ?? [])].filter(([, row]) => !isEmpty(row)).sort(([a], [b]) => a - b)),
    ]),
  );
}

function isEmpty(row: TruthRow): boolean {
  return TRUTH_COUNTERS.every((name) => row[name] === 0n);
}

/** Adds all of one truth to another. */
export function addTruth(to: Truth, from: Truth): void {
  for (const [domain, minutes] of from.domains) {
    for (const [minute, row] of minutes) {
      const sum = to.row(domain, minute);
      for (const name of TRUTH_COUNTERS) sum[name] += row[name];
    }
  }
  to.lines += from.lines;
  to.rejected += from.rejected;
}
