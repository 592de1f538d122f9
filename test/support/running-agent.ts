import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from '../../src/agent/agent.ts';
import type { Clock } from '../../src/agent/clock.ts';
import { Follower } from '../../src/agent/follower.ts';
import { nodeLogFiles } from '../../src/agent/node-log-files.ts';
import { type Log, Notices } from '../../src/agent/notices.ts';
import { Sender } from '../../src/agent/sender.ts';
import { StateFolder } from '../../src/agent/state-folder.ts';
import { compileFormat } from '../../src/format/compile.ts';
import type { FormatProgram } from '../../src/format/program.ts';
import { Transport } from '../../src/ingest/transport.ts';
import type { UsageStore } from '../../src/usage/usage-store.ts';

/** `host seconds bytes`, one line a request. */
export const PROGRAM = compileFormat({ kind: 'nginx', text: '$host $msec $bytes_sent' }, 'small');

/** 2026-01-01T00:00:00Z. */
export const START = 1_767_225_600;

/** Time that passes fifty times as fast. */
export function fastClock(): Clock {
  const start = Date.now();
  return {
    now: () => start + 50 * (Date.now() - start),
    sleep: (ms, signal) => sleep(ms / 50, undefined, { signal }).catch(() => {}),
  };
}

/** Usage by `domain minute`: bytes and requests. */
export type Cells = Record<string, readonly [bytes: bigint, requests: bigint]>;

/** Log files of one node that know what they add up to. */
export class CountedLogs {
  readonly folder: string;
  readonly cells: Cells = {};
  #lines = 0;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** Adds lines to a log; each has its own size, so that no two sums are equal by chance. */
  write(name: string, lines: number): void {
    const text: string[] = [];
    for (let i = 0; i < lines; i++) {
      const size = 1000 + this.#lines++;
      const second = START + (this.#lines % 600);
      const cell = `${name}.com ${second - (second % 60)}`;
      const [bytes, requests] = this.cells[cell] ?? [0n, 0n];
      this.cells[cell] = [bytes + BigInt(size), requests + 1n];
      text.push(`${name}.com ${second}.000 ${size}\n`);
    }
    appendFileSync(join(this.folder, `${name}.log`), text.join(''));
  }
}

/** All that a store has, to be compared with what logs add up to. */
export async function storedCells(store: UsageStore): Promise<Cells> {
  const range = { start: START - 3600, end: START + 86_400 };
  const hosts = await store.hosts(range);
  const spans = hosts.map((domain) => ({ domain, ...range }));
  const found = await store.buckets({ spans, step: 60, counters: ['bytes', 'requests'], merged: false });
  const cells: Cells = {};
  for (let i = 0; i < found.length; i++) {
    const value = (counter: 'bytes' | 'requests') => BigInt(found.counters[counter]![i]!);
    cells[`${hosts[found.domain[i]!]} ${found.start[i]}`] = [value('bytes'), value('requests')];
  }
  return cells;
}

export interface AgentRun {
  readonly agent: Agent;
  readonly state: StateFolder;
  /** What it logged, without repetitions. */
  readonly logged: string[];
  readonly following: Promise<void>;
  /** As SIGTERM does. */
  stop(): Promise<void>;
}

export interface AgentSetup {
  readonly servers: readonly string[];
  readonly logs: CountedLogs;
  readonly stateFolder: string;
  readonly spoolLimit?: number;
  readonly segmentBytes?: number;
  /** Default: PROGRAM. */
  readonly program?: FormatProgram;
  readonly random?: () => number;
  readonly idleMs?: number;
}

/** An agent as `weir agent` makes it, but for what it reads logs with and for its clock. */
export async function makeAgent(setup: AgentSetup): Promise<Omit<AgentRun, 'following' | 'stop'>> {
  const { servers, logs, stateFolder, spoolLimit = 2 ** 30, segmentBytes = 2000, random = () => 0 } = setup;
  const logged: string[] = [];
  const note = (_fields: object, message: string) => void logged.push(message);
  const log: Log = { info: note, warn: note, error: note };
  const notices = new Notices(log);
  const clock = fastClock();
  const state = await StateFolder.open({ folder: stateFolder, node: 'edge-1', spoolLimit, now: clock.now(), notices });
  const inputs = [{ pattern: join(logs.folder, '*.log'), program: setup.program ?? PROGRAM }];
  const sender = new Sender({ servers, token: 'secret', transport: new Transport({ idleMs: setup.idleMs ?? 1000 }) });
  const agent = new Agent({
    node: 'edge-1',
    version: '1.2.3',
    openSource: (checkpoint) =>
      new Follower({
        node: 'edge-1',
        inputs,
        files: nodeLogFiles(),
        flushMs: 1000,
        memoryLimit: 2 ** 26,
        segmentBytes,
        checkpoint,
      }),
    sender,
    state,
    clock,
    random,
    notices,
    flushMs: 10_000,
  });
  return { agent, state, logged };
}

/** Starts one that follows. */
export async function startAgent(setup: AgentSetup): Promise<AgentRun> {
  const made = await makeAgent(setup);
  const stop = new AbortController();
  const following = made.agent.follow(stop.signal);
  return {
    ...made,
    following,
    stop: () => {
      stop.abort();
      return following;
    },
  };
}
