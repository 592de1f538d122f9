import { readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateLog, LOG_FORMAT, Truth } from '../support/log-truth.ts';
import { type Finished, freePort, startProgram, startWeir, temporaryFolder, WEIR, weir } from '../support/programs.ts';
import { createRandom, runSeed } from '../support/random.ts';

// Logs that changed after they were counted: refused with a reason, and counted anew with --replace, exactly.

const random = createRandom(runSeed('replace'));
const folder = temporaryFolder('replace');
const END = Math.floor(Date.now() / 1000) - 7200;
const START = END - 6 * 3600;
const HOSTS = ['a.com', 'b.com', 'c.com'];
const log = join(folder.path, 'access.log');

let server: Awaited<ReturnType<typeof startWeir>>;

beforeAll(async () => {
  const port = await freePort();
  const config = `
listen: 127.0.0.1:${port}
store: { kind: embedded, path: ${join(folder.path, 'data')} }
ingest: { token: t }
operators: [ { name: ops, token: ops } ]
formats:
  edge: { nginx: '${LOG_FORMAT}' }
  no_hits: { nginx: '${LOG_FORMAT}', hits: [NEVER] }
`;
  writeFileSync(join(folder.path, 'weir.yaml'), config);
  server = await startWeir(join(folder.path, 'weir.yaml'));
});

afterAll(async () => {
  await server?.stop();
  folder.dispose();
});

const ingest = (path: string, ...more: string[]): Promise<Finished> =>
  weir(['ingest', path, '--format', 'edge', '--node', 'edge-1', '-c', join(folder.path, 'weir.yaml'), ...more]);

/** Every counter of every host, in minutes. */
async function stored(): Promise<Record<string, string>> {
  const query = new URLSearchParams({ start: String(START - 86_400), end: String(END + 86_400), step: '1m' });
  const answer = await fetch(`${server.url}/weir/v1/usage?${query}`, { headers: { authorization: 'Bearer ops' } });
  const { series } = (await answer.json()) as { series: Record<string, number[]>[] };
  const cells: Record<string, string> = {};
  for (const one of series) {
    for (let i = 0; i < one.start!.length; i++) {
      const values = COUNTERS.map((name) => one[name]![i]!);
      if (values.some((value) => value > 0)) cells[`${one.domain} ${one.start![i]}`] = values.join(' ');
    }
  }
  return cells;
}

const COUNTERS = [
  'requests',
  'bytes',
  'hit_requests',
  'hit_bytes',
  'origin_requests',
  'origin_bytes',
  'status_2xx',
  'status_4xx',
] as const;

function expected(...truths: Truth[]): Record<string, string> {
  const sum = new Truth();
  for (const truth of truths) {
    for (const [domain, minutes] of truth.domains) {
      for (const [minute, row] of minutes) for (const name of COUNTERS) sum.row(domain, minute)[name] += row[name];
    }
  }
  const cells: Record<string, string> = {};
  for (const [domain, minutes] of sum.domains) {
    for (const [minute, row] of minutes) {
      if (COUNTERS.some((name) => row[name] > 0n))
        cells[`${domain} ${minute}`] = COUNTERS.map((name) => Number(row[name])).join(' ');
    }
  }
  return cells;
}

function makeLog(hosts: readonly string[], lines = 1500): { text: string; truth: Truth } {
  const truth = new Truth();
  const text = generateLog({ seed: random.below(2 ** 31), lines, hosts, start: START, end: END }, truth);
  return { text: FIRST_LINE + text, truth };
}

// the same first line makes edited copies one stream; its host is metered by no test
const FIRST_LINE = `192.0.2.9 - - [${localTime(START)}] "GET / HTTP/1.1" 200 0 "-" "-" "-" - - 0.0\n`;

