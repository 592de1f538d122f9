import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';

const WEIR = new URL('../../bin/weir.js', import.meta.url).pathname;
const SAMPLE = readFileSync(new URL('../format-samples/caddy.log', import.meta.url));
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-detect-'));
  writeFileSync(join(folder, 'access.log'), SAMPLE);
  writeFileSync(join(folder, 'access.log.gz'), gzipSync(SAMPLE));
  writeFileSync(join(folder, 'cut.gz'), gzipSync(SAMPLE).subarray(0, 500));
  writeFileSync(join(folder, 'odd.log'), 'one two three\n'.repeat(9));
  writeFileSync(join(folder, 'empty.log'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

function report(args: readonly string[], input?: Uint8Array) {
  const ended = spawnSync(process.execPath, [WEIR, 'report', ...args], { cwd: folder, input, encoding: 'utf8' });
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
}

it('names the preset of plain and compressed logs and of standard input, and exits with 0', () => {
  const both = report(['--detect', 'access.log', 'access.log.gz']);
  expect(both).toMatchObject({ code: 0, stderr: '' });
  expect(both.stdout).toContain('access.log: caddy\n  meters 42 of the first 42 lines\n');
  expect(both.stdout).toContain('next: weir report access.log.gz --format caddy\n');
  expect(report(['--detect', '-'], SAMPLE)).toMatchObject({ code: 0, stdout: expect.stringContaining('-: caddy\n') });
});

it('exits with 1 where no preset fits one of the logs, and says what it saw of it', () => {
  const { code, stdout, stderr } = report(['--detect', 'odd.log', 'access.log']);
  expect(code).toBe(1);
  expect(stdout).toContain('odd.log: no preset fits\n  saw 9 lines of text, 3 columns separated by spaces');
  expect(stdout).toContain('access.log: caddy\n');
  expect(stderr).toBe('weir: odd.log: no preset fits; a format of your own is needed\n');
});

it('exits with 1 and one line for a log that is not there, is cut short or has nothing in it', () => {
  for (const name of ['none.log', 'cut.gz', 'empty.log']) {
    const { code, stdout, stderr } = report(['--detect', name]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^weir: .*${name}.*\\n$`));
  }
});

it('exits with 2 where the command line asks for two things at once, or for none', () => {
  expect(report(['--detect', 'access.log', '--format', 'caddy']).code).toBe(2);
  expect(report(['--detect', 'access.log', '--json']).code).toBe(2);
  expect(report(['--detect']).code).toBe(2);
  const without = report(['access.log']);
  expect(without).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--format <format> is needed, or --detect'),
  });
});
