import fc from 'fast-check';
import { expect, it } from 'vitest';
import { meter, nginx } from './meter-text.ts';

/** A record as nginx would log it. */
const records = fc.record({
  seconds: fc.integer({ min: 1_700_000_000, max: 1_800_000_000 }),
  host: fc.constantFrom('www.a.com', 'b.example.org', '[2001:db8::1]', '10.0.0.1'),
  bytes: fc.oneof(fc.nat(1_000_000), fc.maxSafeNat()),
  status: fc.integer({ min: 100, max: 599 }),
  cache: fc.constantFrom('HIT', 'MISS', '-', 'STALE', 'MISS : HIT', 'EXPIRED'),
  upstream: fc.constantFrom(['-', undefined], ['0', 0], ['123', 123], ['1, 2', 3], ['1, 2 : 30', 33], ['- : 7', 7]),
  duration: fc.constantFrom('0.000', '1.234', '59.999', '-'),
  agent: fc.constantFrom(
    '-',
    'curl/8',
    'Mozilla/5.0 (X11; Linux) x',
    'a \\x22b\\x22 c',
    'say \\"hi\\"',
    'x, y : z',
    'é 1, 2',
  ),
});
type AnyRecord = typeof records extends fc.Arbitrary<infer T> ? T : never;

const twoDigits = (n: number) => String(n).padStart(2, '0');

function localTime(seconds: number): string {
  const d = new Date((seconds + 8 * 3600) * 1000);
  const month = d.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' });
  return `${twoDigits(d.getUTCDate())}/${month}/${d.getUTCFullYear()}:${d.toISOString().slice(11, 19)} +0800`;
}

/** The fields a format is made of: what nginx calls them, and what it would write. */
const FIELDS: Readonly<Record<string, (r: AnyRecord) => string>> = {
  host: (r) => r.host,
  bytes_sent: (r) => String(r.bytes),
  status: (r) => String(r.status),
  upstream_cache_status: (r) => r.cache,
  upstream_bytes_received: (r) => String(r.upstream[0]),
  request_time: (r) => r.duration,
  http_user_agent: (r) => r.agent,
  remote_addr: () => '192.0.2.7',
  upstream_response_time: () => '0.001, 0.020',
  upstream_addr: () => '10.0.0.1:80, unix:/run/x : 10.0.0.2:80',
};
const TIMES: Readonly<Record<string, (r: AnyRecord) => string>> = {
  time_iso8601: (r) => new Date(r.seconds * 1000).toISOString().replace('.000Z', '+00:00'),
  time_local: (r) => localTime(r.seconds),
  msec: (r) => `${r.seconds}.987`,
};
/** These have spaces and no shape: only quotes can hold them. */
const QUOTED = ['http_user_agent'];

const formats = fc
  .record({
    time: fc.constantFrom(...Object.keys(TIMES)),
    others: fc
      .shuffledSubarray(Object.keys(FIELDS))
      .filter((names) => names.includes('host') && names.includes('bytes_sent')),
    at: fc.nat(20),
    quotes: fc.array(fc.constantFrom('', '"', '[]'), { minLength: 12, maxLength: 12 }),
    separator: fc.constantFrom(' ', ' | ', '\t', ' - '),
  })
  .map(({ time, others, at, quotes, separator }) => {
    const names = others.toSpliced(at % (others.length + 1), 0, time);
    const wrapped = names.map((name, i) => {
      const quote = QUOTED.includes(name) ? '"' : quotes[i]!;
      return { name, open: quote[0] ?? '', close: quote.at(-1) ?? '' };
    });
    return { wrapped, separator, names };
  });

it('reads back what nginx would have written, in any format made of its variables', () => {
  const property = (
    { wrapped, separator, names }: typeof formats extends fc.Arbitrary<infer T> ? T : never,
    r: AnyRecord,
  ) => {
    const text = wrapped.map(({ name, open, close }) => `${open}\${${name}}${close}`).join(separator);
    const line = wrapped
      .map(({ name, open, close }) => `${open}${(FIELDS[name] ?? TIMES[name])!(r)}${close}`)
      .join(separator);
    const [segment] = meter(nginx(text), `${line}\n`).segments;
    expect(segment!.rejects, `${text}\n${line}`).toEqual({});
    expect(segment!.rows, `${text}\n${line}`).toEqual([expectedRow(names, r)]);
  };
  fc.assert(fc.property(formats, records, property), { numRuns: 1500 });
});

function expectedRow(names: readonly string[], r: AnyRecord) {
  const isHit = names.includes('upstream_cache_status') && ['HIT', 'STALE', 'MISS : HIT'].includes(r.cache);
  const knowsOrigin = names.includes('upstream_bytes_received');
  const originBytes = knowsOrigin ? r.upstream[1] : isHit ? undefined : r.bytes;
  return {
    domain: r.host,
    minute: r.seconds - (r.seconds % 60),
    requests: 1,
    ...(r.bytes ? { bytes: r.bytes } : {}),
    ...(isHit ? { hit_requests: 1, ...(r.bytes ? { hit_bytes: r.bytes } : {}) } : {}),
    ...(originBytes !== undefined ? { origin_requests: 1, ...(originBytes ? { origin_bytes: originBytes } : {}) } : {}),
    ...(names.includes('status') ? { [`status_${Math.floor(r.status / 100)}xx`]: 1 } : {}),
    ...(knowsOrigin ? {} : { estimated: true }),
  };
}
