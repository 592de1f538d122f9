import { describe, expect, test } from 'vitest';
import { CounterTable, type Difference } from '../../src/live/counter-table.ts';
import { domainOf, UNNAMED } from '../../src/live/domain-names.ts';
import type { CounterReading, Snapshot } from '../../src/live/snapshot.ts';

const T = 1_795_263_600_000;
const CEILING = 8e6; // a megabyte a second

function reading(id: string, ageMs: number, playBytes: number, more: Partial<CounterReading> = {}): CounterReading {
  const place = { vhost: 'play.live.com', app: 'live', stream: 't1', protocol: 'rtmp', role: 'play' as const };
  return { id, ...place, ageMs, playBytes, publishBytes: 0, ...more };
}

const shot = (readings: readonly CounterReading[], more: Partial<Snapshot> = {}): Snapshot => {
  return { run: 'one', ages: 'monotonic', readings, ...more };
};

const counted = (found: readonly Difference[]) =>
  found.map(({ from, to, playBytes, requests }) => [from - T, to - T, playBytes, requests]);

/** A table that has seen an idle server at T. */
function idle(): CounterTable {
  const table = new CounterTable(CEILING);
  table.snapshot(shot([]), T);
  return table;
}

describe('counting from cumulative counters', () => {
  test('a connection that was there before counting began is counted from then on, and is no request', () => {
    const table = new CounterTable(CEILING);
    expect(counted(table.snapshot(shot([reading('a', 60_000, 5000)]), T))).toEqual([]);
    expect(counted(table.snapshot(shot([reading('a', 70_000, 6000)]), T + 10_000))).toEqual([[0, 10_000, 1000, 0]]);
  });

  test('one that began later is counted from its beginning, as one request', () => {
    const found = idle().snapshot(shot([reading('a', 4000, 900)]), T + 10_000);
    expect(counted(found)).toEqual([[6000, 10_000, 900, 1]]);
  });

  test('missed polls make a longer interval', () => {
    const table = idle();
    table.snapshot(shot([reading('a', 4000, 900)]), T + 10_000);
    expect(counted(table.snapshot(shot([reading('a', 64_000, 60_900)]), T + 70_000))).toEqual([
      [10_000, 70_000, 60_000, 0],
    ]);
  });

  test('a poll that misses a connection loses nothing and counts nothing twice', () => {
    const table = idle();
    table.snapshot(shot([reading('a', 4000, 900)]), T + 10_000);
    expect(table.snapshot(shot([]), T + 20_000)).toEqual([]);
    expect(counted(table.snapshot(shot([reading('a', 24_000, 1500)]), T + 30_000))).toEqual([[10_000, 30_000, 600, 0]]);
  });

  test('an id used again is another connection, with fewer or with more bytes', () => {
    for (const bytes of [300, 2000]) {
      const table = idle();
      table.snapshot(shot([reading('a', 9000, 900)]), T + 10_000);
      expect(counted(table.snapshot(shot([reading('a', 3000, bytes)]), T + 20_000))).toEqual([
        [17_000, 20_000, bytes, 1],
      ]);
    }
  });

  test('a stream that is published again begins at 0', () => {
    const table = idle();
    const stream = (ageMs: number, bytes: number) => reading('stream', ageMs, bytes, { role: 'stream' });
    expect(counted(table.snapshot(shot([stream(9000, 900)]), T + 10_000))).toEqual([[1000, 10_000, 900, 0]]);
    expect(counted(table.snapshot(shot([stream(5000, 1100)]), T + 20_000))).toEqual([[15_000, 20_000, 1100, 0]]);
  });

  test('where ages are by a clock that may be set, a younger connection with more bytes is the same one', () => {
    const table = idle();
    table.snapshot(shot([reading('a', 9000, 900)], { ages: 'wall' }), T + 10_000);
    expect(counted(table.snapshot(shot([reading('a', 500, 950)], { ages: 'wall' }), T + 20_000))).toEqual([
      [10_000, 20_000, 50, 0],
    ]);
  });

  test('a restarted server has other counters under the same ids', () => {
    const table = idle();
    table.snapshot(shot([reading('a', 9000, 900)]), T + 10_000);
    const found = table.snapshot(shot([reading('a', 2000, 950)], { run: 'two' }), T + 20_000);
    expect(counted(found)).toEqual([[18_000, 20_000, 950, 1]]);
    // a proxy in front of two servers, each asked in turn
    expect(counted(table.snapshot(shot([reading('a', 29_000, 1000)]), T + 30_000))).toEqual([[10_000, 30_000, 100, 0]]);
  });
});

