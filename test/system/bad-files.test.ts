import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askWeir } from '../support/independent-clients.ts';
import { type Finished, hasProgram, runProgram, startWeir, temporaryFolder, weir } from '../support/programs.ts';
import { createRandom, FUZZ_SCALE, runSeed } from '../support/random.ts';
import { pourForever, type Watched, watchWeir } from '../support/watched-program.ts';

// Files that are no logs, and logs that arrived damaged, given to the real commands: one clear line each, the exit code
// that the contract says, flat memory, and nothing stored that the whole file would contradict later.

const SEED = runSeed('bad files');
const random = createRandom(SEED);
const folder = temporaryFolder('bad-files');
const FORMAT = 'nginx:$host $msec $bytes_sent';
const START = Math.floor(Date.now() / 1000 / 3600) * 3600 - 4 * 3600;
const CONFIG = `
listen: 127.0.0.1:0
store: { kind: embedded, path: ${join(folder.path, 'data')} }
ingest: { token: secret-of-ingest }
operators: [ { name: ops, token: secret-of-operator } ]
`;

let server: Awaited<ReturnType<typeof startWeir>>;
beforeAll(async () => {
  writeFileSync(join(folder.path, 'weir.yaml'), CONFIG);
  server = await startWeir(join(folder.path, 'weir.yaml'));
});
afterAll(async () => {
  await server?.stop();
  folder.dispose();
});

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(folder.path, name);
  writeFileSync(path, bytes);
  return path;
}

/** Lines of one host, with enough chance in them that they do not compress to nothing. */
function log(host: string, lines: number): string {
  const line = (i: number) => `${host} ${START + (i % 10_800)}.${100 + (i % 900)} ${random.below(1e9)}\n`;
  return Array.from({ length: lines }, (_, i) => line(i)).join('');
}

const report = (...args: string[]) => weir(['report', '--format', FORMAT, '--json', ...args]);
const destination = () => ['--server', server.url, '--token', 'secret-of-ingest', '--node', 'edge-1'];
const ingest = (...args: string[]) => weir(['ingest', '--format', FORMAT, ...destination(), ...args]);

/** What is stored of a host: its answer, or undefined where there is nothing. */
async function stored(host: string): Promise<string | undefined> {
  const parameters = { domain: host, start: String(START - 3600), end: String(START + 4 * 3600), step: '1m' };
  const { status, text } = await askWeir(server.url, 'secret-of-operator', parameters);
  return status === 404 ? undefined : text;
}

const summaryOf = ({ stderr }: Finished) => JSON.parse(stderr.trim().split('\n').at(-1)!) as Record<string, number>;

/** A refusal is a line that names the file, never our own insides. */
function expectClear({ stderr }: Pick<Finished, 'stderr'>, what: RegExp): void {
  expect(stderr).toMatch(what);
  expect(stderr).not.toMatch(/^\s+at |node:internal|\.[jt]s:\d+|secret-of/m);
}

describe('what is no log', () => {
  const junk = () => Buffer.from(Array.from({ length: 1_000_000 }, () => random.below(256)));
  const cases: [string, () => string | Uint8Array, Partial<Record<string, number>>][] = [
    ['nothing', () => '', { lines: 0, rejected: 0 }],
    ['binary junk', () => Buffer.concat([Buffer.from('#'), junk()]), {}],
    [
      'a line of 5 MB among others',
      () => `${log('long.example', 1)}${'y'.repeat(5_000_000)}\n${log('long.example', 1)}`,
      { lines: 3, rejected: 1 },
    ],
    ['50 MB of NULs', () => Buffer.alloc(50_000_000), { lines: 0, rejected: 0 }],
    ['a million blank lines', () => '\n'.repeat(1e6), { lines: 1e6, rejected: 1e6 }],
  ];
  const files = new Map<string, string>();
  const pathOf = (name: string) => files.get(name)!;
  beforeAll(() => {
    for (const [name, bytes] of cases) files.set(name, file(name.replaceAll(' ', '-'), bytes()));
  });

  test.concurrent.each(cases)('%s is counted as what it is', async (name, _, expected) => {
    const reported = await report(pathOf(name));
    expect(reported.code, reported.stderr).toBe(0);
    expect(summaryOf(reported)).toMatchObject(expected);
    expectClear(reported, /^/);
  });

  test('all of it together is ingested as the sum of that', async () => {
    const [reported, ingested] = await Promise.all([report(...files.values()), ingest('--final', ...files.values())]);
    expect([reported.code, ingested.code], reported.stderr + ingested.stderr).toEqual([0, 0]);
    const { lines, rejected } = summaryOf(reported);
    expect(summaryOf(ingested)).toMatchObject({ lines, rejected });
    expectClear(ingested, /^/);
  });

  test('a folder, a missing file and one that is nobody’s are named, and the file beside them is ingested', async () => {
    const path = file('good.log', log('good.example', 100));
    mkdirSync(join(folder.path, 'folder'));
    const bad = ['folder', 'none', 'good.log/x'].map((name) => join(folder.path, name));
    const whats = [/folder: this is a folder; a log file is expected/, /none: there is no such file/, /good\.log\/x: /];
    const reports = await Promise.all(bad.map((one) => report(path, one)));
    reports.forEach((reported, i) => {
      expect([reported.code, reported.stdout]).toEqual([1, '']);
      expectClear(reported, whats[i]!);
    });
    const ingested = await ingest(...bad, path);
    expect(ingested.code).toBe(1);
    for (const what of whats) expectClear(ingested, what);
    expect(sumOf(await stored('good.example'))).toBe(bytesIn(readFileSync(path, 'utf8')));
  });

  test.concurrent.each([
    ['ingest', 'no format', []],
    ['report', 'a format without a time', ['--format', 'nginx:$host $bytes_sent']],
    ['ingest', 'a format without a host and no domain', ['--format', 'nginx:$msec $bytes_sent']],
    ['report', 'a format with a host and a domain', ['--format', FORMAT, '--domain', 'www.a.com']],
    ['ingest', 'a format of no words', ['--format', 'nginx:']],
    ['report', 'a name that is everybody’s', ['--format', '__proto__']],
  ])('%s takes %s for a fault of the command line', async (command, _, format) => {
    const done = await weir([
      command,
      join(folder.path, 'good.log'),
      ...format,
      ...(command === 'ingest' ? destination() : []),
    ]);
    expect([done.code, done.stdout]).toEqual([2, '']);
    expect(done.stderr.trim().split('\n')).toHaveLength(1);
    expectClear(done, /--format|--domain/);
  });
});

