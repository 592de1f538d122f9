import { createRandom, type Random } from './random.ts';

/**
 * A log generator that knows what its lines add up to, by arithmetic of its own (BigInt, one line at a time, nothing
 * shared with the product): the oracle of every whole-program test. Lines are nginx text in LOG_FORMAT.
 */
export const LOG_FORMAT =
  '$remote_addr - $remote_user [$time_local] "$request" $status $bytes_sent "$http_referer" "$http_user_agent" ' +
  '"$host" $upstream_cache_status $upstream_bytes_received $request_time';

export interface TruthRow {
  requests: bigint;
  bytes: bigint;
  hit_requests: bigint;
  hit_bytes: bigint;
  origin_requests: bigint;
  origin_bytes: bigint;
  status_1xx: bigint;
  status_2xx: bigint;
  status_3xx: bigint;
  status_4xx: bigint;
  status_5xx: bigint;
}

/** Written down here once more: the oracle shares nothing with the product. */
export const TRUTH_COUNTERS: readonly (keyof TruthRow)[] = [
  'requests',
  'bytes',
  'hit_requests',
  'hit_bytes',
  'origin_requests',
  'origin_bytes',
  'status_1xx',
  'status_2xx',
  'status_3xx',
  'status_4xx',
  'status_5xx',
];

/** domain -> minute (Unix seconds) -> counters. */
export class Truth {
  readonly domains = new Map<string, Map<number, TruthRow>>();
  lines = 0;
  rejected = 0;

  row(domain: string, minute: number): TruthRow {
    const minutes = this.domains.get(domain) ?? new Map<number, TruthRow>();
    this.domains.set(domain, minutes);
    const row = minutes.get(minute) ?? emptyRow();
    minutes.set(minute, row);
    return row;
  }

  /** Sum of a counter over the minutes in [start, end) of some domains. */
  sum(domains: readonly string[], counter: keyof TruthRow, start: number, end: number): bigint {
    let total = 0n;
    for (const domain of domains) {
      for (const [minute, row] of this.domains.get(domain) ?? []) {
        if (minute >= start && minute < end) total += row[counter];
      }
    }
    return total;
  }
}

function emptyRow(): TruthRow {
  return {
    requests: 0n,
    bytes: 0n,
    hit_requests: 0n,
    hit_bytes: 0n,
    origin_requests: 0n,
    origin_bytes: 0n,
    status_1xx: 0n,
    status_2xx: 0n,
    status_3xx: 0n,
    status_4xx: 0n,
    status_5xx: 0n,
  };
}

export interface LogPlan {
  readonly seed: number;
  readonly lines: number;
  /** Unix seconds; lines end in [start, end), in time order. */
  readonly start: number;
  readonly end: number;
  readonly hosts: readonly string[];
  /** Part of the lines that cannot be counted; default 0.01. */
  readonly rejects?: number;
  /** Distinguishes this log's first line from other logs'. */
  readonly name?: string;
}

/** The log's text, and what it adds to `truth`. */
export function generateLog(plan: LogPlan, truth: Truth): string {
  const random = createRandom(plan.seed);
  const lines: string[] = [];
  const times = Array.from({ length: plan.lines }, () => plan.start + random.below(plan.end - plan.start)).sort(
    (a, b) => a - b,
  );
  for (const [i, time] of times.entries()) {
    truth.lines++;
    if (random.chance(plan.rejects ?? 0.01) && i > 0) {
      truth.rejected++;
      lines.push(rejectedLine(random, time));
    } else lines.push(countedLine(random, plan, time, i, truth));
  }
  return `${lines.join('\n')}\n`;
}

const CACHE = [
  'HIT',
  'HIT',
  'HIT',
  'MISS',
  'MISS',
  'EXPIRED',
  'STALE',
  'UPDATING',
  'REVALIDATED',
  'BYPASS',
  '-',
  'MISS : HIT',
  'HIT : MISS',
];
const HITS = new Set(['HIT', 'STALE', 'UPDATING', 'REVALIDATED']);
const AGENTS = ['curl/7.88', 'Mozilla/5.0 (X11; Linux) "quoted\\x22', 'a [b] - c', '-', 'x" 200 17 "y', 'ü 中文'];

