import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { describe, expect, test } from 'vitest';
import { bucketOf, type LiveFact } from '../support/fake-live.ts';
import { arbitraryFacts, storedFacts } from '../support/live-facts.ts';
import { DOMAINS, exact, liveServer, NOW } from '../support/live-server.ts';
import { MINUTE_0 } from '../support/stored-segments.ts';
import { signJdcloud } from '../vendors/sign.ts';

const facts = arbitraryFacts(DOMAINS);

describe('what live servers counted, over the vendors’ APIs', () => {
  const mineOf = (lists: readonly (readonly LiveFact[])[]) =>
    lists
      .flatMap((list) => storedFacts(list))
      .filter(({ domain, app }) => domain === 'play.live.com' && app === 'live');
  const times = Array.from({ length: 24 }, (_, i) => MINUTE_0 + i * 300);

  test('JD’s bandwidth_flow of an application is its bytes, by either end of the five minutes', async () => {
    const wall = (at: number) => new Date((at + 8 * 3600) * 1000).toISOString().slice(0, 16).replace('T', ' ');
    await fc.assert(
      fc.asyncProperty(facts, facts, fc.constantFrom('startTime', 'endTime'), async (one, two, timePoint) => {
        const app = await liveServer(one, two);
        const offset = timePoint === 'endTime' ? 300 : 0;
        const question = {
          ...{ username: 'u', domain: 'play.live.com', appName: 'live', time_point: timePoint },
          ...{ start_time: wall(MINUTE_0 + offset), end_time: wall(MINUTE_0 + 7200) },
        };
        const day = wall(NOW / 1000)
          .slice(0, 10)
          .replaceAll('-', '');
        const payload = signJdcloud(JSON.stringify(question), day, 'k');
        const answer = await app.inject({ method: 'POST', url: '/api/live/bandwidth_flow', payload });
        const expected = times.map((at) => {
          const bytes = bucketOf(mineOf([one, two]), 'play_bytes', at, 300);
          const hundredths = (bytes * 200n + 2n ** 20n) / 2n ** 21n;
          return [wall(at + offset), `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`];
        });
        const flows = [
          ...answer.body.matchAll(/"([\d-]+ [\d:]+)":\{"play.live.com":\{"bandwidth":[\d.]+,"flow":([\d.]+)/g),
        ];
        const told = flows.map(([, label, flow]) => [label, withTwoDecimals(flow!)]);
        expect(told).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  test('Huawei’s stream/users of an application are its viewers, its bandwidth that of the same bytes', async () => {
    const huawei = async (app: FastifyInstance, path: string, step: number) => {
      const time = (at: number) => new Date(at * 1000).toISOString().replace('.000', '');
      const range = `start_time=${time(MINUTE_0)}&end_time=${time(MINUTE_0 + 7200)}&step=${step}`;
      const url = `/v1/p/stream/${path}&${range}`;
      return exact((await app.inject({ url, headers: { 'x-auth-token': 't' } })).body);
    };
    await fc.assert(
      fc.asyncProperty(facts, facts, fc.constantFrom(1, 4, 5, 30, 60), async (one, two, minutes) => {
        const app = await liveServer(one, two);
        const starts = Array.from({ length: 120 / minutes }, (_, i) => MINUTE_0 + i * minutes * 60);
        const users = await huawei(app, 'users?domain=play.live.com&app_name=live', minutes);
        const viewers = (at: number) => bucketOf(mineOf([one, two]), 'peak_viewers', at, minutes * 60);
        expect(users.user_info.map(({ user_num: n }: { user_num: string }) => n)).toEqual(
          starts.map((at) => String(viewers(at))),
        );
        const whole = [one, two]
          .flatMap((list) => storedFacts(list))
          .filter(({ domain }) => domain === 'play.live.com');
        const fine = Math.min(300, minutes * 60);
        const bandwidth = await huawei(app, 'bandwidth?domain=play.live.com', minutes);
        const peaks = starts.map((at) => {
          const inner = Array.from({ length: (minutes * 60) / fine }, (_, i) =>
            bucketOf(whole, 'play_bytes', at + i * fine, fine),
          );
          const most = inner.reduce((peak, bytes) => (bytes > peak ? bytes : peak), 0n);
          return String((2n * most * 8n + BigInt(fine)) / (2n * BigInt(fine)));
        });
        expect(bandwidth.bandwidth_info.map(({ bw_bps: n }: { bw_bps: string }) => n)).toEqual(peaks);
      }),
      { numRuns: 40 },
    );
  });
});

/** '228.9' -> '228.90' */
function withTwoDecimals(text: string): string {
  const [whole, decimals = ''] = text.split('.');
  return `${whole}.${decimals.padEnd(2, '0')}`;
}
