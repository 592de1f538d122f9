import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { compileFormat } from '../../src/format/compile.ts';
import { PRESETS } from '../../src/format/presets/index.ts';
import { templateReading } from '../../src/format/template-fields.ts';
import { meter } from '../meter/meter-text.ts';
import { expectedRows, readSample } from './sample-rows.ts';

// Each text preset has a sample log and the rows it must give. The rows were worked out from the lines with pencil and
// paper, or, for logs of real servers, with a few regular expressions that share no code with Weir.

/** Lines of a sample that must be refused, by reason; the samples not named here have none. */
const REJECTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'haproxy-http': { shape: 1 }, // a connection without a request has no captured headers
  'haproxy-weir': { host: 1 },
  squid: { host: 1 },
  'squid-weir': { host: 1 },
  envoy: { host: 1 },
  cloudfront: { shape: 1 }, // a line that lost its last column
  tencent: { time: 1, bytes: 1 },
  jd: { host: 1 },
  huawei: { host: 1 },
};

/** nginx's default format has no host; `combined-host` is its sample. */
const WITHOUT_SAMPLE = ['combined'];

const textPresets = Object.keys(PRESETS).filter(
  (name) => PRESETS[name]!.kind !== 'json' && !WITHOUT_SAMPLE.includes(name),
);

const page = readFileSync(new URL('../../docs/log-formats.md', import.meta.url), 'utf8');

test('there are the text presets that docs/log-formats.md promises, and no others', () => {
  const documented = [...page.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, name]) => name!);
  expect(documented.filter((name) => PRESETS[name]?.kind !== 'json').sort()).toEqual(
    [...textPresets, ...WITHOUT_SAMPLE].sort(),
  );
});

test.each(['apache-weir', 'apache-vhost-combined', 'varnish', 'fastly'])(
  '%s is what docs/log-formats.md shows',
  (name) => {
    const spec = PRESETS[name]!;
    expect(spec.kind === 'apache' && page.includes(spec.text)).toBe(true);
  },
);

test.each(['host', 'time', 'start', 'bytes', 'status', 'cache', 'origin_bytes'])(
  'docs/log-formats.md names every reading of {%s}',
  (field) => {
    const row = page.split('\n').find((line) => line.startsWith(`| \`{${field}}\``));
    const { accepted } = templateReading(field, 'nothing');
    expect(accepted.filter((reading) => !row?.includes(`\`${reading}\``))).toEqual([]);
  },
);

test.each([
  [
    'squid',
    'TCP_HIT TCP_MEM_HIT TCP_MEM_HIT_ABORTED TCP_CF_HIT TCP_REFRESH_UNMODIFIED TCP_INM_HIT',
    'TCP_MISS TCP_TUNNEL',
  ],
  ['squid', 'TCP_NEGATIVE_HIT TCP_OFFLINE_HIT', 'TCP_REFRESH_MODIFIED TCP_SWAPFAIL_MISS NONE_NONE TCP_DENIED UDP_HIT'],
  [
    'trafficserver-squid',
    'TCP_HIT TCP_MEM_HIT TCP_REFRESH_HIT TCP_REFRESH_FAIL_HIT',
    'TCP_MISS TCP_IMS_MISS ERR_CONNECT_FAIL',
  ],
  ['varnish', 'hit HIT', 'miss pass pipe synth hitmiss hitpass STALE'],
  ['cloudfront', 'Hit RefreshHit OriginShieldHit', 'Miss Error Redirect LimitExceeded CapacityExceeded'],
  [
    'fastly',
    'HIT HIT-CLUSTER HIT-WAIT-CLUSTER HIT-STALE-CLUSTER HIT-SYNTH MISS-REFRESH',
    'MISS MISS-CLUSTER PASS ERROR',
  ],
  ['fastly', 'HIT-REFRESH-CLUSTER', 'HITPASS NONE BG-ERROR-PASS'],
  ['tencent', 'hit Hit HIT', 'miss MISS -'],
])('%s counts %s as hits, and %s not', (name, hits, others) => {
  const { hits: known } = compileFormat(PRESETS[name]!);
  const isHit = (word: string) => known.includes(word.toUpperCase());
  expect(hits.split(' ').filter((word) => !isHit(word))).toEqual([]);
  expect(others.split(' ').filter(isHit)).toEqual([]);
});

