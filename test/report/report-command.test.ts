import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { CommandFailure, UsageFailure } from '../../src/cli/failure.ts';
import { printLines } from '../../src/cli/print-lines.ts';
import { reportCommand } from '../../src/cli/report.ts';

const FORMAT = 'nginx:$host $msec $bytes_sent';
const LOG = `a.com 1767225600 5\n\n#c\nb.com 1767225660 7\na.com 1767229200 1\njunk\na.com 1767225899.9 2`;
let folder = '';
let path = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-report-'));
  path = join(folder, 'a.log');
  writeFileSync(path, LOG);
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

/** Runs the command in this process. */
async function report(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((text: string) => void err.push(...text.split('\n')));
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk: unknown, done?: unknown) => {
    out.push(String(chunk));
    (done as () => void)();
    return true;
  });
  const command = reportCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  const error = await command.parseAsync(args, { from: 'user' }).then(
    () => undefined,
    (e: unknown) => e,
  );
  vi.restoreAllMocks();
  return { out: out.join(''), err, error };
}

const counts = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text))
    .map(({ domain, start, requests, bytes }) => [domain, start, requests, bytes]);

it('prints sorted usage, and a JSON summary as the last line of standard error', async () => {
  const { out, err, error } = await report(path, '--format', FORMAT, '--json');
  expect(error).toBeUndefined();
  expect(counts(out)).toEqual([
    ['a.com', '2026-01-01T00:00:00Z', 2, 7],
    ['a.com', '2026-01-01T01:00:00Z', 1, 1],
    ['b.com', '2026-01-01T00:00:00Z', 1, 7],
  ]);
  expect(err).toHaveLength(2);
  expect(err[0]).toBe('rejected lines: 1 blank, 1 shape');
  expect(Object.keys(JSON.parse(err[1]!))).toEqual(['lines', 'rejected', 'bytes_read', 'seconds']);
  expect(JSON.parse(err[1]!)).toMatchObject({ lines: 6, rejected: 2, bytes_read: LOG.length });
});

it.each([
  ['1m', 4],
  ['1h', 3],
  ['1d', 2],
])('takes buckets of %s', async (step, rows) => {
  expect(counts((await report(path, '--format', FORMAT, '--json', '--step', step)).out)).toHaveLength(rows);
});

it('reads several files, compressed ones too, and sums them', async () => {
  const zipped = join(folder, 'b.gz');
  writeFileSync(zipped, gzipSync(`${LOG}\n`));
  const { out, err } = await report(path, zipped, '--format', FORMAT, '--json', '--step', '1d');
  expect(counts(out)).toEqual([
    ['a.com', '2026-01-01T00:00:00Z', 6, 16],
    ['b.com', '2026-01-01T00:00:00Z', 2, 14],
  ]);
  expect(JSON.parse(err.at(-1)!)).toMatchObject({ lines: 12, bytes_read: 2 * LOG.length + 1 });
});

it('prints a table unless told otherwise, and CSV when told', async () => {
  expect((await report(path, '--format', FORMAT)).out).toMatch(/^domain +start \(UTC\) +requests/);
  expect((await report(path, '--format', FORMAT, '--csv')).out).toMatch(/^domain,start,requests,bytes,/);
});

it('takes the domain of a format without a host from the command line', async () => {
  const args = [path, '--format', 'nginx:$x $msec $bytes_sent', '--json', '--step', '1d'];
  expect(counts((await report(...args, '--domain', 'WWW.x.com')).out)).toEqual([
    ['www.x.com', '2026-01-01T00:00:00Z', 4, 15],
  ]);
  expect((await report(...args)).error).toBeInstanceOf(UsageFailure);
});

it.each([
  [['--format', FORMAT, '--domain', 'a.com'], 'must not be given'],
  [['--format', 'nginx:$host'], 'the format has no time'],
  [['--format', 'none'], "there is no format 'none': use one of weir, weir-json, combined, combined-host, caddy,"],
  [['--format', 'none'], 'or nginx:<log_format text> (apache:, template: and w3c: likewise)'],
  [[], '--format <format> is needed, or --detect'],
  [['--format', FORMAT, '--threads', '0'], 'a whole number from 1 to 256 is expected'],
  [['--format', FORMAT, '--threads', '1.5'], 'a whole number from 1 to 256 is expected'],
])('refuses %j as a usage fault', async (args, message) => {
  const { error, out } = await report(path, ...args);
  expect(error).toBeInstanceOf(UsageFailure);
  expect(String(error)).toContain(message);
  expect(out).toBe('');
});

it.each([[['--format', FORMAT, '--json', '--csv']], [['--format', FORMAT, '--step', '2m']], [['--detect', '--json']]])(
  'has commander refuse %j',
  async (args) => {
    expect((await report(path, ...args)).error).toMatchObject({ name: 'CommanderError', exitCode: 1 });
  },
);

it('prints no usage when a file ends too early, and names it', async () => {
  const cut = join(folder, 'cut.gz');
  writeFileSync(cut, gzipSync(LOG).subarray(0, -4));
  const { error, out, err } = await report(path, cut, '--format', FORMAT);
  expect(error).toBeInstanceOf(CommandFailure);
  expect(String(error)).toContain(`${cut}: the gzip data ends too early`);
  expect([out, err]).toEqual(['', []]);
});

it('ends quietly when nobody reads on', async () => {
  let batches = 0;
  const closed = new Writable({
    write(_, __, done) {
      batches++;
      done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    },
  });
  await printLines(Array<string>(100_000).fill('line'), closed);
  expect(batches).toBe(1);
  const full = new Writable({ write: (_, __, done) => done(new Error('no space left')) });
  await expect(printLines(['line'], full)).rejects.toThrow('standard output: no space left');
});
