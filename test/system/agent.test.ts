import { execFileSync } from 'node:child_process';
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { askWeir } from '../support/independent-clients.ts';
import {
  freePort,
  hasProgram,
  runProgram,
  startProgram,
  startWeir,
  temporaryFolder,
  WEIR,
  weir,
} from '../support/programs.ts';

// `weir agent` as a user starts it, against a real server; and as the bundle that is copied to a node.

const HAS_OPENSSL = hasProgram('openssl', 'apt-get install openssl');
const BUNDLE = join(import.meta.dirname, '../../dist/agent');
const MINUTE = Math.floor(Date.now() / 3_600_000 - 2) * 3600;

const folder = temporaryFolder('agent-system');
const at = (name: string) => join(folder.path, name);

const serverConfig = (port: number, name: string, more = '') => `
listen: 127.0.0.1:${port}
store: { kind: embedded, path: ${at(`${name}-data`)} }
ingest: { nodes: [ { name: edge-1, token: ingest-secret } ] }
operators: [ { name: ops, token: ops-secret } ]
${more}`;

const agentConfig = (name: string, url: string, more = '') => `
node: edge-1
server: { urls: [ "${url}" ], token: "\${AGENT_TOKEN}"${more} }
state: ${name}-state
flush: 1s
inputs: [ { files: "${name}-logs/*.log", format: 'nginx:$host $msec $bytes_sent' } ]
`;

/** An agent.yaml with logs of its own. */
function place(name: string, url: string, more = ''): { config: string; log: string } {
  mkdirSync(at(`${name}-logs`));
  writeFileSync(at(`${name}.yaml`), agentConfig(name, url, more));
  return { config: at(`${name}.yaml`), log: at(`${name}-logs/access.log`) };
}

const ENV = { ...process.env, AGENT_TOKEN: 'ingest-secret' };
const agent = (config: string, ...more: string[]) => weir(['agent', '-c', config, ...more], { env: ENV });
const startAgent = (config: string) => startProgram(process.execPath, [WEIR, 'agent', '-c', config], { env: ENV });

/** Lines of a host; each has another size, and the sum of all is known. */
function lines(host: string, count: number): { text: string; bytes: bigint } {
  const parts: string[] = [];
  let bytes = 0n;
  for (let i = 0; i < count; i++) {
    bytes += BigInt(1000 + i);
    parts.push(`${host} ${MINUTE + (i % 3600)}.000 ${1000 + i}\n`);
  }
  return { text: parts.join(''), bytes };
}

async function sumOf(url: string, domain: string): Promise<bigint> {
  const range = { start: String(MINUTE - 86_400), end: String(MINUTE + 86_400), step: '1d', time_zone: 'UTC' };
  const { text } = await askWeir(url, 'ops-secret', { ...range, domain, metrics: 'bytes' });
  const column = /"bytes":\[([\d,]+)\]/.exec(text)?.[1] ?? '0';
  return column.split(',').reduce((sum, part) => sum + BigInt(part), 0n);
}

let server: Awaited<ReturnType<typeof startWeir>>;

beforeAll(async () => {
  writeFileSync(at('weir.yaml'), serverConfig(0, 'main'));
  server = await startWeir(at('weir.yaml'));
});

afterAll(async () => {
  await server?.stop();
  folder.dispose();
});

describe('weir agent', () => {
  test('follows, sends, and sends the rest when it is told to end', async () => {
    const { config, log } = place('follow', server.url);
    const [first, second, third] = [lines('follow.com', 100), lines('follow.com', 7), lines('follow.com', 3)];
    writeFileSync(log, first.text);
    const program = startAgent(config);
    await program.waitFor(/^weir agent is following 1 file$/m);
    await vi.waitFor(async () => expect(await sumOf(server.url, 'follow.com')).toBe(first.bytes), 20_000);
    appendFileSync(log, second.text);
    appendFileSync(log, third.text);
    await new Promise((resolve) => setTimeout(resolve, 1500)); // a turn of its loop: the lines are read, not due
    const sources = await fetch(`${server.url}/weir/v1/sources`, { headers: { authorization: 'Bearer ops-secret' } });
    expect(await sources.json()).toMatchObject({ sources: [{ node: 'edge-1', kind: 'agent', state: 'ok' }] });
    expect(await program.stop('SIGTERM')).toBe(0);
    expect(await sumOf(server.url, 'follow.com')).toBe(first.bytes + second.bytes + third.bytes);
    expect(program.output()).not.toContain('secret');
    expect(existsSync(at('follow-state/lock'))).toBe(false);
  });

  test('--once ends with a line of JSON when all is at the server', async () => {
    const { config, log } = place('once', server.url);
    const { text, bytes } = lines('once.com', 500);
    writeFileSync(log, `${text}this is no line\n`);
    const { code, stderr } = await agent(config, '--once');
    expect(code, stderr).toBe(0);
    const totals = JSON.parse(stderr.trim().split('\n').at(-1)!);
    expect(totals).toMatchObject({ lines: 501, rejected: 1, bytes_read: text.length + 16, segments: 1, known: 0 });
    expect(await sumOf(server.url, 'once.com')).toBe(bytes);
  });

  test('--once names a log that the server refuses, and sends the others', async () => {
    const { config, log } = place('edited', server.url);
    const { text } = lines('edited.com', 50);
    writeFileSync(log, text);
    expect((await agent(config, '--once')).code).toBe(0);
    writeFileSync(log, text.replace(' 1007\n', ' 1008\n'));
    execFileSync('rm', ['-r', at('edited-state')]); // else nothing would be read again
    const other = lines('other.com', 5);
    writeFileSync(at('edited-logs/other.log'), other.text);
    const { code, stderr } = await agent(config, '--once');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^weir: \S+edited-logs\/access\.log: .*so the log was edited/m);
    expect(await sumOf(server.url, 'other.com')).toBe(other.bytes);
  });

  test('refuses a state folder that another agent has, a config with faults, and a certificate that is none', async () => {
    const { config, log } = place('locked', server.url);
    writeFileSync(log, '');
    const program = startAgent(config);
    await program.waitFor(/is following/);
    expect(await agent(config)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^weir: the state folder \S+ belongs to the agent with process id \d+\n$/),
    });
    await program.stop();
    const faulty = await weir(['agent', '-c', config]);
    expect(faulty).toMatchObject({ code: 1, stderr: expect.stringContaining('locked.yaml:3:') });
    expect(faulty.stderr).toContain('the environment variable AGENT_TOKEN is not set');
    const { config: strange } = place('strange', server.url, ', ca: strange.yaml');
    expect(await agent(strange)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a PEM file with a certificate is expected'),
    });
  });

  test('a config is checked by weir check-config, which shows no secret', async () => {
    const { config } = place('checked', server.url);
    const { code, stdout } = await weir(['check-config', '-c', config], { env: ENV });
    expect(code).toBe(0);
    expect(stdout).toContain('node         edge-1');
    expect(stdout).toContain('checked-logs/*.log: nginx:$host $msec $bytes_sent');
    expect(stdout).not.toContain('ingest-secret');
  });
});

