import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHuaweicloud } from '../../src/vendors/huaweicloud/index.ts';
import { createVendors } from '../../src/vendors/index.ts';
import { createJdcloud } from '../../src/vendors/jdcloud/index.ts';
import { createQcloud } from '../../src/vendors/qcloud/index.ts';
import { AnswerTooLarge, type ApiRequest, type Vendor } from '../../src/vendors/vendor.ts';
import { fakeAccount, fakeAccounts, fakeClaim } from '../support/fake-accounts.ts';
import { fakeAskLive } from '../support/fake-live.ts';
import { fakeAsk } from '../support/fake-usage.ts';
import { FUZZ_SCALE, runSeed } from '../support/random.ts';
import { textOf } from './answer-text.ts';
import { apiRequest, formOf, signJdcloud, signQcloud } from './sign.ts';

// Requests made of what the dialects know and of noise. Whatever comes, the answer is JSON of the vendor's shape, no
// secret is in it, and nothing is reported: a report would mean that our code broke, not the client's.
const SEED = runSeed('vendor fuzzer');
const RUNS = 1500 * FUZZ_SCALE;
const NOW = Date.parse('2026-11-21T12:34:56+08:00');
const SECRET = 'a-very-secret-key';
const TOKEN = 'a-very-secret-token';
const accounts = fakeAccounts([
  fakeAccount({
    id: 'acme',
    domains: [
      fakeClaim('www.a.com'),
      fakeClaim('*.b.com', { project: 7 }),
      fakeClaim('live.a.com', { service: 'live' }),
    ],
    credentials: [
      { api: 'jdcloud', username: 'u', secretKey: SECRET },
      { api: 'qcloud', secretId: 's', secretKey: SECRET },
      { api: 'huaweicloud', projectId: 'p', accessKey: 'AK', secretKey: SECRET, token: TOKEN },
    ],
  }),
]);

const noise = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 6 }));
const times = fc.oneof(
  noise,
  fc
    .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 19).replace('T', ' ')),
  fc
    .integer({ min: 0, max: 40 * 86_400 })
    .map((ago) => new Date(NOW - ago * 1000).toISOString().slice(0, 19).replace('T', ' ')),
);
const minutes = times.map((time) => time.slice(0, 16));
const domains = fc.oneof(
  noise,
  fc.constantFrom('www.a.com', 'live.a.com', 'x.b.com', '', 'a.com', '__proto__', 'www.a.com,x.b.com'),
);
const odd = (text: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 6, arbitrary: text }, { weight: 1, arbitrary: fc.jsonValue() });

const jdcloud = fc
  .record({
    path: fc.constantFrom('/api/flow', '/api/origin_ratio', '/api/live/bandwidth_flow', '/api/x'),
    value: fc.record(
      {
        ...{ domain: odd(domains), start_time: odd(minutes), end_time: odd(minutes), ['__proto__']: fc.jsonValue() },
        ...{
          time_point: odd(fc.constantFrom('startTime', 'endTime', '')),
          appName: odd(noise),
          streamName: odd(noise),
        },
      },
      { requiredKeys: [] },
    ),
    good: fc.constantFrom<Record<string, string>>(
      {},
      { domain: 'www.a.com, x.b.com', start_time: '2026-11-20  07:00' },
    ),
    whole: fc.boolean(),
    other: fc.oneof(noise, fc.json()),
  })
  .map(({ path, value, good, whole, other }) => {
    const body = whole ? signJdcloud(JSON.stringify({ username: 'u', ...value, ...good }), '20261121', SECRET) : other;
    return apiRequest({ method: 'POST', path, body });
  });

const qcloud = fc
  .record({
    method: fc.constantFrom('GET', 'POST'),
    params: fc.record(
      {
        startDate: times,
        endDate: times,
        startTime: times,
        endTime: times,
        statType: fc.oneof(noise, fc.constantFrom('flux', 'bandwidth', 'requests')),
        'hosts.0': domains,
        'hosts.n': domains,
        'projects.0': fc.oneof(noise, fc.constantFrom('0', '7', '-1', '1e3')),
        detail: fc.constantFrom('0', '1'),
      },
      { requiredKeys: [] },
    ),
    good: fc.constantFrom<Record<string, string>>(
      {},
      { startDate: '2026-11-20 00:00:00', endDate: '2026-11-21 00:00:00', statType: 'flux' },
    ),
    whole: fc.boolean(),
    other: fc.oneof(noise, fc.json()),
    contentType: fc.constantFrom(
      '',
      'application/json',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
    ),
  })
  .map(({ method, params, good, whole, other, contentType }) => {
    const path = '/v2/index.php';
    if (!whole)
      return apiRequest({ method, path, query: other, headers: { 'content-type': contentType }, body: other });
    const wellFormed = Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, Buffer.from(value).toString()]),
    );
    const form = formOf(
      signQcloud(
        method,
        'weir.example:8080',
        { Action: 'GetCdnOriginStat', SecretId: 's', ...wellFormed, ...good },
        SECRET,
        NOW,
      ),
    );
    return apiRequest(method === 'GET' ? { method, path, query: form } : { method, path, body: form });
  });

