import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { Compile } from 'typebox/compile';
import { describe, expect, test } from 'vitest';
import { streamOperations } from '../../src/http/api/stream-operations.ts';
import { bucketOf, type LiveFact } from '../support/fake-live.ts';
import { arbitraryFacts, storedFacts } from '../support/live-facts.ts';
import { DOMAINS, exact, liveServer } from '../support/live-server.ts';
import { MINUTE_0 } from '../support/stored-segments.ts';

async function ask(app: FastifyInstance, query: string, token = 'acme-token') {
  return app.inject({ url: `/weir/v1/streams?${query}`, headers: { authorization: `Bearer ${token}` } });
}

const fact = (
  stream: string,
  minute: number,
  counters: LiveFact['counters'],
  more: Partial<LiveFact> = {},
): LiveFact => {
  return { domain: 'play.live.com', app: 'live', stream, at: MINUTE_0 + minute * 60, counters, ...more };
};

const COUNTERS = { bytes: 'play_bytes', publish_bytes: 'publish_bytes', requests: 'play_requests' } as const;

/** What the columns of a series must be, bucket by bucket. */
function expectedSeries(facts: readonly LiveFact[], start: number, end: number, step: number) {
  const starts = Array.from({ length: (end - start) / step }, (_, i) => start + i * step);
  const sums = Object.entries(COUNTERS).map(([name, counter]) => {
    return [name, starts.map((at) => String(bucketOf(facts, counter, at, step)))];
  });
  const bandwidth = starts.map((at) => {
    const fine = step === 60 ? 60 : 300;
    const inner = Array.from({ length: step / fine }, (_, i) => bucketOf(facts, 'play_bytes', at + i * fine, fine));
    const peak = inner.reduce((most, bytes) => (bytes > most ? bytes : most), 0n);
    return String((2n * peak * 8n + BigInt(fine)) / (2n * BigInt(fine)));
  });
  return {
    start: starts.map(String),
    ...Object.fromEntries(sums),
    peak_viewers: starts.map((at) => String(bucketOf(facts, 'peak_viewers', at, step))),
    bandwidth_bps: bandwidth,
  };
}

const schema = Compile(streamOperations[0]!.answer.schema!);

const RANGE = `start=${MINUTE_0}&end=${MINUTE_0 + 7200}`;
const facts = arbitraryFacts(DOMAINS);

