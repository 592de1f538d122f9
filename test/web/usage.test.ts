import { afterEach, describe, expect, test, vi } from 'vitest';
import { askUsage, type UsageQuestion, usageUrls } from '../../web/api/usage.ts';

const question: UsageQuestion = {
  ...{ start: 0, end: 600, step: '5m', timeZone: 'Asia/Shanghai' },
  domains: null,
  metrics: ['bytes', 'bandwidth_bps'],
  grouped: false,
};
const names = Array.from({ length: 1000 }, (_, i) => `host-${i}.example.com`);

afterEach(() => vi.unstubAllGlobals());

describe('a question about usage', () => {
  test('is one request with what the API takes', () => {
    const [url, ...others] = usageUrls({ ...question, domains: ['a b.com', '中文.com'] });
    expect(others).toEqual([]);
    const { pathname, searchParams } = new URL(url!, 'http://weir');
    expect(pathname).toBe('/weir/v1/usage');
    expect(Object.fromEntries(searchParams)).toEqual({
      ...{ domain: 'a b.com,中文.com', start: '0', end: '600', step: '5m' },
      ...{ metrics: 'bytes,bandwidth_bps', time_zone: 'Asia/Shanghai', group_by: 'none' },
    });
  });

  test('about everything names nobody, and about nobody asks nothing', () => {
    expect(usageUrls(question)[0]).not.toContain('domain=');
    expect(usageUrls({ ...question, domains: [] })).toEqual([]);
  });

  test('about more names than an address holds is several requests, with each name once', () => {
    const urls = usageUrls({ ...question, domains: names });
    expect(urls.length).toBeGreaterThan(1);
    expect(Math.max(...urls.map((url) => url.length))).toBeLessThan(8000);
    const asked = urls.flatMap((url) => new URL(url, 'http://weir').searchParams.get('domain')!.split(','));
    expect(asked).toEqual(names);
  });

  test('adds what several requests answer; a peak cannot be added and is left out', async () => {
    const series = { domain: null, start: [0, 300], bytes: [1, 2], bandwidth_bps: [9, 9] };
    const answer = { start: 0, end: 600, step_seconds: 300, time_zone: 'UTC', series: [series] };
    const fetched = vi.fn(async (_url: string) => new Response(JSON.stringify(answer)));
    vi.stubGlobal('fetch', fetched);
    const { series: sums } = await askUsage({ ...question, domains: names });
    const requests = fetched.mock.calls.length;
    expect(sums).toEqual([{ domain: null, start: [0, 300], bytes: [requests, 2 * requests] }]);
    const grouped = await askUsage({ ...question, domains: names, grouped: true });
    expect(grouped.series).toHaveLength(requests);
  });

  test('about no domain at all is answered with zeros, and nobody is asked', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new Error('asked')));
    const { series } = await askUsage({ ...question, domains: [] });
    expect(series).toEqual([{ domain: null, start: [0, 300], bytes: [0, 0], bandwidth_bps: [0, 0] }]);
    expect((await askUsage({ ...question, domains: [], grouped: true })).series).toEqual([]);
  });

  test('that is refused says why in the server’s words', async () => {
    const problem = JSON.stringify({ title: 'bad-parameter', detail: 'end: not after start' });
    vi.stubGlobal('fetch', async () => new Response(problem, { status: 400 }));
    await expect(askUsage(question)).rejects.toMatchObject({
      status: 400,
      code: 'bad-parameter',
      message: 'end: not after start',
    });
  });
});
