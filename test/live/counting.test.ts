import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LiveMeter } from '../../src/live/live-meter.ts';
import type { LiveSegment } from '../../src/live/live-segment.ts';
import type { LiveEvent, Snapshot } from '../../src/live/snapshot.ts';
import { FUZZ_SCALE } from '../support/random.ts';
import { SimulatedServer } from './simulated-server.ts';

// Whatever happens to polls, callbacks, server and poller: nothing is counted twice, and what a closing total says is counted.

const OPTIONS = { source: 'simulated', names: {}, ceilingBps: 1e9 };
let starts = 0;
const options = () => ({ ...OPTIONS, salt: String(starts++) });

/** A poller that may be killed; what it counted is kept outside, as a server keeps the segments that were sent. */
class Poller {
  #meter = new LiveMeter(options());
  #saved = this.#meter.state();
  readonly #stored = new Map<string, { version: number; play: number; publish: number; requests: number }>();

  snapshot(snapshot: Snapshot, at: number): void {
    this.#meter.snapshot(snapshot, at);
    this.#saved = JSON.parse(JSON.stringify(this.#meter.state()));
  }

  event(event: LiveEvent, at: number): void {
    this.#meter.event(event, at);
    this.#saved = JSON.parse(JSON.stringify(this.#meter.state()));
  }

  /** Sends every segment; the store keeps the highest version of each. */
  send(): void {
    const { closed, open } = this.#meter.segments;
    for (const segment of [...closed, ...(open ? [open] : [])]) this.#store(segment);
  }

  killed(): void {
    this.#meter = new LiveMeter(options(), this.#saved);
  }

  lostItsState(): void {
    this.send(); // what was counted before
    this.#meter = new LiveMeter(options());
  }

  /** What the store has of everything. */
  get total(): { play: number; publish: number; requests: number } {
    const total = { play: 0, publish: 0, requests: 0 };
    for (const { play, publish, requests } of this.#stored.values()) {
      total.play += play;
      total.publish += publish;
      total.requests += requests;
    }
    return total;
  }

  #store({ stream, index, version, tally }: LiveSegment): void {
    const key = `${stream} ${index}`;
    const before = this.#stored.get(key);
    if (before && before.version > version) throw new Error('a segment went back');
    const sum = { version, play: 0, publish: 0, requests: 0 };
    for (const row of tally.rows) {
      sum.play += row.playBytes;
      sum.publish += row.publishBytes;
      sum.requests += row.playRequests;
    }
    if (before && before.play > sum.play) throw new Error("a segment's numbers became smaller");
    if (before?.version === version && before.play !== sum.play) throw new Error('one version, two contents');
    this.#stored.set(key, sum);
  }
}

type Step =
  | { readonly do: 'open'; readonly role: 'play' | 'publish'; readonly stream: string }
  | { readonly do: 'pass'; readonly ms: number; readonly bytes: number }
  | { readonly do: 'close'; readonly place: number; readonly hook: 'now' | 'late' | 'lost' }
  | { readonly do: 'poll'; readonly fault: 'none' | 'lost' | 'twice' | 'misses one' | 'absurd' | 'backwards' }
  | { readonly do: 'send' | 'kill' | 'lose state' | 'restart server' | 'late hooks arrive' };

const often = fc.oneof(
  fc.record({
    do: fc.constant('open' as const),
    role: fc.constantFrom('play' as const, 'play' as const, 'publish' as const),
    stream: fc.constantFrom('t1', 't2'),
  }),
  fc.record({
    do: fc.constant('pass' as const),
    ms: fc.integer({ min: 1, max: 20_000 }),
    bytes: fc.integer({ min: 0, max: 100_000 }),
  }),
  fc.record({ do: fc.constant('poll' as const), fault: fc.constant('none' as const) }),
);
const gentle = fc.oneof(
  { weight: 10, arbitrary: often },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('close' as const),
      place: fc.nat(20),
      hook: fc.constantFrom('now' as const, 'late' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('poll' as const),
      fault: fc.constantFrom('lost' as const, 'twice' as const, 'misses one' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('send' as const, 'kill' as const, 'late hooks arrive' as const) }),
  },
  // hours go by
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.integer({ min: 60_000, max: 4_000_000 }),
      bytes: fc.integer({ min: 0, max: 1e8 }),
    }),
  },
);
const rough = fc.oneof(
  { weight: 10, arbitrary: gentle },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('poll' as const),
      fault: fc.constantFrom('absurd' as const, 'backwards' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('close' as const), place: fc.nat(20), hook: fc.constant('lost' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('lose state' as const, 'restart server' as const) }) },
);

interface Run {
  readonly server: SimulatedServer;
  readonly poller: Poller;
  readonly late: LiveEvent[];
  lateSince: number;
  missedOne: boolean;
  /** An older answer, as a cache in front of the server might give it again. */
  last: Snapshot;
  readonly reusesIds: boolean;
  /** Every connection's beginning is told. */
  readonly tellsBeginnings: boolean;
}