test('HAProxy’s lines may stand behind a syslog header', () => {
  const format = compileFormat(PRESETS['haproxy-http']!);
  const log = readSample('haproxy-http.log').toString('latin1');
  const behind = log.replace(/^(?=.)/gm, 'Feb  6 12:14:14 lb-1 haproxy[14389]: ');
  const rows = (text: string) => meter(format, Buffer.from(text, 'latin1'), { kernel: null }).segments[0]!.rows;
  expect(rows(behind)).toEqual(rows(log));
});

describe.each(textPresets)('the sample of %s', (name) => {
  const format = compileFormat(PRESETS[name]!, name);
  const log = readSample(`${name}.log`);
  const expected = [{ rows: expectedRows(name), rejects: REJECTS[name] ?? {} }];

  it.each([[[log.length]], [[1]], [[7, 64, 4096]], [[1000]]])('gives its rows in chunks of %j bytes', (cuts) => {
    const metered = meter(format, log, { cuts, kernel: null });
    expect(metered.segments.map(({ rows, rejects }) => ({ rows, rejects }))).toEqual(expected);
  });

  it('gives the same rows whether the kernel may help or not', () => {
    expect(meter(format, log)).toEqual(meter(format, log, { kernel: null }));
  });

  it('loses no line when it is damaged, whatever its chunks', () => {
    const place = fc.record({
      at: fc.nat(log.length - 1),
      byte: fc.oneof(fc.nat(255), fc.constantFrom(...' "\t|/:[]-0\n')),
    });
    fc.assert(
      fc.property(
        fc.array(place, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 500 }),
        (damage, size) => {
          const spoilt = Buffer.from(log);
          for (const { at, byte } of damage) spoilt[at] = typeof byte === 'string' ? byte.charCodeAt(0) : byte;
          const whole = meter(format, spoilt, { kernel: null });
          expect(meter(format, spoilt, { cuts: [size], kernel: null })).toEqual(whole);
          expect(meter(format, spoilt)).toEqual(whole);
          const requests = whole.segments
            .flatMap(({ rows }) => rows)
            .reduce((sum, row) => sum + Number(row.requests ?? 0), 0);
          expect(requests + whole.rejected).toBe(whole.lines);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('gives the same rows with CRLF for its line ends', () => {
    const crlf = log.toString('latin1').replaceAll('\n', '\r\n');
    const metered = meter(format, Buffer.from(crlf, 'latin1'), { kernel: null });
    expect(metered.segments.map(({ rows }) => rows)).toEqual([expectedRows(name)]);
  });
});

interface Truth {
  hosts: Record<string, { requests: number; bytes: number; body_bytes: number }>;
}

/** How far a server's byte count may be from what came out of the clients' sockets; test/format-samples/README.md says why. */
const TRUTHS: [name: string, count: 'bytes' | 'body_bytes', missing: number][] = [
  ['apache-vhost-combined', 'bytes', 0],
  ['apache-weir', 'bytes', 0],
  ['squid', 'bytes', 0],
  ['squid-weir', 'bytes', 0],
  ['trafficserver-squid', 'bytes', 0],
  ['trafficserver-weir', 'bytes', 0],
  ['trafficserver-extended', 'body_bytes', 0],
  ['varnish', 'bytes', 23],
  ['haproxy-http', 'bytes', 1200],
  ['haproxy-weir', 'bytes', 1700],
];

test.each(TRUTHS)('%s logs give the %s that clients counted at their sockets', (name, count, missing) => {
  const { hosts } = JSON.parse(readSample(`${name}.truth.json`).toString()) as Truth;
  const rows = meter(compileFormat(PRESETS[name]!), readSample(`${name}.log`), { kernel: null }).segments[0]!.rows;
  for (const [host, truth] of Object.entries(hosts)) {
    const own = rows.filter((row) => row.domain === host);
    expect(own.reduce((sum, row) => sum + Number(row.requests ?? 0), 0)).toBe(truth.requests);
    const bytes = own.reduce((sum, row) => sum + Number(row.bytes ?? 0), 0);
    expect(truth[count] - bytes).toBeGreaterThanOrEqual(0);
    expect(truth[count] - bytes).toBeLessThanOrEqual(missing);
  }
});
