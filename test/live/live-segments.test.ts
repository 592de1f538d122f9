import { describe, expect, test } from 'vitest';
import { LiveMeter } from '../../src/live/live-meter.ts';
import { HOUR_MS } from '../../src/live/live-segment.ts';
import { LiveSegments } from '../../src/live/live-segments.ts';
import type { LiveEvent, Snapshot } from '../../src/live/snapshot.ts';
import { digestOf } from '../../src/meter/digest.ts';
import { MAX_LINE_BYTES, SEGMENT_BYTES } from '../../src/usage/segment.ts';

const HOUR = 498_684; // since 1970
const T = HOUR * HOUR_MS;
const OPTIONS = { source: 'srs http://a', names: {}, ceilingBps: 1e11, salt: 'one' };

const snapshot = (playBytes: number, ageMs: number, protocol = 'rtmp'): Snapshot => {
  const place = { vhost: 'play.live.com', app: 'live', stream: 't1', protocol, role: 'play' as const };
  return { run: 'r', ages: 'monotonic', readings: [{ id: 'a', ...place, ageMs, playBytes, publishBytes: 0 }] };
};
const IDLE: Snapshot = { run: 'r', ages: 'monotonic', readings: [] };

describe('segments of live usage', () => {
  test('an hour is a segment; bytes over its border are in the later one, in both minutes', () => {
    const meter = new LiveMeter(OPTIONS);
    meter.snapshot(IDLE, T - 120_000);
    meter.snapshot(snapshot(1000, 50_000), T - 60_000);
    meter.snapshot(snapshot(4000, 170_000), T + 60_000);
    const { closed, open } = meter.segments;
    expect([closed.length, closed[0]!.index, open!.index]).toEqual([1, HOUR - 1, HOUR]);
    const rows = (segment: typeof open) =>
      segment!.tally.rows.map(({ minute, playBytes }) => [minute * 1000 - T, playBytes]);
    expect(rows(closed[0])).toContainEqual([-120_000, 1000]);
    expect(rows(open).filter(([, bytes]) => bytes! > 0)).toEqual([
      [-60_000, 1500],
      [0, 1500],
    ]);
  });

  test('the version is how far into the hour was counted, always rises, and fits', () => {
    const segments = new LiveSegments('s', 'm', '');
    const versions = [0, 1, 5000, 5000, 4000, 3_599_999, 3_599_999].map((ms) => segments.at(T + ms).raise(T + ms));
    expect(versions).toEqual([1, 2, 5001, 5002, 5003, 3_600_000, 3_600_001]);
    expect(versions.at(-1)!).toBeLessThan(SEGMENT_BYTES + MAX_LINE_BYTES);
  });

  test('a clock that is set back by hours begins another stream, and no segment goes back', () => {
    const segments = new LiveSegments('s', 'm', '');
    const first = segments.at(T);
    first.raise(T);
    const second = segments.at(T - 5 * HOUR_MS);
    expect(second.index).toBe(HOUR - 5);
    expect(second.stream).not.toBe(first.stream);
    expect(segments.closed).toEqual([first]);
    second.raise(T - 5 * HOUR_MS);
    expect(segments.at(T).stream).toBe(second.stream); // later hours go on
    expect(segments.at(T - 1).stream).not.toBe(second.stream);
  });

  test('two starts without a state give two streams', () => {
    expect(new LiveSegments('s', 'm', 'a').at(T).stream).not.toBe(new LiveSegments('s', 'm', 'b').at(T).stream);
  });

  test('a change of what is counted for whom begins another stream, and no byte is lost', () => {
    const before = new LiveMeter(OPTIONS);
    before.snapshot(IDLE, T);
    before.snapshot(snapshot(1000, 5000), T + 10_000);
    const after = new LiveMeter({ ...OPTIONS, names: { 'play.live.com': 'other.com' } }, before.state());
    after.snapshot(snapshot(3000, 15_000), T + 20_000);
    const [closed, open] = [after.segments.closed[0]!, after.segments.open!];
    expect(closed.meterHash).not.toBe(open.meterHash);
    expect(closed.stream).not.toBe(open.stream);
    const sum = (rows: typeof closed.tally.rows) => rows.map(({ domain, playBytes }) => [domain, playBytes]);
    expect([sum(closed.tally.rows), sum(open.tally.rows)]).toEqual([[['play.live.com', 1000]], [['other.com', 2000]]]);
  });

  test('a draft has the rows that changed since the last one that arrived, and the digest of all', () => {
    const meter = new LiveMeter(OPTIONS);
    meter.snapshot(IDLE, T);
    meter.snapshot(snapshot(6000, 59_000), T + 60_000);
    const open = meter.segments.open!;
    const first = open.draft();
    expect(first.digest).toBe(digestOf(first.rows, {}, first.live));
    open.acknowledged = open.version;
    expect(open.hasUnsent).toBe(false);
    meter.snapshot(snapshot(7000, 69_000), T + 70_000);
    const second = open.draft();
    expect(Array.from(second.live!.minute, (minute) => minute * 1000 - T)).toEqual([60_000]);
    expect(second.bytes).toBeGreaterThan(first.bytes);
    expect(second.digest).not.toBe(digestOf(second.rows, {}, second.live));
  });

  test('protocols that are metered elsewhere do not count, nor do their viewers', () => {
    const meter = new LiveMeter({ ...OPTIONS, protocols: ['rtmp'] });
    meter.snapshot(IDLE, T);
    meter.snapshot(snapshot(6000, 5000, 'flv'), T + 10_000);
    expect(meter.segments.open).toBeUndefined();
  });

  test('a connection that only callbacks tell of is counted by its closing total', () => {
    const meter = new LiveMeter(OPTIONS);
    meter.snapshot(IDLE, T);
    const origin = { run: 'r', id: 'b', protocol: 'rtmp' };
    const began: LiveEvent = {
      kind: 'began',
      role: 'play',
      ...origin,
      vhost: 'play.live.com',
      app: 'live',
      stream: 't1',
    };
    meter.event(began, T + 1000);
    meter.event({ kind: 'closed', ...origin, sentBytes: 777, receivedBytes: 5 }, T + 3000);
    expect(meter.segments.open!.tally.rows).toMatchObject([{ playBytes: 777, playRequests: 1, publishBytes: 0 }]);
  });
});