const huaweicloud = fc
  .record({
    method: fc.constantFrom('GET', 'GET', 'GET', 'POST'),
    path: fc.oneof(
      fc.constantFrom('/v1/p/stream/traffic', '/v1/%70/stream/traffic', '/v1/%/stream/traffic', '/v1/'),
      fc.constantFrom('/v1/p/stream/bandwidth', '/v1/p/stream/users', '/v1/p/stream/constructor'),
      noise,
    ),
    query: fc.array(
      fc.tuple(
        fc.constantFrom('domain', 'start_time', 'end_time', 'step', 'app_name', 'stream_name', 'x'),
        fc.oneof(
          domains,
          noise,
          times.map((time) => `${time.replace(' ', 'T')}Z`),
          fc.constantFrom('1', '5', '7', '1440'),
        ),
      ),
      { maxLength: 4 },
    ),
    authorization: fc.oneof(
      noise,
      fc
        .tuple(noise, noise)
        .map(
          ([names, signature]) =>
            `SDK-HMAC-SHA256 Access=AK, SignedHeaders=x-sdk-date;constructor;${names}, Signature=00${signature}`,
        ),
      fc.constant('SDK-HMAC-SHA256 Access=AK, SignedHeaders=x-auth-token;x-sdk-date, Signature=00'),
    ),
    signed: fc.boolean(),
  })
  .map(({ method, path, query, authorization, signed }) => {
    const headers = signed
      ? { 'x-auth-token': TOKEN }
      : { authorization, 'x-auth-token': TOKEN, 'x-sdk-date': '20261121T043456Z' };
    const pairs = query.map(([name, value]) => `${name}=${encodeURIComponent(Buffer.from(value).toString())}`);
    return apiRequest({ method, path, query: pairs.join('&'), headers: headers as Record<string, string> });
  });

function isJd(status: number, body: Record<string, unknown>): boolean {
  return (
    status === 200 &&
    typeof body.msg === 'string' &&
    (body.status === 0 ? Array.isArray(body.data) : Number.isInteger(body.status))
  );
}
function isQcloud(status: number, { code, message, codeDesc, data }: Record<string, unknown>): boolean {
  return (
    status === 200 &&
    typeof message === 'string' &&
    typeof codeDesc === 'string' &&
    (code === 0 ? typeof data === 'object' : Number.isInteger(code))
  );
}
function isHuaweicloud(status: number, body: Record<string, unknown>): boolean {
  const points = body.traffic_info ?? body.bandwidth_info ?? body.user_info;
  if (status === 200) return Array.isArray(points) && points.length === body.total;
  return [400, 401, 404].includes(status) && typeof body.error_code === 'string' && typeof body.error_msg === 'string';
}

