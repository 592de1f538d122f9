import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LiveMeter } from '../../src/live/live-meter.ts';
import { readState } from '../../src/live/read-state.ts';

const SOURCE = 'srs http://h/';

/** The state of a meter that has seen something, as it is written. */
function written(): string {
  const meter = new LiveMeter({ source: SOURCE, names: {}, ceilingBps: 1e9, salt: 's' });
  const place = { vhost: 'v.com', app: 'live', stream: 't1', protocol: 'rtmp', role: 'play' as const, publishBytes: 0 };
  const at = (ms: number, playBytes: number) =>
    meter.snapshot({ run: 'r', ages: 'monotonic', readings: [{ ...place, id: '1', ageMs: ms, playBytes }] }, 1e12 + ms);
  at(0, 0);
  at(10_000, 5000);
  at(20_000, 100); // in doubt
  return JSON.stringify(meter.state());
}

/** The state with one member changed, named by its path. */
function changed(path: readonly string[], value: unknown): string {
  const state = JSON.parse(written());
  const last = path.slice(0, -1).reduce((each, name) => each[name], state);
  if (value === undefined) delete last[path.at(-1)!];
  else last[path.at(-1)!] = value;
  return JSON.stringify(state);
}

test('what was written is read', () => {
  expect(readState(written(), SOURCE)).toEqual({ state: JSON.parse(written()) });
});

test.each([
  [['kind'], 'weir live 2', '/kind does not match'],
  [['table', 'tracked', '0', 'counted', 'playBytes'], -1, '/table/tracked/0/counted/playBytes is no integer from 0 on'],
  [['table', 'tracked', '0', 'doubt', 'count'], '1', '/table/tracked/0/doubt/count is no integer from 0 on'],
  [['table', 'tracked', '0', 'isNew'], undefined, '/table/tracked/0 has no isNew'],
  [['table', 'tracked', '0', 'id'], 7, '/table/tracked/0/id is no text'],
  [['table', 'tracked', '0', 'isClosed'], 0, '/table/tracked/0/isClosed is not true or false'],
  [['table', 'lastAt'], 0.5, '/table/lastAt is no integer'],
  [['table', 'totals', 'kept'], {}, '/table/totals/kept is no list'],
  [['segments', 'open', 'stream'], 'x', '/segments/open/stream does not match'],
  [['segments', 'open', 'rows', '0', 'minute'], null, '/segments/open/rows/0/minute is no integer from 0 on'],
  [['segments'], [], '/segments is no object'],
])('a state whose %j is %j is not gone on with', (path, value, reason) => {
  expect(readState(changed(path, value), SOURCE).reason).toContain(reason);
});

test('a state of another server, or half of one, is not gone on with', () => {
  expect(readState(written(), 'srs http://other/').reason).toBe(`the state is of ${SOURCE}`);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: written().length - 1 }), (length) => {
      expect(readState(written().slice(0, length), SOURCE).reason).toBe('the state is no JSON');
    }),
    { numRuns: 50 },
  );
});
