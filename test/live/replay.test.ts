import { describe, expect, test } from 'vitest';
import { LiveMeter } from '../../src/live/live-meter.ts';
import type { LiveRow } from '../../src/live/live-tally.ts';
import { srsHookEvent } from '../../src/live/servers/srs-hooks.ts';
import { ACCOUNTING, HOOKS, type Moment, snapshotOf, TIMELINE, unixOf } from './recorded-srs.ts';

// A real SRS, recorded once a second, is metered again: with polls of any interval, with its callbacks and without.

interface Replay {
  readonly everySeconds: number;
  /** Seconds from the recording's start to the first poll. */
  readonly offset?: number;
  readonly hooks: boolean;
  /** Every so many polls another meter goes on from the state of the one before. */
  readonly restartEvery?: number;
  readonly change?: (moment: Moment) => Moment;
}

const OPTIONS = {
  source: 'srs recorded',
  names: { __defaultVhost__: 'play.live.com' },
  ceilingBps: 1e9,
  salt: 'replay',
};

async function replay({
  everySeconds,
  offset = 0,
  hooks,
  restartEvery = Infinity,
  change,
}: Replay): Promise<LiveRow[]> {
  let meter = new LiveMeter(OPTIONS);
  const polls = TIMELINE.filter((_, second) => second >= offset && (second - offset) % everySeconds === 0);
  const steps = [
    ...polls.map((moment) => ({ at: unixOf(moment), moment: change?.(moment) ?? moment, body: undefined })),
    ...(hooks ? HOOKS.map((hook) => ({ at: unixOf(hook), moment: undefined, body: JSON.stringify(hook.body) })) : []),
  ].sort((a, b) => a.at - b.at);
  let done = 0;
  for (const { at, moment, body } of steps) {
    const event = body === undefined ? undefined : srsHookEvent(body);
    if (event) meter.event(event, at);
    if (!moment) continue;
    meter.snapshot(await snapshotOf(moment), at);
    if (++done % restartEvery === 0) meter = new LiveMeter(OPTIONS, JSON.parse(JSON.stringify(meter.state())));
  }
  return [...meter.segments.closed, meter.segments.open!].flatMap((segment) => [...segment.tally.rows]);
}

const sum = (rows: readonly LiveRow[], what: 'playBytes' | 'publishBytes' | 'playRequests') =>
  rows.reduce((total, row) => total + row[what], 0);

const { rows: CLIENTS, totals: TOTALS } = ACCOUNTING;
const PUBLISHERS = CLIENTS.filter(({ type }) => type === 'fmle-publish');
/** What SRS says that it sent, without what it sent to publishers. */
const SENT = TOTALS.vhost_send_bytes_end - PUBLISHERS.reduce((total, client) => total + client.on_close_send!, 0);
const PUBLISHED = PUBLISHERS.reduce((total, client) => total + client.on_close_recv!, 0);
/** Twelve that played, and one that was refused after 4,438 bytes; one over HTTP that was sent nothing does not count. */
const PLAYS = 13;

describe('a recorded SRS, with its callbacks', () => {
  // the stream was listed by one poll at least after the last of its HTTP-FLV connections had ended
  test.each([1, 2, 5, 10, 20])('polled every %i s gives to the byte what SRS says it sent', async (everySeconds) => {
    for (const offset of [0, 3]) {
      const rows = await replay({ everySeconds, offset, hooks: true });
      expect(sum(rows, 'playBytes')).toBe(SENT);
      expect(sum(rows, 'publishBytes')).toBe(PUBLISHED);
      expect(sum(rows, 'playRequests')).toBe(PLAYS);
    }
  });

  test('polled too rarely to see a stream after its HTTP-FLV players left, it loses their last bytes and counts nothing twice', async () => {
    const rows = await replay({ everySeconds: 30, hooks: true });
    expect(sum(rows, 'playBytes')).toBe(SENT - 1_031_065); // one player from second 120 to 130
    expect(sum(rows, 'publishBytes')).toBe(PUBLISHED);
  });

  test('everything is usage of the one stream, under the domain that the config gives its vhost', async () => {
    const rows = await replay({ everySeconds: 10, hooks: true });
    const places = rows.map(({ domain, app, stream }) => `${domain}/${app}/${stream}`);
    expect(new Set(places)).toEqual(new Set(['play.live.com/live/t1']));
    expect(Math.max(...rows.map(({ peakViewers }) => peakViewers))).toBe(4);
  });

  test('a poller that is restarted after every poll counts the same rows', async () => {
    const rows = await replay({ everySeconds: 5, hooks: true });
    expect(await replay({ everySeconds: 5, hooks: true, restartEvery: 1 })).toEqual(rows);
  });
});

describe('a recorded SRS, without its callbacks', () => {
  // of publishers' connections the stream's total tells what they were sent, not that it was no player's
  const CONTROL_BYTES = 117;

  test.each([1, 5, 10, 20])(
    'polled every %i s gives what players were sent, by the streams totals',
    async (everySeconds) => {
      const rows = await replay({ everySeconds, hooks: false });
      expect(sum(rows, 'playBytes')).toBe(SENT + CONTROL_BYTES);
    },
  );

  test('and without totals loses what connections were sent between their last poll and their end', async () => {
    const rows = await replay({ everySeconds: 1, hooks: false, change: (moment) => ({ ...moment, streams: [] }) });
    const lastSeen = CLIENTS.reduce(
      (total, { type, api_last_send }) => total + (type === 'fmle-publish' ? 0 : (api_last_send ?? 0)),
      0,
    );
    expect(sum(rows, 'playBytes')).toBe(lastSeen);
    expect(lastSeen).toBeLessThan(SENT);
  });
});

describe('a recorded SRS, minute by minute', () => {
  /** What SRS says that it sent to players, at each second of the recording. */
  const sent = TIMELINE.map(({ vhosts, clients }) => {
    const toPublishers = clients.reduce(
      (total, { publish, send_bytes }) => total + (publish ? Number(send_bytes) : 0),
      0,
    );
    return Number(vhosts[0]?.send_bytes ?? 0) - toPublishers;
  });

  /** The most that it sent in any so many seconds. */
  const most = (seconds: number) => Math.max(...sent.map((bytes, i) => (sent[i + seconds] ?? sent.at(-1)!) - bytes));

  const minuteOf = (at: number) => Math.floor(at / 60_000) * 60;

  /** Of each minute what SRS counted in it, by its own counters. */
  function countedBySrs(): Map<number, number> {
    const minutes = new Map<number, number>();
    sent.forEach((bytes, i) => {
      const minute = minuteOf(unixOf(TIMELINE[i]!));
      minutes.set(minute, (minutes.get(minute) ?? 0) + bytes - (sent[i - 1] ?? 0));
    });
    return minutes;
  }

  const TICK_SECONDS = 3;

  test.each([1, 5, 10, 20])(
    'polled every %i s, a border of minutes misplaces at most what an interval and a tick carry',
    async (everySeconds) => {
      const rows = await replay({ everySeconds, hooks: true });
      const bound = most(everySeconds + TICK_SECONDS);
      let misplaced = 0; // over the border before the minute
      for (const [minute, bytes] of countedBySrs()) {
        const metered = rows.filter((row) => row.minute === minute);
        misplaced += sum(metered, 'playBytes') - bytes;
        expect(Math.abs(misplaced), `by the end of minute ${minute}`).toBeLessThanOrEqual(bound);
      }
    },
  );
});