describe('readings that cannot be', () => {
  test('a jump back is not counted; when the counter is back, nothing is missing', () => {
    const table = idle();
    table.snapshot(shot([reading('a', 9000, 900)]), T + 10_000);
    expect(table.snapshot(shot([reading('a', 19_000, 100)]), T + 20_000)).toEqual([]);
    expect(counted(table.snapshot(shot([reading('a', 29_000, 1000)]), T + 30_000))).toEqual([[10_000, 30_000, 100, 0]]);
    expect(table.uncounted).toMatchObject({ doubtfulReadings: 1, quarantinedBytes: 0, lastDoubt: T + 20_000 });
  });

  test('a counter that goes on from a lower number for a minute was reset, and is counted from there', () => {
    const table = idle();
    table.snapshot(shot([reading('a', 9000, 9000)]), T + 10_000);
    const polls = [20, 30, 40, 50, 60, 70, 80, 90].map((second) => {
      return table.snapshot(shot([reading('a', second * 1000, second * 10)]), T + second * 1000);
    });
    expect(polls.map(counted)).toEqual([[], [], [], [], [], [], [], [[80_000, 90_000, 100, 0]]]);
  });

  test('a rise above the ceiling is quarantined, and told', () => {
    const table = idle();
    table.snapshot(shot([reading('a', 9000, 900)]), T + 10_000);
    for (let second = 20; second < 80; second += 10) {
      expect(table.snapshot(shot([reading('a', second * 1000, 1e12 + second)]), T + second * 1000)).toEqual([]);
    }
    expect(table.snapshot(shot([reading('a', 80_000, 1e12 + 90)]), T + 80_000)).toEqual([]);
    expect(counted(table.snapshot(shot([reading('a', 90_000, 1e12 + 95)]), T + 90_000))).toEqual([
      [80_000, 90_000, 5, 0],
    ]);
    expect(table.uncounted.quarantinedBytes).toBe(1e12 + 90 - 900);
  });

  test('of readings that agree, the first may be the glitch', () => {
    const table = idle();
    table.snapshot(shot([reading('a', 9000, 900)]), T + 10_000);
    for (const second of [20, 30, 40, 50, 60, 80]) {
      table.snapshot(shot([reading('a', second * 1000, 1e12 + second)]), T + second * 1000); // believed in the end
    }
    table.snapshot(shot([reading('a', 89_000, 0)]), T + 90_000);
    expect(table.snapshot(shot([reading('a', 149_000, 900)]), T + 150_000)).toEqual([]);
  });

  test('an absurd closing total is quarantined', () => {
    const table = idle();
    table.snapshot(shot([reading('a', 9000, 900)]), T + 10_000);
    const closed = {
      kind: 'closed',
      run: 'one',
      id: 'a',
      protocol: 'rtmp',
      sentBytes: 1e15,
      receivedBytes: 0,
    } as const;
    expect(table.event(closed, T + 11_000)).toEqual([]);
    expect(table.uncounted.quarantinedBytes).toBe(1e15 - 900);
  });

  test('a closing total of a connection that nobody saw begin is not counted, and told', () => {
    const table = idle();
    const closed = {
      kind: 'closed',
      run: 'one',
      id: 'x',
      protocol: 'rtmp',
      sentBytes: 4438,
      receivedBytes: 0,
    } as const;
    expect(table.event(closed, T + 11_000)).toEqual([]);
    expect(table.uncounted.strangers).toBe(1);
  });
});

describe('domains of live streams', () => {
  test.each([
    [{ vhost: '__defaultVhost__', app: 'live' }, 'play.live.com'],
    [{ vhost: '', app: 'show' }, 'show.live.com'],
    [{ vhost: 'WWW.Other.com', app: 'x' }, 'www.other.com'],
    [{ vhost: '', app: 'toString' }, 'tostring'],
    [{ vhost: 'no name', app: 'x' }, UNNAMED],
    [{ vhost: '', app: '' }, UNNAMED],
  ])('%o is %s', (place, domain) => {
    const names = { __defaultVhost__: 'play.live.com', show: 'show.live.com' };
    expect(domainOf({ ...place, stream: 't1' }, names)).toBe(domain);
  });
});