test('what was spooled survives kill -9 at any moment, and nothing is lost or counted twice', async () => {
  const port = await freePort();
  const { config, log } = place('killed', `http://127.0.0.1:${port}`);
  const block = lines('killed.com', 40_000);
  const blocks = Math.ceil((260 * 2 ** 20) / block.text.length); // four closed segments and a piece
  for (let i = 0; i < blocks; i++) appendFileSync(log, block.text);
  for (const milliseconds of [300, 700, 1100, 1500, 1900]) {
    const program = startAgent(config);
    await program.waitFor(/is following/);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    await program.stop('SIGKILL');
  }
  const program = startAgent(config);
  await vi.waitFor(() => expect(readdirSync(at('killed-state/spool')).length).toBeGreaterThanOrEqual(4), 30_000);
  await program.stop('SIGTERM');
  writeFileSync(at('killed.weir.yaml'), serverConfig(port, 'killed'));
  const late = await startWeir(at('killed.weir.yaml'));
  try {
    const { code, stderr } = await agent(config, '--once');
    expect(code, stderr).toBe(0);
    expect(await sumOf(late.url, 'killed.com')).toBe(block.bytes * BigInt(blocks));
    expect(readdirSync(at('killed-state/spool'))).toEqual([]);
  } finally {
    await late.stop();
  }
});

describe('the bundled agent', () => {
  const bare = at('node');

  beforeAll(() => {
    mkdirSync(bare);
    for (const file of ['weir-agent.mjs', 'kernel.wasm']) copyFileSync(join(BUNDLE, file), join(bare, file));
  });

  const bundled = (...args: string[]) =>
    runProgram(process.execPath, ['weir-agent.mjs', ...args], { cwd: bare, env: { AGENT_TOKEN: 'ingest-secret' } });

  test('runs from two files in an empty folder', async () => {
    const help = await bundled('--help');
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('Usage: weir-agent [options]');
    expect((await bundled('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(await bundled('--onze')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('weir-agent: unknown option'),
    });
  });

  test('meters with the kernel, and sends to a real server', async () => {
    const { config, log } = place('bundle', server.url);
    const { text, bytes } = lines('bundle.com', 20_000);
    writeFileSync(log, text);
    const { code, stderr } = await bundled('-c', config, '--once');
    expect(code, stderr).toBe(0);
    expect(await sumOf(server.url, 'bundle.com')).toBe(bytes);
    expect(stderr).not.toContain('kernel');
  });

  test('has the licence of every package in it', () => {
    const text = readFileSync(join(BUNDLE, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['yaml', 'pino', 'commander']) expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
  });

  test.skipIf(!HAS_OPENSSL)('trusts the certificate authority of its config, and no other', async () => {
    const subject = ['-subj', '/CN=weir', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const files = ['-keyout', at('tls.key'), '-out', at('tls.pem')];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...subject], {
      stdio: 'pipe',
    });
    writeFileSync(at('tls.weir.yaml'), serverConfig(0, 'tls', 'tls: { cert: tls.pem, key: tls.key }'));
    const secure = await startWeir(at('tls.weir.yaml'));
    try {
      const { config, log } = place('tls', secure.url, ', ca: tls.pem');
      writeFileSync(log, lines('tls.com', 10).text);
      const done = await bundled('-c', config, '--once');
      expect(done.code, done.stderr).toBe(0);
      const { config: trusting, log: other } = place('no-ca', secure.url);
      writeFileSync(other, lines('tls.com', 11).text);
      const program = startProgram(process.execPath, ['weir-agent.mjs', '-c', trusting], { cwd: bare, env: ENV });
      await program.waitFor(/usage waits here: cannot reach \S+ self-signed certificate/);
      expect(await program.stop()).toBe(0);
    } finally {
      await secure.stop();
    }
  });
});
