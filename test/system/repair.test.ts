import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REMOVAL_RECORD, type Removal } from '../../src/repair/removal.ts';
import { openEmbeddedStore } from '../../src/store/embedded-store.ts';
import { askWeir } from '../support/independent-clients.ts';
import { generateLog, LOG_FORMAT, Truth, type TruthRow } from '../support/log-truth.ts';
import { type Finished, startWeir, temporaryFolder, weir } from '../support/programs.ts';
import { createRandom, runSeed } from '../support/random.ts';

// Operators' repairs with the real server, store and command line: what was removed stays removed whatever is ingested
// again and whenever the server is killed, nothing else is touched, and a renamed node loses and doubles nothing. Sums are
// compared with the logs' own arithmetic (support/log-truth.ts), one node at a time.

const random = createRandom(runSeed('repair'));
const folder = temporaryFolder('repair');
const HOURS = 3600;
const END = Math.floor(Date.now() / 1000 / HOURS) * HOURS;
const START = END - 60 * HOURS;
const HOSTS = ['www.a.com', 'www.b.com'];
const CONFIG_FILE = join(folder.path, 'weir.yaml');
const CONFIG = `
listen: 127.0.0.1:0
store: { kind: embedded, path: data }
ingest: { token: ingest-secret }
formats: { edge: { nginx: '${LOG_FORMAT}' } }
operators: [ { name: ops, token: ops-secret } ]
accounts:
  - id: acme
    domains: [ { name: www.a.com }, { name: www.b.com } ]
`;

/** A node's log on disk and what its lines add up to. */
interface NodeLog {
  readonly path: string;
  readonly truth: Truth;
}

let server: Awaited<ReturnType<typeof startWeir>>;
const logs: Record<string, NodeLog> = {};

beforeAll(async () => {
  writeFileSync(CONFIG_FILE, CONFIG);
  for (const node of ['good-1', 'bad-1', 'old-1']) {
    const log: NodeLog = { path: join(folder.path, `${node}.log`), truth: new Truth() };
    writeFileSync(log.path, linesOf(log, node, 2000));
    logs[node] = log;
  }
  server = await startWeir(CONFIG_FILE);
  for (const node of Object.keys(logs)) await ingest(node);
});

afterAll(async () => {
  await server?.stop();
  folder.dispose();
});

function linesOf({ truth }: NodeLog, name: string, lines: number): string {
  return generateLog({ seed: random.below(2 ** 31), lines, hosts: HOSTS, name, start: START, end: END }, truth);
}

async function ingest(node: string, more: { path?: string; as?: string; args?: string[] } = {}): Promise<Finished> {
  const { path = logs[node]!.path, as = node, args = [] } = more;
  const to = ['-c', CONFIG_FILE, '--server', server.url, '--node', as];
  return weir(['ingest', path, '--format', 'edge', ...to, ...args]);
}

/** A command of the operator's that must succeed; its standard output. */
async function operate(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await weir([...args, '-c', CONFIG_FILE, '--server', server.url]);
  expect(code, stderr).toBe(0);
  return stdout;
}

interface Gone {
  readonly domain: string;
  readonly node: string;
  readonly start: number;
  readonly end: number;
}

const METRICS: (keyof TruthRow)[] = ['requests', 'bytes', 'hit_bytes', 'origin_bytes', 'status_2xx'];

/** Every log once, less what is gone, in every hour and metric of both domains. */
async function expectEverythingBut(gone: readonly Gone[]): Promise<void> {
  for (const domain of HOSTS) {
    const parameters = { domain, start: String(START - 6 * HOURS), end: String(END), step: '1h' };
    const { body } = await askWeir(server.url, 'ops-secret', { ...parameters, metrics: METRICS.join(',') });
    const [series] = (body as { series: ({ start: number[] } & Record<string, number[]>)[] }).series;
    const truths = METRICS.map((metric) => series!.start.map((start) => Number(truthSum(domain, metric, start, gone))));
    expect(
      METRICS.map((metric) => series![metric]),
      domain,
    ).toEqual(truths);
  }
}

function truthSum(domain: string, metric: keyof TruthRow, start: number, gone: readonly Gone[]): bigint {
  const hour = { start, end: start + HOURS };
  let sum = 0n;
  for (const [node, { truth }] of Object.entries(logs)) {
    sum += truth.sum([domain], metric, hour.start, hour.end);
    for (const each of gone) {
      if (each.node !== node || each.domain !== domain) continue;
      sum -= truth.sum([domain], metric, Math.max(hour.start, each.start), Math.min(hour.end, each.end));
    }
  }
  return sum;
}

function scopeArgs({ domain, node, start, end }: Gone): string[] {
  const from = new Date(start * 1000).toISOString();
  return ['forget', '--domain', domain, '--node', node, '--from', from, '--to', String(end)];
}

async function restart(): Promise<void> {
  await server.stop('SIGKILL');
  server = await startWeir(CONFIG_FILE);
}