function countedLine(random: Random, plan: LogPlan, time: number, i: number, truth: Truth): string {
  const domain = random.pick(plan.hosts);
  const status = random.pick([200, 200, 200, 206, 301, 304, 404, 499, 500, 502, 101, 0, 999]);
  const bytes = random.chance(0.01) ? BigInt(random.below(2 ** 31)) * 4_000_000n : BigInt(random.below(5_000_000));
  const cache = random.pick(CACHE);
  const upstream = random.pick([
    '-',
    `${random.below(9e6)}`,
    `${random.below(9e6)}, ${random.below(9e6)}`,
    `-, ${random.below(100)} : 3`,
  ]);
  const milliseconds = random.chance(0.03) ? random.below(3 * 3600_000) : random.below(90_000);
  count(truth, domain, time, { status, bytes, cache, upstream, milliseconds });
  const agent = random.pick(AGENTS).replaceAll('"', '\\x22');
  const request = random.pick(['GET / HTTP/1.1', `GET /${plan.name ?? ''}/${i}?q=[a] HTTP/2.0`, '\\x16\\x03\\x01', '']);
  return `192.0.2.${random.below(256)} - ${random.pick(['-', 'user', 'a b'])} [${localTime(time, random)}] "${request}" ${String(status).padStart(3, '0')} ${bytes} "-" "${agent}" "${spelled(domain, random)}" ${cache} ${upstream} ${(milliseconds / 1000).toFixed(3)}`;
}

interface Line {
  readonly status: number;
  readonly bytes: bigint;
  readonly cache: string;
  readonly upstream: string;
  readonly milliseconds: number;
}

function count(truth: Truth, domain: string, time: number, line: Line): void {
  const row = truth.row(domain, time - (time % 60));
  const isHit = HITS.has(line.cache.split(' : ').at(-1)!);
  const numbers = line.upstream.match(/\d+/g) ?? [];
  row.requests++;
  if (isHit) row.hit_requests++;
  if (numbers.length > 0) row.origin_requests++;
  const statusClass = Math.floor(line.status / 100);
  if (statusClass >= 1 && statusClass <= 5) row[`status_${statusClass}xx` as 'status_1xx']++;
  const origin = numbers.reduce((sum, digits) => sum + BigInt(digits), 0n);
  for (const [counter, amount] of [
    ['bytes', line.bytes],
    ['hit_bytes', isHit ? line.bytes : 0n],
    ['origin_bytes', origin],
  ] as const) {
    for (const [minute, part] of spread(amount, time, line.milliseconds)) truth.row(domain, minute)[counter] += part;
  }
}

/** weir-contract section 3: bytes of a request over 60 s, evenly over [end - duration, end), cumulative floors. */
function spread(amount: bigint, end: number, milliseconds: number): [number, bigint][] {
  if (milliseconds <= 60_000) return [[end - (end % 60), amount]];
  const endMs = BigInt(end) * 1000n;
  const duration = BigInt(milliseconds);
  const startMs = endMs - duration;
  const cumulative = (at: bigint) => (amount * (at - startMs)) / duration;
  const parts: [number, bigint][] = [];
  for (let minute = startMs - (startMs % 60_000n); minute < endMs; minute += 60_000n) {
    const from = minute < startMs ? startMs : minute;
    const to = minute + 60_000n > endMs ? endMs : minute + 60_000n;
    parts.push([Number(minute / 1000n), cumulative(to) - cumulative(from)]);
  }
  return parts;
}

function spelled(domain: string, random: Random): string {
  return random.pick([domain, domain, domain.toUpperCase(), `${domain}:8443`, `${domain}.`, `${domain}.:80`]);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function localTime(time: number, random: Random): string {
  const minutes = random.pick([0, 480, 480, -210, 345]);
  const local = new Date((time + minutes * 60) * 1000);
  const two = (value: number) => String(Math.abs(value)).padStart(2, '0');
  const date = `${two(local.getUTCDate())}/${MONTHS[local.getUTCMonth()]}/${local.getUTCFullYear()}`;
  const clock = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`;
  return `${date}:${clock} ${minutes < 0 ? '-' : '+'}${two(Math.trunc(minutes / 60))}${two(minutes % 60)}`;
}

function rejectedLine(random: Random, time: number): string {
  const now = localTime(time, random);
  const line = (date: string, bytes: string, host: string) =>
    `192.0.2.1 - - [${date}] "GET / HTTP/1.1" 200 ${bytes} "-" "x" "${host}" HIT - 0.001`;
  return random.pick([
    '',
    '   ',
    'not a log line',
    line(now, '17', '-'),
    line(now, '17', 'a b'),
    line(now, '-', 'www.a.com'),
    line(now, '9007199254740992', 'www.a.com'),
    line('31/Feb/2026:00:00:00 +0000', '17', 'www.a.com'),
    line('yesterday', '17', 'www.a.com'),
  ]);
}
