import { compileFormat } from '../../../src/format/compile.ts';
import { START } from '../truth.ts';

/** The host comes last: a line that is cut there still looks like one. */
const TEXT = '$msec $bytes_sent $host';
export const PROGRAM = compileFormat({ kind: 'nginx', text: TEXT }, 'simulated');
/** A configuration mistake that is put right later: everything counted for one domain. */
export const MISTAKEN = { ...PROGRAM, name: 'mistaken', hits: ['NONE'], domain: 'mistaken.com' };

const HOSTS = ['a.com', 'b.com', 'c.com', 'd.com'];
export const FIRST = START;
export const LAST = START + 86_400;

export interface SimulatedLine {
  readonly second: number;
  readonly bytes: number;
  readonly host: string;
}

/** No two are alike. */
export function lineMaker(): () => SimulatedLine {
  let count = 0;
  return () => {
    count++;
    return { second: FIRST + Math.floor(count / 2), bytes: 1000 + count, host: HOSTS[count % HOSTS.length]! };
  };
}

export function textOf({ second, bytes, host }: SimulatedLine): string {
  return `${second}.000 ${bytes} ${host}\n`;
}

/** 'a.com 1767225600' -> 'requests bytes'. */
export type Cells = Map<string, string>;

export function truthOf(lines: Iterable<SimulatedLine>): Cells {
  const sums = new Map<string, [number, number]>();
  for (const { second, bytes, host } of lines) {
    const key = `${host} ${second - (second % 60)}`;
    const [requests, sum] = sums.get(key) ?? [0, 0];
    sums.set(key, [requests + 1, sum + bytes]);
  }
  return new Map([...sums].map(([key, sum]) => [key, sum.join(' ')]));
}