describe('weir forget', () => {
  const bad: Gone = { domain: 'www.a.com', node: 'bad-1', start: START + 7 * 60, end: START + 31 * HOURS };
  let id = '';

  test('shows first, removes with --yes and a reason, and touches nothing else', async () => {
    await expectEverythingBut([]);
    const dry = await weir([...scopeArgs(bad), '-c', CONFIG_FILE, '--server', server.url]);
    expect([dry.code, dry.stdout, dry.stderr]).toEqual([
      0,
      expect.stringMatching(
        /^www\.a\.com, node bad-1, .*: [\d,]+ rows with [\d,]+ requests and (about )?[\d,]+ bytes\n$/,
      ),
      'nothing was changed; --yes removes it\n',
    ]);
    await expectEverythingBut([]);
    const removed = await operate(...scopeArgs(bad), '--reason', 'load test', '--yes');
    id = /id ([0-9a-f]{8}),/.exec(removed)![1]!;
    await expectEverythingBut([bad]);
  });

  test('keeps who removed what and why', async () => {
    const text = await operate('forget', '--list', '--json');
    const { forgotten } = JSON.parse(text);
    const sum = (metric: keyof TruthRow) => logs['bad-1']!.truth.sum(['www.a.com'], metric, bad.start, bad.end);
    expect(forgotten).toMatchObject([
      { id, domain: 'www.a.com', node: 'bad-1', from: bad.start, to: bad.end, reason: 'load test', by: 'ops' },
    ]);
    expect(text).toContain(`"requests":${sum('requests')},"bytes":${sum('bytes')}}`); // exact, above 2^53 too
    expect(await operate('forget', '--list')).toMatch(new RegExp(`^${id} .* ops .*load test$`, 'm'));
  });

  test('lasts through a kill, the same log, gzipped, grown and replaced', async () => {
    await restart();
    await ingest('bad-1');
    const gz = join(folder.path, 'bad-1.log.gz');
    writeFileSync(gz, gzipSync(readFileSync(logs['bad-1']!.path)));
    await ingest('bad-1', { path: gz });
    await expectEverythingBut([bad]);
    appendFileSync(logs['bad-1']!.path, linesOf(logs['bad-1']!, 'more', 500));
    expect((await ingest('bad-1')).stderr).toMatch(/\d+ lines of usage that was removed with weir forget stay removed/);
    await expectEverythingBut([bad]);
    await ingest('bad-1', { args: ['--replace'] });
    await restart();
    await expectEverythingBut([bad]);
  });

  test('undone, it comes back with ingest --replace and not before', async () => {
    await operate('forget', '--undo', id);
    await ingest('bad-1');
    await expectEverythingBut([bad]);
    const { code, stderr } = await ingest('bad-1', { args: ['--replace'] });
    expect(code, stderr).toBe(0);
    await expectEverythingBut([]);
    await restart();
    await expectEverythingBut([]);
    expect(await operate('forget', '--list')).toMatch(/undone by ops/);
  });

  test('that was written down when the server was killed is carried out by the next start', async () => {
    const left: Gone = { domain: 'www.b.com', node: 'bad-1', start: START, end: END };
    await server.stop('SIGKILL');
    await writeRemoval({ id: '00000000', domain: left.domain, node: left.node, from: left.start, to: left.end });
    server = await startWeir(CONFIG_FILE);
    await expectEverythingBut([left]);
    await operate('forget', '--undo', '00000000');
    await ingest('bad-1', { args: ['--replace'] });
    await expectEverythingBut([]);
  });

  test('is all or nothing, whenever the server is killed', async () => {
    const gone: Gone[] = [];
    for (let round = 0; round < 5; round++) {
      const start = START + 40 * HOURS + round * HOURS;
      const scope: Gone = { domain: 'www.a.com', node: 'bad-1', start, end: start + HOURS };
      const body = { domain: scope.domain, node: scope.node, from: start, to: scope.end, reason: `round ${round}` };
      const headers = { authorization: 'Bearer ops-secret', 'content-type': 'application/json' };
      const options = { method: 'POST', headers, body: JSON.stringify(body) };
      const asked = fetch(`${server.url}/weir/v1/forget`, options).then(
        (answer) => answer.status,
        () => 0,
      );
      await sleep(random.below(60));
      await restart();
      const { forgotten } = JSON.parse(await operate('forget', '--list', '--json'));
      const found = forgotten.find(({ reason }: { reason: string }) => reason === body.reason);
      if ((await asked) === 200) expect(found).toBeDefined();
      if (found) expect(found).toMatchObject({ applied: true });
      if (found) gone.push(scope);
      await expectEverythingBut(gone);
    }
    for (const { id, undone } of JSON.parse(await operate('forget', '--list', '--json')).forgotten) {
      if (!undone) await operate('forget', '--undo', id);
    }
    await ingest('bad-1', { args: ['--replace'] });
    await expectEverythingBut([]);
  });

  test.each<[string, string[], number, RegExp]>([
    ['no domain', ['--from', '0', '--to', '60'], 2, /--domain is missing/],
    ['no reason', ['--domain', 'www.a.com', '--from', '0', '--to', '60', '--yes'], 2, /--reason is missing/],
    ['a part of a minute', ['--domain', 'www.a.com', '--from', '0', '--to', '61'], 1, /to: "61" is not a whole minute/],
    ['an unknown node', ['--domain', 'www.a.com', '--from', '0', '--to', '60', '--node', 'x'], 1, /no node "x"/],
    ['both a dry run and --yes', ['--domain', 'a', '--dry-run', '--yes'], 2, /cannot be used with/],
    ['a wrong token', ['--list', '--token', 'ingest-secret'], 1, /401/],
  ])('refuses %s in one line', async (_what, args, code, message) => {
    const refused = await weir(['forget', ...args, '-c', CONFIG_FILE, '--server', server.url]);
    expect([refused.code, refused.stdout, refused.stderr]).toEqual([code, '', expect.stringMatching(message)]);
    expect(refused.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('weir nodes', () => {
  const node = async (name: string) =>
    JSON.parse(await operate('nodes', '--json')).nodes.find((each: { name: string }) => each.name === name);

  test('lists what each node has sent', async () => {
    const { truth } = logs['old-1']!;
    const rejected = (rejects: Record<string, number>) => Object.values(rejects).reduce((a, b) => a + b, 0);
    const old = await node('old-1');
    expect(old).toMatchObject({ retired: false, streams: 1, segments: 1, lines: truth.lines });
    expect(rejected(old.rejects)).toBe(truth.rejected);
    expect(await operate('nodes')).toMatch(/^old-1 +- +1 +1 +2,000 /m); // it has no agent, and no lag
    expect(await operate('nodes', 'show', 'old-1')).toContain(logs['old-1']!.path);
  });

  test('a renamed node goes on under either name, and nothing is doubled or lost', async () => {
    await operate('nodes', 'rename', 'old-1', 'new-1');
    for (const as of ['new-1', 'old-1']) expect((await ingest('old-1', { as })).stderr).toContain('nothing new');
    appendFileSync(logs['old-1']!.path, linesOf(logs['old-1']!, 'more', 100));
    await ingest('old-1', { as: 'new-1' });
    await ingest('old-1');
    await restart();
    await ingest('old-1');
    await expectEverythingBut([]);
    expect(await node('new-1')).toMatchObject({ other_names: ['old-1'], segments: 1, possible_double_counts: [] });
    const taken = await weir(['nodes', 'rename', 'good-1', 'old-1', '-c', CONFIG_FILE, '--server', server.url]);
    expect([taken.code, taken.stderr]).toEqual([1, expect.stringMatching(/in use by another node/)]);
  });

  test('a retired node is refused until it is not', async () => {
    appendFileSync(logs['old-1']!.path, linesOf(logs['old-1']!, 'still more', 100));
    await operate('nodes', 'retire', 'new-1');
    await restart();
    for (const as of ['old-1', 'new-1']) {
      const refused = await ingest('old-1', { as });
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/\(403\).*is retired/)]);
    }
    expect(await operate('nodes')).toMatch(/^new-1 +retired /m);
    await operate('nodes', 'unretire', 'new-1');
    await ingest('old-1');
    await expectEverythingBut([]);
  });

  test('the same log under another node is shown as a possible double count', async () => {
    await ingest('good-1', { as: 'copy-1' });
    expect(await node('copy-1')).toMatchObject({ possible_double_counts: [{ node: 'good-1', segments: 1 }] });
    expect(await operate('nodes')).toMatch(/copy-1: possible double count: 1 segments are the same on good-1/);
    for (const domain of HOSTS) {
      const scope = { domain, node: 'copy-1', start: START - 6 * HOURS, end: END };
      await operate(...scopeArgs(scope), '--reason', 'a copy', '--yes');
    }
    await expectEverythingBut([]);
  });

  test.each<[string[], RegExp]>([
    [['remove'], /list, show, rename, retire, unretire are accepted/],
    [['rename', 'a'], /takes two names/],
    [['retire'], /takes one name/],
  ])('%j is a fault of the command line', async (args, message) => {
    const refused = await weir(['nodes', ...args, '-c', CONFIG_FILE]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

/** What a server that is killed at the worst moment leaves: the decision, and none of its rows. */
async function writeRemoval(scope: Pick<Removal, 'id' | 'domain' | 'node' | 'from' | 'to'>): Promise<void> {
  const removed = { rows: 1, requests: 1, bytes: 1 };
  const removal: Removal = { ...scope, reason: 'killed', by: 'ops', at: Date.now(), removed, applied: false };
  const store = await openEmbeddedStore({ path: join(folder.path, 'data') });
  await store.putRecord({
    kind: REMOVAL_RECORD.name,
    key: scope.id,
    value: REMOVAL_RECORD.encode(removal),
    version: 1,
  });
  await store.close();
}