const hasZstd = hasProgram('zstd', 'apt-get install zstd');

interface Packed {
  readonly name: string;
  readonly pack: (text: string) => Promise<Buffer>;
}

const packings: Packed[] = [
  { name: 'gzip', pack: async (text) => gzipSync(text) },
  { name: 'gzip that stores', pack: async (text) => gzipSync(text, { level: 0 }) },
  ...(hasZstd ? [{ name: 'zstd', pack: zstd }] : []),
];

async function zstd(text: string): Promise<Buffer> {
  const path = file('to-pack', text);
  const done = await runProgram('zstd', ['-q', '-f', path, '-o', `${path}.zst`]);
  expect(done.code, done.stderr).toBe(0);
  return readFileSync(`${path}.zst`);
}

/** Copies of a file, each cut or changed at a place of its own. */
function damaged(name: string, bytes: Buffer, count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const at = 10 + random.below(bytes.length - 10); // before that it would be no packed file at all
    const copy = i % 2 === 0 ? bytes.subarray(0, at) : Buffer.from(bytes);
    if (i % 2 === 1) copy[at]! ^= 1 << random.below(8);
    return file(`${name.replaceAll(' ', '-')}-${i}`, copy);
  });
}

describe.each(packings)('a log packed with $name', ({ name, pack }) => {
  const host = `${name.replaceAll(' ', '-')}.example`;

  test('and damaged is refused, and leaves nothing behind', async () => {
    const text = log(host, 5000);
    const whole = await report(file('whole', text));
    const bytes = await pack(text);
    const files = damaged(name, bytes, 12 * FUZZ_SCALE);
    const some = files.slice(0, 2 * FUZZ_SCALE);
    for (const [i, done] of (await inPairs(some, (path) => report(path))).entries()) {
      if (done.code === 0) expect(isUntouched(done, whole), some[i]).toBe(true);
      else expectDamaged(done, some[i]!);
    }
    const ingested = await ingest(...files);
    expect(ingested.code).toBe(1);
    expectClear(ingested, /of \d+ files were not ingested whole/);
    // whatever was stored of the copies, it must be what the whole log says
    const good = await ingest(file(`${name}-good`, bytes));
    expect(good.code, good.stderr).toBe(0);
    expect(summaryOf(good)).toMatchObject({ lines: 5000, rejected: 0 });
    expect(sumOf(await stored(host))).toBe(bytesIn(text));
  });

  test('in members is the same as the whole', async () => {
    const text = log(`members.${host}`, 3000);
    const lines = text.split(/(?<=\n)/);
    const cuts = [0, 1, 900, 900, 2000, 3000];
    const members = await sequence(cuts.slice(1), (end, i) => pack(lines.slice(cuts[i], end).join('')));
    const anywhere = await sequence([0, 1], (i) => pack(i === 0 ? text.slice(0, 777) : text.slice(777)));
    const plain = file('plain', text);
    const joined = [file('joined', Buffer.concat(members)), file('anywhere', Buffer.concat(anywhere))];
    const [whole, other] = await inPairs([plain, random.pick(joined)], (path) => report(path));
    expect(other!.stdout === whole!.stdout).toBe(true);
    expect(summaryOf(await ingest(joined[0]!, plain, joined[1]!, joined[0]!))).toMatchObject({ segments: 4, known: 3 });
    expect(sumOf(await stored(`members.${host}`))).toBe(bytesIn(text));
  });
});