function polled(run: Run, fault: (Step & { do: 'poll' })['fault']): void {
  const { server, poller } = run;
  const snapshot = server.snapshot();
  const { readings } = snapshot;
  const spoiled = (change: (bytes: number) => number): Snapshot => ({
    ...snapshot,
    readings: readings.map(({ total, ...reading }) => ({
      ...reading,
      playBytes: change(reading.playBytes),
      ...(total && { total: { ...total, sentBytes: change(total.sentBytes) } }),
    })),
  });
  const missesOne = fault === 'misses one' && !run.missedOne; // of two polls an hour apart one finds everybody
  if (fault === 'lost') return;
  run.missedOne = missesOne;
  if (fault === 'absurd')
    poller.snapshot(
      spoiled((bytes) => bytes + 1e14),
      server.now,
    );
  else if (fault === 'backwards')
    poller.snapshot(run.reusesIds ? spoiled((bytes) => Math.floor(bytes / 3)) : run.last, server.now);
  else poller.snapshot(missesOne ? { ...snapshot, readings: readings.slice(1) } : snapshot, server.now);
  run.last = snapshot;
  if (fault === 'twice') poller.snapshot(snapshot, server.now);
}

const PATIENCE_MS = 1_800_000; // a closing total that comes later is not expected any more

function take(run: Run, step: Step): void {
  const { server, poller } = run;
  switch (step.do) {
    case 'open': {
      const event = server.open(step.role, step.stream);
      if (run.tellsBeginnings) poller.event(event, server.now);
      return;
    }
    case 'pass':
      if (server.now + step.ms - run.lateSince > PATIENCE_MS) arrive(run);
      server.pass(step.ms, step.bytes);
      return;
    case 'close':
      close(run, step);
      return;
    case 'poll':
      polled(run, step.fault);
      return;
    case 'send':
      poller.send();
      return;
    case 'kill':
      poller.killed();
      return;
    case 'lose state':
      poller.lostItsState();
      run.last = server.snapshot(); // what a first poll says cannot be compared with anything
      poller.snapshot(run.last, server.now);
      return;
    case 'restart server':
      server.restart();
      return;
    default:
      arrive(run);
  }
}

function close(run: Run, { place, hook }: Step & { do: 'close' }): void {
  const { server, poller, late } = run;
  if (server.size === 0) return;
  const event = server.close(place);
  if (hook === 'lost' || run.reusesIds) return; // a kind of server with callbacks draws its ids
  if (hook === 'now') poller.event(event, server.now);
  if (hook !== 'late') return;
  if (late.length === 0) run.lateSince = server.now;
  late.push(event);
}

function arrive({ server, poller, late }: Run): void {
  for (const event of late.splice(0)) poller.event(event, server.now);
}

function started(kind: { reusesIds: boolean; hasTotals: boolean; tellsBeginnings: boolean }): Run {
  const server = new SimulatedServer(kind);
  const last = server.snapshot();
  const run = { server, poller: new Poller(), late: [], lateSince: 0, missedOne: false, last, ...kind };
  run.poller.snapshot(last, server.now); // an idle server: whatever comes is ours to count
  server.pass(1000, 0);
  return run;
}

const KINDS = [
  { reusesIds: false, hasTotals: true, tellsBeginnings: true }, // SRS with callbacks
  { reusesIds: false, hasTotals: true, tellsBeginnings: false }, // SRS without
  { reusesIds: false, hasTotals: false, tellsBeginnings: false }, // Node-Media-Server
  { reusesIds: true, hasTotals: false, tellsBeginnings: false }, // nginx-rtmp
];

describe.each(KINDS)('a server with %o', (kind) => {
  test('is never counted above what it sent, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(rough, { maxLength: 60, size: 'max' }), (steps) => {
        const run = started(kind);
        for (const step of steps) {
          take(run, step as Step);
          run.poller.send();
          const { play, publish, requests } = run.poller.total;
          expect(play).toBeLessThanOrEqual(run.server.sentBytes);
          expect(publish).toBeLessThanOrEqual(run.server.publishedBytes);
          expect(requests).toBeLessThanOrEqual(run.server.plays);
        }
      }),
      { numRuns: 300 * FUZZ_SCALE },
    );
  });
});

describe('a server that tells beginnings and ends', () => {
  test.each([true, false])(
    'is counted to the byte once all closing totals came, with totals of streams: %s',
    (hasTotals) => {
      fc.assert(
        fc.property(fc.array(gentle, { maxLength: 60, size: 'max' }), (steps) => {
          const run = started({ reusesIds: false, hasTotals, tellsBeginnings: true });
          for (const step of steps) take(run, step as Step);
          while (run.server.size > 0) run.late.push(run.server.close(0));
          take(run, { do: 'late hooks arrive' });
          run.poller.send();
          const { play, publish, requests } = run.poller.total;
          expect(publish).toBe(run.server.publishedBytes);
          expect(requests).toBe(run.server.plays);
          if (hasTotals) expect(play).toBeLessThanOrEqual(run.server.sentBytes);
          else expect(play).toBe(run.server.sentBytes);
        }),
        { numRuns: 300 * FUZZ_SCALE },
      );
    },
  );
});
