import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IngestBatch } from '../src/ingest/batch.ts';
import { packBatch, sendBatch } from '../src/ingest/client.ts';
import { COUNTERS, type Counter } from '../src/usage/counters.ts';
import { type Benchmark, fixed, type Table } from './benchmark.ts';
import { BENCH_TOKEN, type RunningServer, startServer } from './weir-server.ts';

const SENDERS = [1, 20, 200];
const SECONDS = 8;
const ROWS = 5;

export const senders: Benchmark = {
  name: 'senders',
  question: `How many small batches a second does a server take, each acknowledged when it is on disk? Every sender is a node that
sends five rows of its growing log, waits for the acknowledgement and sends the next; senders and server share the
machine. Aim: 1,000 batches/s from 200 senders.`,
  run: async (say) => {
    const folder = await mkdtemp(join(tmpdir(), 'weir-bench-'));
    const server = await startServer(folder);
    try {
      const rows: string[][] = [];
      for (const count of SENDERS) {
        rows.push(await measure(server, count));
        say(rows.at(-1)!.join(', '));
      }
      return table(rows);
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function table(rows: readonly string[][]): Table {
  return { columns: ['senders', 'batches/s', 'p50 ms', 'p99 ms', "server's CPU ms a batch"], rows };
}

async function measure(server: RunningServer, count: number): Promise<string[]> {
  const until = performance.now() + SECONDS * 1000;
  const cpuBefore = cpuMs(server.pid);
  const started = performance.now();
  const latencies = (
    await Promise.all(Array.from({ length: count }, (_, i) => sender(server.url, `${count}-${i}`, until)))
  ).flat();
  const seconds = (performance.now() - started) / 1000;
  const cpu = cpuMs(server.pid) - cpuBefore;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => fixed(latencies[Math.floor(latencies.length * share)]!, 0);
  return [String(count), fixed(latencies.length / seconds, 0), at(0.5), at(0.99), fixed(cpu / latencies.length, 2)];
}

/** Sends until the time is up; gives the milliseconds that each acknowledgement took. */
async function sender(server: string, name: string, until: number): Promise<number[]> {
  const latencies: number[] = [];
  for (let i = 1; performance.now() < until; i++) {
    const packed = await packBatch(batchOf(name, i));
    const started = performance.now();
    await sendBatch(packed, { server, token: BENCH_TOKEN });
    latencies.push(performance.now() - started);
  }
  return latencies;
}

function batchOf(name: string, round: number): IngestBatch {
  const minute = Math.floor(Date.now() / 60_000) * 60;
  const counters = Object.fromEntries(COUNTERS.map((counter) => [counter, new BigUint64Array(ROWS)])) as Record<
    Counter,
    BigUint64Array
  >;
  counters.requests.fill(BigInt(round));
  counters.bytes.fill(BigInt(round * 1000));
  const rows = {
    length: ROWS,
    domains: Array.from({ length: ROWS }, (_, i) => `host${i}.example.com`),
    domain: Uint32Array.from({ length: ROWS }, (_, i) => i),
    minute: new Uint32Array(ROWS).fill(minute),
    counters,
    estimated: new Uint8Array(ROWS),
  };
  const metered = {
    index: 0,
    bytes: round * 100,
    lines: round,
    rejects: {},
    samples: [],
    unknownDurations: 0,
    final: false,
  };
  const stream = Buffer.from(name).toString('hex').padEnd(32, '0');
  const digest = String(round).padStart(32, '0');
  return {
    node: name,
    stream,
    path: 'bench.log',
    format: 'bench',
    meterHash: '0'.repeat(32),
    segments: [{ ...metered, digest, rows }],
  };
}

/** User and system time of a process so far. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10; // clock ticks of 10 ms
}
