import { describe, expect, test } from 'vitest';
import { type LagContext, lagSeconds } from '../../src/sources/stream-lag.ts';
import { reportedStream } from '../support/heartbeats.ts';

const NOON = Date.UTC(2026, 0, 1, 12) / 1000;
const context = (changes: Partial<LagContext> = {}): LagContext => ({
  now: (NOON + 420) * 1000,
  isSpooling: false,
  stored: { end: 1000, lastMinute: NOON },
  before: () => undefined,
  ...changes,
});

describe('how far a stream is behind', () => {
  test('a log that was read and stored to its end is not behind, however old it is', () => {
    expect(lagSeconds(reportedStream({ last_line: NOON - 86_400 }), context())).toBe(0);
  });

  test('one that has more to read is as old as its newest line that was read', () => {
    expect(lagSeconds(reportedStream({ lag_bytes: 1, last_line: NOON }), context())).toBe(420);
  });

  test('one that was read and waits in the spool is as old as what the server has', () => {
    const stream = reportedStream({ bytes: 5000, last_line: NOON + 360 });
    expect(lagSeconds(stream, context({ isSpooling: true }))).toBe(420);
    expect(lagSeconds(stream, context({ isSpooling: false }))).toBe(0); // about to be sent, as always
  });

  test('an unterminated last line and a refused stream do not wait for anything', () => {
    const context5 = context({ isSpooling: true });
    expect(lagSeconds(reportedStream({ bytes: 1005, pending_bytes: 5 }), context5)).toBe(0);
    expect(lagSeconds(reportedStream({ bytes: 5000, state: 'refused' }), context5)).toBe(0);
  });

  test('a log that slept for hours and was complete ten seconds ago is at most ten seconds behind', () => {
    const stream = reportedStream({ lag_bytes: 200, last_line: NOON - 3 * 3600 });
    expect(lagSeconds(stream, context({ before: () => ({ seconds: 0, ago: 10 }) }))).toBe(10);
    expect(lagSeconds(stream, context({ before: () => ({ seconds: 600, ago: 10 }) }))).toBe(610);
    expect(lagSeconds(stream, context())).toBe(3 * 3600 + 420);
  });

  test('nothing is known of a log of which no line was read', () => {
    expect(lagSeconds(reportedStream({ lag_bytes: 9, bytes: 0 }), context({ stored: undefined }))).toBeNull();
  });

  test('a clock that was set back makes nobody younger than now', () => {
    expect(lagSeconds(reportedStream({ lag_bytes: 9, last_line: NOON + 4000 }), context())).toBe(0);
  });
});