describe('a log that was edited', () => {
  let first: ReturnType<typeof makeLog>;

  test('in some bytes of the same length is refused, with a reason and a remedy', async () => {
    first = makeLog(HOSTS);
    writeFileSync(log, first.text);
    expect((await ingest(log)).code).toBe(0);
    const middle = first.text.slice(first.text.length / 2);
    const edited = middle.replaceAll(/(\] "[^"]*" )200 /g, '$1404 '); // in one line it might be one that is rejected anyway
    writeFileSync(log, first.text.slice(0, first.text.length / 2) + edited);
    const { code, stderr } = await ingest(log);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/the log was edited: ingest the whole log with --replace/),
    ]);
    expect(await stored()).toEqual(expected(first.truth));
  });

  test('is counted anew with --replace, also where hosts vanish and the log is shorter', async () => {
    const second = makeLog(['b.com'], 400);
    writeFileSync(log, second.text);
    const { code, stderr } = await ingest(log, '--replace');
    expect(code, stderr).toBe(0);
    expect(await stored()).toEqual(expected(second.truth));
    expect((await ingest(log)).stderr).toMatch(/nothing new/);
    expect((await ingest(log, '--replace')).stderr).toMatch(/nothing new/);
    first = second;
  });

  test('with another format is refused, and counted anew with --replace', async () => {
    const refused = await ingest(log, '--format', 'no_hits');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/metered before with the format "edge"/)]);
    expect((await ingest(log, '--format', 'no_hits', '--replace')).code).toBe(0);
    const cells = Object.values(await stored()).map((cell) => cell.split(' ').map(Number));
    expect(cells.every(([, , hitRequests, hitBytes]) => hitRequests === 0 && hitBytes === 0)).toBe(true);
    expect((await ingest(log, '--replace')).code).toBe(0);
    expect(await stored()).toEqual(expected(first.truth));
  });

  test('is exact after replacements that were killed in the middle and repeated', async () => {
    for (let round = 0; round < 4; round++) {
      const next = makeLog([random.pick(HOSTS), random.pick(HOSTS)], 20_000);
      writeFileSync(log, next.text);
      const args = [
        'ingest',
        log,
        '--format',
        'edge',
        '--node',
        'edge-1',
        '-c',
        join(folder.path, 'weir.yaml'),
        '--replace',
      ];
      const client = startProgram(process.execPath, [WEIR, ...args]);
      await sleep(300 + random.below(500));
      await server.stop('SIGKILL');
      await client.stop('SIGKILL');
      server = await startWeir(join(folder.path, 'weir.yaml'));
      const { code, stderr } = await ingest(log, '--replace');
      expect(code, stderr).toBe(0);
      expect(await stored()).toEqual(expected(next.truth));
      first = next;
    }
  });
});

describe('one log in several shapes', () => {
  test('members of a .gz are one stream, whole or cut anywhere', async () => {
    const { text } = makeLog(['c.com']);
    const before = await stored();
    const own = text.replace('192.0.2.9', '192.0.2.8');
    const bytes = Buffer.from(own);
    const cuts = [
      0,
      random.below(bytes.length / 2),
      bytes.length / 2 + random.below(bytes.length / 2),
      bytes.length,
    ].map(Math.floor);
    const members = cuts.slice(1).map((to, i) => gzipSync(bytes.subarray(cuts[i], to)));
    writeFileSync(`${log}.plain`, own);
    writeFileSync(`${log}.gz`, Buffer.concat(members));
    expect((await ingest(`${log}.gz`)).stderr).not.toMatch(/nothing new/);
    const after = await stored();
    expect(after).not.toEqual(before);
    expect((await ingest(`${log}.plain`)).stderr).toMatch(/nothing new/);
    expect(await stored()).toEqual(after);
  });

  test('an unterminated last line waits, --final counts it and closes the stream', async () => {
    const path = join(folder.path, 'open.log');
    const line = (host: string) =>
      `192.0.2.7 - - [${localTime(START)}] "GET / HTTP/1.1" 200 7 "-" "-" "${host}" HIT - 0.0`;
    writeFileSync(path, `${line('x.com')}\n${line('y.com')}`);
    const waiting = await ingest(path);
    expect(waiting.stderr).toMatch(/has no newline yet and was not counted/);
    expect(Object.keys(await stored()).filter((key) => /^[xy]\.com/.test(key))).toHaveLength(1);
    expect((await ingest(path, '--final')).code).toBe(0);
    expect(Object.keys(await stored()).filter((key) => /^[xy]\.com/.test(key))).toHaveLength(2);
    writeFileSync(path, `${line('x.com')}\n${line('y.com')}\n${line('y.com.too')}\n`);
    const longer = await ingest(path);
    expect([longer.code, longer.stderr]).toEqual([1, expect.stringMatching(/closed by --final/)]);
    expect((await ingest(path, '--replace')).code).toBe(0);
    expect(Object.keys(await stored()).some((key) => key.startsWith('y.com.too'))).toBe(true);
  });

  test('under two nodes it counts twice, and the sender is told', async () => {
    const { code, stderr } = await ingest(`${log}.plain`, '--node', 'edge-2');
    expect([code, stderr]).toEqual([0, expect.stringMatching(/metered under edge-1 too/)]);
  });

  test('a damaged .gz of more than a segment stores nothing, and leaves no temporary file', async () => {
    const before = await stored();
    const line = `192.0.2.6 - - [${localTime(START)}] "GET / HTTP/1.1" 200 7 "-" "${'-'.repeat(900)}" "damaged.com" HIT - 0.0\n`;
    const whole = gzipSync(Buffer.from(line.repeat(Math.ceil((70 * 2 ** 20) / line.length))), { level: 1 });
    whole[whole.length - 6]! ^= 1; // in the checksum, at the very end
    writeFileSync(join(folder.path, 'damaged.gz'), whole);
    const outboxes = () => readdirSync(tmpdir()).filter((name) => name.startsWith('weir-outbox-')).length;
    const had = outboxes();
    const { code, stderr } = await ingest(join(folder.path, 'damaged.gz'));
    expect([code, stderr]).toEqual([1, expect.stringMatching(/damaged\.gz/)]);
    expect(await stored()).toEqual(before);
    expect(outboxes()).toBe(had);
  });
});

function localTime(seconds: number): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(new Date(seconds * 1000).toUTCString())!;
  return `${day}/${month}/${year}:${time} +0000`;
}
