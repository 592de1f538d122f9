import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { FormatProgram } from '../format/program.ts';
import { type Send, shipLog } from '../ingest/ship-log.ts';
import { openLog } from '../meter/open-log.ts';
import type { DemoNode } from './demo-hosts.ts';
import { GrowingLog } from './growing-log.ts';
import type { Traffic } from './traffic.ts';

export interface NodeFeedOptions {
  readonly node: DemoNode;
  readonly traffic: Traffic;
  /** The folder of all nodes' logs; this one's become `folder/edge-1/access.log` and its rotated days. */
  readonly folder: string;
  /** The preset `weir`, compiled. */
  readonly program: FormatProgram;
  readonly send: Send;
}

/** Bytes and lines of log that were metered and acknowledged. */
export interface Fed {
  readonly bytes: number;
  readonly lines: number;
}

/**
 * One edge node of the demo: writes its access log as nginx and logrotate would, and has every byte metered.
 *
 *     logs/edge-1/access.log-20260101.gz   a closed day, by the node's own clock
 *     logs/edge-1/access.log               today
 */
export class NodeFeed {
  readonly #options: NodeFeedOptions;
  readonly #folder: string;
  #log: GrowingLog;
  /** The midnight at which today's log is rotated, and up to where there are lines; Unix seconds. */
  #dayEnd: number;
  #writtenUntil: number;

  constructor(options: NodeFeedOptions, start: number) {
    const offset = options.node.utcOffsetHours * 3600;
    this.#options = options;
    this.#folder = join(options.folder, options.node.name);
    this.#log = this.#newLog();
    this.#writtenUntil = start;
    this.#dayEnd = (Math.floor((start + offset) / DAY) + 1) * DAY - offset;
  }

  /** Creates the folder and today's empty log. */
  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await writeFile(this.#log.path, '');
  }

  /** Days that are over at `now` and not written yet: how often closedDay() is to be called. */
  closedDays(now: number): number {
    return Math.max(0, Math.floor((now - this.#dayEnd) / DAY) + 1);
  }

  /** Writes and meters the next day, one that is already over, as a whole file; resolves once it is stored. */
  async closedDay(): Promise<Fed> {
    const { node, traffic, program, send } = this.#options;
    const path = this.#rotatedPath();
    await writeGzip(Readable.from(traffic.linesBetween(node.name, this.#writtenUntil, this.#dayEnd)), path);
    const log = { node: node.name, path, chunks: openLog(path), program, final: false, replace: false };
    const shipment = await shipLog(log, send);
    this.#writtenUntil = this.#dayEnd;
    this.#dayEnd += DAY;
    return { bytes: shipment.bytesRead, lines: shipment.lines };
  }

  /** Writes and meters the lines up to `now` (Unix seconds); rotates where a day ends. Says what today's log holds. */
  async advance(now: number): Promise<Fed> {
    while (this.#dayEnd <= now) {
      await this.#append(this.#dayEnd);
      await this.#log.ship();
      await this.#rotate();
    }
    await this.#append(now);
    await this.#log.ship();
    return { bytes: this.#log.bytes, lines: this.#log.lines };
  }

  async #append(until: number): Promise<void> {
    if (until <= this.#writtenUntil) return; // the clock was set back: those lines are written
    await this.#log.append(this.#options.traffic.linesBetween(this.#options.node.name, this.#writtenUntil, until));
    this.#writtenUntil = until;
  }

  async #rotate(): Promise<void> {
    await writeGzip(createReadStream(this.#log.path), this.#rotatedPath());
    await writeFile(this.#log.path, '');
    this.#log = this.#newLog();
    this.#dayEnd += DAY;
  }

  #newLog(): GrowingLog {
    const { node, program, send } = this.#options;
    return new GrowingLog(join(this.#folder, 'access.log'), node.name, program, send);
  }

  /** Named after the day that it holds. */
  #rotatedPath(): string {
    const noon = this.#dayEnd - DAY / 2 + this.#options.node.utcOffsetHours * 3600;
    const day = new Date(noon * 1000).toISOString().slice(0, 10).replaceAll('-', '');
    return join(this.#folder, `access.log-${day}.gz`);
  }
}

const DAY = 86_400;

/** Level 1: a demo's disk is cheaper than its user's time. */
async function writeGzip(source: Readable, path: string): Promise<void> {
  await pipeline(source, createGzip({ level: 1 }), createWriteStream(path));
}
