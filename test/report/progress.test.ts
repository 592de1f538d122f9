import { expect, it } from 'vitest';
import { createProgress, progressText } from '../../src/cli/progress.ts';

const state = { label: 'a.log', readBytes: 1_300_000_000, totalBytes: 3_100_000_000, lines: 2_408_000, seconds: 2 };

it('says how much was read, how fast, and how long it will take', () => {
  expect(progressText(state)).toBe('a.log  41%  1.3 GB of 3.1 GB  1,204,000 lines/s  ETA 00:02');
  expect(progressText({ ...state, readBytes: 500, lines: 0, seconds: 7200 })).toContain('ETA 12399998:00:00');
  expect(progressText({ ...state, totalBytes: undefined, readBytes: 999 })).toBe('a.log  999 B  1,204,000 lines/s');
});

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 40, written, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
}

it('draws on a terminal, ten times a second at most, within its width, and leaves nothing behind', () => {
  const screen = terminal(true);
  let now = 0;
  const progress = createProgress({
    label: 'a-rather-long-name-of-a-log',
    totalBytes: 100,
    terminal: screen,
    now: () => now,
  });
  for (; now < 1000; now += 10) progress.update(now / 10, now);
  progress.done();
  expect(screen.written.length).toBeLessThanOrEqual(11);
  expect(screen.written.length).toBeGreaterThan(5);
  expect(screen.written[0]).toMatch(/^\ra-rather-long-name-of-a-log {2}\d+%.{0,10}/);
  for (const line of screen.written) expect(line.length).toBeLessThanOrEqual(40 + 3);
  expect(screen.written.at(-1)).toBe('\r\x1b[K');
});

it('is silent where standard error is no terminal', () => {
  const screen = terminal(false);
  let now = 0;
  const progress = createProgress({ label: 'a', terminal: screen, now: () => now });
  now = 5000;
  progress.bytes(1, 2);
  progress.lines(3);
  progress.done();
  expect(screen.written).toEqual([]);
});