describe('GET /weir/v1/streams', () => {
  test('lists the streams with the most bytes first, and what each of them had', async () => {
    const app = await liveServer([
      fact('t1', 0, { play_bytes: 10n, publish_bytes: 3n, play_requests: 2n, peak_viewers: 5n }),
      fact('t1', 1, { play_bytes: 20n, publish_bytes: 3n, play_requests: 1n, peak_viewers: 4n }),
      fact('t2', 0, { play_bytes: 2n ** 53n, peak_viewers: 1n }),
      fact('t2', 1, { play_bytes: 1n }),
      fact('t9', 0, { publish_bytes: 1n }, { app: 'show' }),
      fact('t8', 0, {}),
    ]);
    const { statusCode, headers, body } = await ask(app, `domain=PLAY.live.com&${RANGE}&limit=3`);
    expect([statusCode, headers['content-type']]).toEqual([200, 'application/json']);
    const streams = [
      '{"app":"live","stream":"t2","bytes":9007199254740993,"publish_bytes":0,"requests":0,"peak_viewers":1}',
      '{"app":"live","stream":"t1","bytes":30,"publish_bytes":6,"requests":3,"peak_viewers":5}',
      '{"app":"show","stream":"t9","bytes":0,"publish_bytes":1,"requests":0,"peak_viewers":0}',
    ];
    const head = `{"domain":"play.live.com","start":${MINUTE_0},"end":${MINUTE_0 + 7200},"streams":`;
    expect(body).toBe(`${head}[${streams.join(',')}]}`);
    expect((await ask(app, `domain=play.live.com&${RANGE}&limit=1`)).body).toBe(`${head}[${streams[0]}]}`);
  });

  test('lists what a plain sum over every row says, of any rows', async () => {
    await fc.assert(
      fc.asyncProperty(facts, facts, fc.integer({ min: 1, max: 12 }), async (one, two, limit) => {
        const app = await liveServer(one, two);
        const answer = await ask(app, `domain=play.live.com&${RANGE}&limit=${limit}`);
        const mine = [...storedFacts(one), ...storedFacts(two)].filter(({ domain }) => domain === 'play.live.com');
        const names = [...new Set(mine.map(({ app: name, stream }) => JSON.stringify([name, stream])))];
        const expected = names
          .map((name) => {
            const [app, stream] = JSON.parse(name) as [string, string];
            const own = mine.filter((each) => each.app === app && each.stream === stream);
            const of = (counter: keyof LiveFact['counters']) => bucketOf(own, counter, MINUTE_0, 7200);
            const sums = Object.entries(COUNTERS).map(([key, counter]) => [key, of(counter)]);
            return { app, stream, ...Object.fromEntries(sums), peak_viewers: of('peak_viewers') };
          })
          .filter((each) => each.bytes + each.publish_bytes + each.requests + each.peak_viewers > 0n)
          .sort((a, b) => Number(b.bytes > a.bytes) - Number(b.bytes < a.bytes) || (key(a) < key(b) ? -1 : 1))
          .slice(0, limit)
          .map((each) =>
            JSON.parse(JSON.stringify(each, (_, value) => (typeof value === 'bigint' ? `${value}` : value))),
          );
        expect(exact(answer.body).streams).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('gives a series of a stream, an application or the whole domain, whose coarse buckets come from fine ones', async () => {
    const place = fc.constantFrom(
      { app: undefined, stream: undefined },
      { app: 'live', stream: undefined },
      { app: 'show', stream: '直播 "1"' },
      { app: '', stream: 't1' },
    );
    const steps = fc.constantFrom(['1m', 60] as const, ['5m', 300] as const, ['1h', 3600] as const);
    await fc.assert(
      fc.asyncProperty(facts, facts, place, steps, async (one, two, { app: name, stream }, [step, seconds]) => {
        const app = await liveServer(one, two);
        const query = new URLSearchParams({
          ...{ domain: 'play.live.com', start: String(MINUTE_0), end: String(MINUTE_0 + 7200), step },
          ...(name !== undefined && { app: name }),
          ...(stream !== undefined && { stream }),
        });
        const { series, ...rest } = exact((await ask(app, String(query))).body);
        const mine = [...storedFacts(one), ...storedFacts(two)].filter((each) => {
          const isNamed = each.app === (name ?? each.app) && each.stream === (stream ?? each.stream);
          return each.domain === 'play.live.com' && isNamed;
        });
        expect(series).toEqual(expectedSeries(mine, MINUTE_0, MINUTE_0 + 7200, seconds));
        expect(rest).toEqual({
          ...{ domain: 'play.live.com', app: name ?? null, stream: stream ?? null, time_zone: 'Asia/Shanghai' },
          ...{ start: String(MINUTE_0), end: String(MINUTE_0 + 7200), step_seconds: String(seconds) },
        });
      }),
      { numRuns: 60 },
    );
  });

  test('shows an account only the time in which the domain was its own', async () => {
    const of = (stream: string, minute: number) => fact(stream, minute, { play_bytes: 7n }, { domain: 'a.stream.com' });
    const app = await liveServer([of('before', 59), of('after', 60)]);
    const listed = async (token: string) =>
      (await ask(app, `domain=a.stream.com&${RANGE}`, token)).json().streams.map(({ stream }: LiveFact) => stream);
    expect(await listed('acme-token')).toEqual(['before']);
    expect(await listed('other-token')).toEqual(['after']);
    expect(await listed('ops-token')).toEqual(['after', 'before']);
    const series = async (token: string) =>
      (await ask(app, `domain=a.stream.com&${RANGE}&step=1h`, token)).json().series.bytes;
    expect(await series('acme-token')).toEqual([7, 0]);
    expect(await series('other-token')).toEqual([0, 7]);
    expect(await series('ops-token')).toEqual([7, 7]);
  });

  test('asks for the last day in twenty streams when nothing else is said, and aligns outward', async () => {
    const many = Array.from({ length: 25 }, (_, i) => fact(`t${i}`, 30, { play_bytes: BigInt(i + 1) }));
    const app = await liveServer(many);
    const answer = (await ask(app, 'domain=play.live.com')).json();
    expect([answer.start, answer.end, answer.streams.length]).toEqual([MINUTE_0 + 7200 - 86_400, MINUTE_0 + 7200, 20]);
    const narrow = (await ask(app, `domain=play.live.com&start=${MINUTE_0 + 1859}&end=${MINUTE_0 + 1860}`)).json();
    expect([narrow.start, narrow.end, narrow.streams.length]).toEqual([MINUTE_0 + 1800, MINUTE_0 + 1860, 20]);
  });

  test('an operator may ask for a domain that nobody claims, once it has streams', async () => {
    const app = await liveServer([fact('t1', 0, { play_bytes: 7n }, { domain: 'nobody.com' })]);
    expect(schema.Errors((await ask(app, `domain=nobody.com&${RANGE}`, 'ops-token')).json())).toEqual([]);
    const good = await ask(app, `domain=nobody.com&${RANGE}&step=1h`, 'ops-token');
    expect(schema.Errors(good.json())).toEqual([]);
    expect(good.json()).toMatchObject({ time_zone: 'UTC', series: { bytes: [7, 0] } });
    expect((await ask(app, `domain=nobody.net&${RANGE}`, 'ops-token')).statusCode).toBe(404);
    expect((await ask(app, `domain=nobody.com&${RANGE}`)).statusCode).toBe(404);
  });

  test.each<[string, string, string, number, string, RegExp]>([
    ['no token', 'domain=play.live.com', '', 401, 'unauthorized', /Bearer/],
    ['no domain', 'limit=3', 'acme-token', 400, 'bad-parameter', /domain: missing; one such as play.live.com/],
    ['two domains', 'domain=a.com&domain=b.com', 'acme-token', 400, 'bad-parameter', /domain: given 2 times/],
    ['another’s domain', 'domain=play.other.com', 'acme-token', 404, 'unknown-domain', /play.other.com/],
    ['no limit at all', 'domain=play.live.com&limit=0', 'acme-token', 400, 'bad-parameter', /limit: "0" .* 20 or 1000/],
    ['too large a limit', 'domain=play.live.com&limit=1001', 'acme-token', 400, 'bad-parameter', /limit/],
    ['a limit of a series', 'domain=play.live.com&limit=5&app=live', 'acme-token', 400, 'bad-parameter', /limit: only/],
    ['a stream without app', 'domain=play.live.com&stream=t1', 'acme-token', 400, 'bad-parameter', /app: missing/],
    ['an unknown step', 'domain=play.live.com&step=2m', 'acme-token', 400, 'bad-parameter', /step: "2m" .* 1m, 5m/],
    ['days of a list', 'domain=play.live.com&time_zone=UTC', 'acme-token', 400, 'bad-parameter', /time_zone: only/],
    ['no such zone', 'domain=play.live.com&step=1d&time_zone=X', 'acme-token', 400, 'bad-parameter', /time_zone/],
    ['an end before its start', 'domain=play.live.com&start=9&end=8', 'acme-token', 400, 'bad-parameter', /end: not/],
    ['all of time', 'domain=play.live.com&start=0', 'acme-token', 400, 'bad-parameter', /start: more than 600000/],
    ['what it does not know', 'domain=play.live.com&top=5', 'acme-token', 400, 'bad-parameter', /top: not a parameter/],
  ])('refuses %s', async (_what, query, token, status, title, detail) => {
    const answer = await ask(await liveServer([]), query, token);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toEqual({ type: 'about:blank', title, status, detail: expect.stringMatching(detail) });
  });
});

const key = ({ app, stream }: { readonly app: string; readonly stream: string }) => `${app}\u0000${stream}`;
