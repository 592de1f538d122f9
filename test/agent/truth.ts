import { compileFormat } from '../../src/format/compile.ts';

/** 'a.com 1767225600' -> what it did in that minute. */
export type Cells = Map<string, { requests: number; bytes: number }>;

/** A format whose lines a test can write by hand. */
export const PROGRAM = compileFormat({ kind: 'nginx', text: '$host $msec $bytes_sent' }, 'tiny');

export const HOSTS = ['a.com', 'b.com', 'c.com'] as const;
export const START = Date.UTC(2026, 0, 1) / 1000;

/** A line of its own, `number` in the test's lines: no other is like it. */
export interface TestLine {
  readonly host: string;
  /** Unix seconds. */
  readonly second: number;
  readonly bytes: number;
}

export function textOf({ host, second, bytes }: TestLine): string {
  return `${host} ${second}.000 ${bytes}\n`;
}

/** What lines add up to: arithmetic that shares nothing with the product. */
export function cellsOf(lines: Iterable<TestLine>): Cells {
  const cells: Cells = new Map();
  for (const { host, second, bytes } of lines) {
    const key = `${host} ${second - (second % 60)}`;
    const cell = cells.get(key) ?? { requests: 0, bytes: 0 };
    cells.set(key, { requests: cell.requests + 1, bytes: cell.bytes + bytes });
  }
  return cells;
}

/** Lines one after the other, three seconds apart, no two alike. */
export function lines(from: number, to: number): TestLine[] {
  return Array.from({ length: to - from }, (_, i) => ({
    host: HOSTS[(from + i) % HOSTS.length]!,
    second: START + 3 * (from + i),
    bytes: 100_000 + from + i,
  }));
}

export function text(from: number, to: number): string {
  return lines(from, to).map(textOf).join('');
}
