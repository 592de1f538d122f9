import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { residentMiB } from '../support/resident-memory.ts';

const WEIR = new URL('../../bin/weir.js', import.meta.url).pathname;
const FORMAT = 'nginx:$host $msec $bytes_sent $request_time "$http_user_agent"';
let folder = '';
let temporary = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-report-'));
  temporary = join(folder, 'tmp');
  mkdirSync(temporary);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function text(stream: NonNullable<ChildProcess['stdout']>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function report(args: readonly string[], input?: Uint8Array, meanwhile?: (child: ChildProcess) => Promise<void>) {
  const child = spawn(process.execPath, [WEIR, 'report', ...args], {
    cwd: folder,
    env: { ...process.env, TMPDIR: temporary },
  });
  const done = meanwhile?.(child);
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  child.stdin.on('error', () => {}); // a command that fails early does not read it
  child.stdin.end(input);
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  await done;
  return { stdout, stderr, code, summary: () => JSON.parse(stderr.trim().split('\n').at(-1)!) };
}

/** Acts while the child is in the middle of a log that is longer than 20 MB. */
async function whenReading(child: ChildProcess, act: () => void): Promise<void> {
  const bytesRead = () => Number(/^rchar: (\d+)/m.exec(readFileSync(`/proc/${child.pid}/io`, 'utf8'))![1]);
  while (bytesRead() < 20e6) {
    if (child.exitCode !== null) throw new Error('the command ended before it had read that much');
    await sleep(1);
  }
  act();
}

/** About 5 MB of lines of all lengths, some rejected, some spread over minutes; the last one is not terminated. */
function log(): string {
  const lines = Array.from({ length: 60_000 }, (_, i) => {
    const agent = 'x'.repeat((i * 7919) % 97);
    if (i % 1000 === 17) return i % 2000 === 17 ? '' : '# comment';
    return `www.d${(i * 31) % 40}.com ${1767225600 + (i >> 4)}.5 ${i * 1009} ${i % 500 ? '0.1' : '3600.25'} "${agent}"`;
  });
  return `${'\0'.repeat(70_000)}${lines.join('\n')}\nwww.d1.com 1767225600 5 - "${'y'.repeat(1_100_000)}"\n${lines[1]}`;
}

describe('weir report', () => {
  it('prints the same bytes whatever the threads, the compression and the way in', async () => {
    const path = join(folder, 'access.log');
    writeFileSync(path, log());
    const packed = join(folder, 'packed');
    writeFileSync(packed, gzipSync(readFileSync(path)));
    const args = ['--format', FORMAT, '--json', '--step', '1m'];
    const one = await report([path, ...args]);
    expect(one.code).toBe(0);
    const { seconds: _, ...summary } = one.summary();
    expect(summary).toEqual({ lines: 60_002 - 30, rejected: 31, bytes_read: readFileSync(path).length });
    for (const threads of ['2', '3', '5']) {
      const many = await report([path, ...args, '--threads', threads]);
      expect(many.stdout === one.stdout, `${threads} threads`).toBe(true);
      expect(many.summary()).toMatchObject(summary);
    }
    expect((await report([packed, ...args, '--threads', '2'])).stdout === one.stdout).toBe(true);
    expect((await report(['-', ...args], readFileSync(path))).stdout === one.stdout).toBe(true);
    expect((await report(['-', ...args, '--threads', '2'], readFileSync(packed))).stdout === one.stdout).toBe(true);
  });

  it('shares several files out among threads, and fails as a whole when one is cut', async () => {
    const good = join(folder, 'good.gz');
    const cut = join(folder, 'cut.gz');
    writeFileSync(good, gzipSync('a.com 1767225600 5 - "x"\n'));
    writeFileSync(cut, readFileSync(good).subarray(0, 30));
    const args = ['--format', FORMAT, '--csv', '--step', '1d', '--threads', '2'];
    expect((await report([good, good, good, ...args])).stdout).toContain('a.com,2026-01-01T00:00:00Z,3,15,');
    const failed = await report([good, cut, good, ...args]);
    expect([failed.code, failed.stdout]).toEqual([1, '']);
    expect(failed.stderr.trim().split('\n')).toEqual([expect.stringContaining(`${cut}: the gzip data ends too early`)]);
  });

  it('is exact about a log that changes while it is read, and says what happened to it', async () => {
    const line = 'a.com 1767225600 5 0.1 "x"\n';
    const changes: Record<string, (path: string) => void> = {
      'it grew while it was read': (path) => appendFileSync(path, line.repeat(1000)),
      'it was deleted or renamed while it was read': (path) => unlinkSync(path),
      'another file took its name while it was read': (path) => {
        renameSync(path, `${path}.1`);
        writeFileSync(path, line);
      },
      'it shrank from': (path) => truncateSync(path, 0),
    };
    for (const [said, change] of Object.entries(changes)) {
      const path = join(folder, 'changing.log');
      writeFileSync(path, line.repeat(3_000_000));
      const { code, stdout, stderr } = await report(
        [path, '--format', FORMAT, '--json', '--step', '1d'],
        undefined,
        (child) => whenReading(child, () => change(path)),
      );
      expect(stderr).toContain(`${path}: ${said}`);
      const isWhole = said !== 'it shrank from';
      expect(code).toBe(isWhole ? 0 : 1);
      const requests = isWhole ? JSON.parse(stdout).requests : undefined;
      expect(requests).toBe(isWhole ? 3_000_000 + (said.includes('grew') ? 1000 : 0) : undefined);
    }
  });

  it('counts a flood of host names in memory that does not grow with it', async () => {
    const path = join(folder, 'flood.log');
    const hosts = (of: number) =>
      Array.from({ length: of }, (_, i) => `h${(i * 7919) % of}.com 1767225600 ${i} 0.1 "x"`);
    const peak = async (of: number) => {
      writeFileSync(path, `${hosts(of).join('\n')}\n`);
      let most = 0;
      const watch = async (child: ChildProcess) => {
        while (child.exitCode === null) {
          if (existsSync(`/proc/${child.pid}/exe`)) most = Math.max(most, residentMiB(child.pid!));
          await sleep(5);
        }
      };
      const { stdout, code } = await report([path, '--format', FORMAT, '--csv'], undefined, watch);
      expect(code).toBe(0);
      const lines = stdout.trimEnd().split('\n').slice(1);
      expect(lines).toHaveLength(of);
      expect(lines.every((line, i) => i === 0 || lines[i - 1]!.split(',')[0]! < line.split(',')[0]!)).toBe(true);
      expect(lines.reduce((sum, line) => sum + Number(line.split(',')[3]), 0)).toBe((of * (of - 1)) / 2);
      return most;
    };
    const [some, many] = [await peak(250_000), await peak(750_000)];
    expect(many).toBeLessThan(1.5 * some);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('prints nothing when it is interrupted, whatever the threads', async () => {
    const path = join(folder, 'long.log');
    writeFileSync(path, 'a.com 1767225600 5 0.1 "x"\n'.repeat(5_000_000));
    for (const threads of ['1', '2']) {
      const args = [path, '--format', FORMAT, '--json', '--threads', threads];
      const result = await report(args, undefined, (child) => whenReading(child, () => child.kill('SIGINT')));
      expect(result).toMatchObject({ code: 130, stdout: '', stderr: 'weir: interrupted: nothing was printed\n' });
    }
  });

  it('tells usage faults from failures by its exit status', async () => {
    writeFileSync(join(folder, 'x.log'), 'a.com 1767225600 5 - "x"\n');
    const usage = [
      ['x.log'],
      ['--format', 'weir'],
      ['x.log', '--format', 'none'],
      ['x.log', '--format', FORMAT, '--domain', 'a.com'],
    ];
    for (const args of usage) {
      const { code, stderr } = await report(args);
      expect([args, code, stderr.trim().split('\n').length]).toEqual([args, 2, 1]);
    }
    expect(await report(['none.log', '--format', FORMAT])).toMatchObject({ code: 1, stdout: '' });
    expect(await report(['.', '--format', FORMAT])).toMatchObject({ code: 1, stdout: '' });
    const help = await report(['--help']);
    expect([help.code, help.stdout]).toEqual([0, expect.stringContaining('$ weir report access.log')]);
  });

  it('takes formats from a config, ./weir.yaml where there is one', async () => {
    writeFileSync(join(folder, 'y.log'), 'a.com 1767225600 5\n');
    const yaml = "formats: { short: { nginx: '$host $msec $bytes_sent' } }\n";
    writeFileSync(join(folder, 'other.yaml'), yaml);
    expect((await report(['y.log', '--format', 'short', '-c', 'other.yaml', '--json'])).stdout).toContain('"bytes":5');
    writeFileSync(join(folder, 'weir.yaml'), yaml);
    expect((await report(['y.log', '--format', 'short', '--json'])).stdout).toContain('"bytes":5');
  });

  it('ends quietly when its reader has seen enough', () => {
    const command = `"${process.execPath}" "${WEIR}" report access.log --format '${FORMAT}' --json --step 1m | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const lines = execFileSync('bash', ['-c', command], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString();
    expect(lines.trim().split('\n').at(-1)).toBe('0');
  });
});