/** Two at a time: a test that starts more programs than there are cores only waits. */
async function inPairs<In, Out>(items: readonly In[], act: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  for (let i = 0; i < items.length; i += 2) results.push(...(await Promise.all(items.slice(i, i + 2).map(act))));
  return results;
}

async function sequence<In>(items: readonly In[], act: (item: In, i: number) => Promise<Buffer>): Promise<Buffer[]> {
  const results: Buffer[] = [];
  for (const [i, item] of items.entries()) results.push(await act(item, i));
  return results;
}

/** Some bytes of a header mean nothing: a name, a time. */
function isUntouched(done: Finished, whole: Finished): boolean {
  return done.stdout === whole.stdout && summaryOf(done).lines === summaryOf(whole).lines;
}

/** Damage to the first bytes makes it another file: one of junk, which is no fault. */
function expectDamaged(done: Finished, path: string): void {
  expect([done.code, done.stdout]).toEqual([1, '']);
  expectClear(done, /^weir: .*(ends too early|damaged|zstd frame|zstd)/m);
  expect(done.stderr).toContain(path);
}

const bytesIn = (text: string) => [...text.matchAll(/ (\d+)\n/g)].reduce((sum, [, bytes]) => sum + BigInt(bytes!), 0n);

function sumOf(answer: string | undefined): bigint {
  const columns = /"bytes":\[([\d,]*)\]/.exec(answer ?? '')?.[1]?.split(',') ?? [];
  return columns.reduce((sum, bytes) => sum + BigInt(bytes), 0n);
}

describe('a log of several segments', () => {
  test('that turns out damaged at its end leaves nothing that the whole one contradicts', async () => {
    const block = log('large.example', 30_000);
    const text = block.repeat(90); // over 64 MiB: a closed segment and an open one
    expect(text.length).toBeGreaterThan(65 * 2 ** 20);
    const bytes = gzipSync(text, { level: 0 });
    const early = Buffer.from(bytes);
    early[early.indexOf('\n', 100_000) - 1]! ^= 1; // another number, until the checksum at the end tells
    const refused = await ingest(file('early.gz', early));
    expect(refused.code).toBe(1);
    expectClear(refused, /1 of 1 files were not ingested whole/);
    expect(await stored('large.example')).toBeUndefined();
    const good = await ingest(file('large.gz', bytes));
    expect(good.code, good.stderr).toBe(0);
    expect(sumOf(await stored('large.example'))).toBe(bytesIn(block) * 90n);
  });
});

// Node with our code and zlib's buffers takes some 90 MiB; the rest is what the collector lets lie between two rounds, and
// the same for any length. 200 MiB of the input unpacked would not fit.
const FLAT_MIB = 260;

describe('what inflates without end', () => {
  const endless: [string, string][] = [
    ['one line', 'x'.repeat(2 ** 26)],
    ['lines', `a.com ${START} 5\n`.repeat(2 ** 21)],
    ['blank lines', '\n'.repeat(2 ** 22)],
  ];
  const commands: [string, NodeJS.Signals, () => Watched][] = [
    ['report', 'SIGTERM', () => watchWeir(['report', '-', '--format', FORMAT])],
    ['report', 'SIGINT', () => watchWeir(['report', '-', '--format', FORMAT])],
    ['ingest', 'SIGTERM', () => watchWeir(['ingest', '-', '--format', FORMAT, ...destination()])],
  ];
  const cases = commands.flatMap(([command, signal, start], i) => {
    const [what, text] = endless[i]!;
    return [{ command, signal, start, what, text }];
  });

  test.concurrent.each(cases)(
    '$what keep $command busy in flat memory until $signal',
    async ({ signal, start, text }) => {
      const program = start();
      const poured = pourForever(program, gzipSync(text));
      await new Promise((resolve) => setTimeout(resolve, 2500));
      expect(program.child.exitCode, program.stderr()).toBe(null);
      expect(program.peakMiB()).toBeLessThan(FLAT_MIB);
      const asked = performance.now();
      program.child.kill(signal);
      await program.ended;
      expect(performance.now() - asked).toBeLessThan(2000);
      expectClear({ stderr: program.stderr() }, /^/);
      await poured;
    },
  );

  test('2 GiB in 2 MB are read to their end in flat memory', async () => {
    const member = gzipSync(Buffer.alloc(2 ** 26, 'x'));
    const path = file('bomb.gz', Buffer.concat(Array.from({ length: 32 }, () => member)));
    const program = watchWeir(['report', path, '--format', FORMAT]);
    expect((await program.ended).code, program.stderr()).toBe(0);
    expect(JSON.parse(program.stderr().trim().split('\n').at(-1)!)).toMatchObject({
      lines: 1,
      rejected: 1,
      bytes_read: 2 ** 31,
    });
    expect(program.peakMiB()).toBeLessThan(FLAT_MIB);
  });
});