describe(`any request, seed ${SEED}`, () => {
  const cases: [string, () => Vendor, fc.Arbitrary<ApiRequest>, typeof isJd][] = [
    ['jdcloud', createJdcloud, jdcloud, isJd],
    ['qcloud', createQcloud, qcloud, isQcloud],
    ['huaweicloud', createHuaweicloud, huaweicloud, isHuaweicloud],
  ];
  test.each(cases)('is answered by %s in its own shape', async (_, create, requests, isShape) => {
    const successes = { count: 0 };
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const reported: unknown[] = [];
        const context = { accounts, now: NOW, askLive: fakeAskLive(accounts), ask: fakeAsk(accounts, []) };
        const answer = await create().answer(request, context, (error) => reported.push(error));
        const [status, body] = [answer.status, textOf(answer.body)];
        expect(reported).toEqual([]);
        expect(isShape(status, JSON.parse(body)), `${status} ${body}`).toBe(true);
        expect(body).not.toContain(SECRET);
        expect(body).not.toContain(TOKEN);
        if (/^{"(status":0|code":0|total)/.test(body)) successes.count++;
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(successes.count, 'the fuzzer also asks good questions').toBeGreaterThan(RUNS / 200);
  });

  test('when the store fails, every vendor says so in its words and the operator hears why', async () => {
    const plain = JSON.stringify({ username: 'u', domain: 'www.a.com', start_time: '2026-11-21 00:00' });
    const qcloudForm = formOf(
      signQcloud(
        'POST',
        'weir.example:8080',
        {
          Action: 'GetCdnOriginStat',
          SecretId: 's',
          startDate: '2026-11-21 00:00:00',
          endDate: '2026-11-21 01:00:00',
          statType: 'flux',
        },
        SECRET,
        NOW,
      ),
    );
    const requests: Record<Vendor['name'], ApiRequest> = {
      jdcloud: apiRequest({ method: 'POST', path: '/api/flow', body: signJdcloud(plain, '20261121', SECRET) }),
      qcloud: apiRequest({ method: 'POST', path: '/v2/index.php', body: qcloudForm }),
      huaweicloud: apiRequest({ method: 'GET', path: '/v1/p/stream/traffic', headers: { 'x-auth-token': TOKEN } }),
    };
    const answers = [];
    for (const vendor of createVendors()) {
      const reported: unknown[] = [];
      const context = {
        accounts,
        now: NOW,
        ask: () => Promise.reject(new Error('disk on fire')),
        askLive: fakeAskLive(accounts),
      };
      const { status, body } = await vendor.answer(requests[vendor.name], context, (error) => reported.push(error));
      expect(reported).toEqual([new Error('disk on fire')]);
      answers.push([vendor.name, status, Object.values(JSON.parse(textOf(body)))[0]]);
    }
    expect(answers).toEqual([
      ['jdcloud', 200, -1],
      ['qcloud', 200, 6000],
      ['huaweicloud', 500, 'LIVE.100011005'],
    ]);
  });

  test('so do the APIs that are about streams', async () => {
    const stream = { username: 'u', domain: 'live.a.com', start_time: '2026-11-21 00:00', appName: 'live' };
    const body = signJdcloud(JSON.stringify(stream), '20261121', SECRET);
    const users = { path: '/v1/p/stream/users', query: 'domain=live.a.com', headers: { 'x-auth-token': TOKEN } };
    const cases: [Vendor, ApiRequest][] = [
      [createJdcloud(), apiRequest({ method: 'POST', path: '/api/live/bandwidth_flow', body })],
      [createHuaweicloud(), apiRequest({ method: 'GET', ...users })],
    ];
    for (const [vendor, request] of cases) {
      const reported: unknown[] = [];
      const context = {
        ...{ accounts, now: NOW, ask: fakeAsk(accounts, []) },
        askLive: () => Promise.reject(new Error('disk on fire')),
      };
      const { body: told } = await vendor.answer(request, context, (error) => reported.push(error));
      expect(reported).toEqual([new Error('disk on fire')]);
      expect([-1, 'LIVE.100011005']).toContain(Object.values(JSON.parse(textOf(told)))[0]);
    }
  });

  test('a question about streams that is too large is the asker’s fault, in the vendor’s words', async () => {
    const stream = { username: 'u', domain: 'live.a.com', start_time: '2026-11-21 00:00', appName: 'live' };
    const body = signJdcloud(JSON.stringify(stream), '20261121', SECRET);
    const askLive = () => Promise.reject(new AnswerTooLarge('too large'));
    const context = { accounts, now: NOW, ask: fakeAsk(accounts, []), askLive };
    const request = apiRequest({ method: 'POST', path: '/api/live/bandwidth_flow', body });
    const answer = await createJdcloud().answer(request, context, () => {});
    expect(JSON.parse(textOf(answer.body)).status).toBe(22);
  });

  test('Tencent answers a signed request once', async () => {
    const vendor = createQcloud();
    const query = formOf(
      signQcloud(
        'GET',
        'weir.example:8080',
        {
          Action: 'GetCdnOriginStat',
          SecretId: 's',
          startDate: '2026-11-21 00:00:00',
          endDate: '2026-11-21 01:00:00',
          statType: 'flux',
        },
        SECRET,
        NOW,
      ),
    );
    const context = { accounts, now: NOW, askLive: fakeAskLive(accounts), ask: fakeAsk(accounts, []) };
    const code = async (): Promise<number> => {
      const { body } = await vendor.answer(
        apiRequest({ method: 'GET', path: '/v2/index.php', query }),
        context,
        () => {},
      );
      return JSON.parse(textOf(body)).code;
    };
    expect([await code(), await code()]).toEqual([0, 4500]);
  });
});
