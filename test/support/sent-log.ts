import { appendFileSync } from 'node:fs';
import { addTruth, truthCells, type UsageCells } from './exact-usage.ts';
import { generateLog, Truth, type TruthRow } from './log-truth.ts';

export interface SentLogOptions {
  readonly node: string;
  readonly path: string;
  /** A host that no other log has, so that this log's part of the usage can be told apart. */
  readonly host: string;
  /** Hosts that it shares with the others. */
  readonly shared: readonly string[];
  /** Unix seconds; the lines end in [start, end). */
  readonly start: number;
  readonly end: number;
}

/** A log file that is sent by a program which may die: what the server must have of it, and what it may have. */
export class SentLog {
  readonly options: SentLogOptions;
  /** What the file adds up to. */
  written = new Truth();
  /** The same when the server last acknowledged it. */
  acknowledged = new Truth();

  constructor(options: SentLogOptions) {
    this.options = options;
  }

  grow(seed: number, lines: number): void {
    const { path, host, shared, start, end } = this.options;
    const before = this.written;
    this.written = new Truth();
    addTruth(this.written, before);
    const plan = { seed, lines, hosts: [host, ...shared], start, end, name: host };
    appendFileSync(path, generateLog(plan, this.written));
  }

  /** All of the file as it is now. */
  wasAcknowledged(): void {
    this.acknowledged = this.written;
  }

  get isAcknowledged(): boolean {
    return this.acknowledged === this.written;
  }

  /** Every cell of the log's own host is the acknowledged one or the written one; tells those that are neither. */
  wrongCells(cells: UsageCells): string[] {
    const { host } = this.options;
    const rowsOf = (all: UsageCells) => all.get(host) ?? new Map<number, TruthRow>();
    const got = rowsOf(cells);
    const had = rowsOf(truthCells(this.acknowledged, [host]));
    const has = rowsOf(truthCells(this.written, [host]));
    return [...new Set([...got.keys(), ...had.keys(), ...has.keys()])].flatMap((minute) => {
      const [stored, before, now] = [got, had, has].map((rows) => textOf(rows.get(minute)));
      if (stored === before || stored === now) return [];
      return [`${host} ${minute}: ${stored} is stored, ${before} or ${now} is expected`];
    });
  }
}

function textOf(row: TruthRow | undefined): string {
  return row ? Object.values(row).join(' ') : 'nothing';
}
