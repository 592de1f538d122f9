import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark, Table } from './benchmark.ts';
import { BENCH_TOKEN, startServer, WEIR } from './weir-server.ts';

const DAY_MS = 86_400_000;
const LOG_START_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS - 2 * DAY_MS; // recent: the server refuses what is past its retention

const MEBI = 2 ** 20;

export const memory: Benchmark = {
  name: 'memory',
  question: `How much memory do the command line and the server take, and does it grow with the input? Peak resident memory of
the whole process (VmHWM), logs of 500 domains over a day in the \`weir\` format.`,
  run: async (say) => {
    const folder = await mkdtemp(join(tmpdir(), 'weir-bench-'));
    try {
      return await measure(folder, say);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measure(folder: string, say: (progress: string) => void): Promise<Table> {
  const rows: string[][] = [];
  const add = (what: string, peakBytes: number) => {
    rows.push([what, (peakBytes / MEBI).toFixed(0)]);
    say(rows.at(-1)!.join(', '));
  };
  const logs = [50, 400].map((size) => ({ size, path: join(folder, `${size}.log`) }));
  for (const { size, path } of logs) await writeLog(path, size * MEBI);
  for (const { size, path } of logs) {
    add(`weir report, ${size} MiB`, await peakOf(['report', path, '--format', 'weir', '--step', '1d', '--json']));
  }
  const server = await startServer(folder);
  for (const { size, path } of logs) {
    const send = [
      'ingest',
      path,
      '--format',
      'weir',
      '--node',
      'edge-1',
      '--server',
      server.url,
      '--token',
      BENCH_TOKEN,
    ];
    add(`weir ingest, ${size} MiB`, await peakOf(send));
  }
  add('weir serve, after taking both', residentPeak(server.pid));
  await server.stop();
  return { columns: ['what', 'peak MiB'], rows };
}

/** A log whose first line tells it from others of its kind. */
async function writeLog(path: string, bytes: number): Promise<void> {
  const out = createWriteStream(path);
  let written = 0;
  for (let i = 0; written < bytes; i++) {
    const time = new Date(LOG_START_MS + Math.floor((written / bytes) * (DAY_MS - 1))).toISOString().slice(0, 19);
    const line = `192.0.2.${i % 256} [${time}+00:00] "GET /video/${path.length}/${bytes}/${i}.ts HTTP/1.1" 200 ${1000 + (i % 9973)} 0.0${i % 90} "host${i % 500}.example.com" "HIT" "-" "https://www.example.com/" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"\n`;
    written += line.length;
    if (!out.write(line)) await new Promise<void>((resolve) => out.once('drain', () => resolve()));
  }
  await new Promise<void>((resolve) => out.end(() => resolve()));
}

/** Runs a command to its end and gives its peak memory in bytes. */
function peakOf(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WEIR, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    let peak = 0;
    const timer = setInterval(() => {
      peak = Math.max(peak, residentPeak(child.pid!));
    }, 20);
    child.on('close', (code) => {
      clearInterval(timer);
      if (code === 0) resolve(peak);
      else reject(new Error(`weir ${args[0]} ended with ${code}`));
    });
  });
}

function residentPeak(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0; // it has just ended
  }
}
