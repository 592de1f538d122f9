import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AgentConfig } from '../../src/config/agent-config.ts';
import { AGENT_KEYS, isAgentConfig } from '../../src/config/agent-keys.ts';
import { parseAgentConfig } from '../../src/config/parse-agent-config.ts';
import { liveInputKeys } from '../../src/config/read-live-input.ts';
import { LIVE_KINDS } from '../../src/live/servers/index.ts';

function parsed(text: string, env: Record<string, string> = {}) {
  return parseAgentConfig(text, { path: '/etc/weir/agent.yaml', env });
}

function configOf(text: string, env: Record<string, string> = {}): AgentConfig {
  const result = parsed(text, env);
  if (!result.ok) throw new Error(`expected a valid config: ${JSON.stringify(result.faults, null, 2)}`);
  return result.config;
}

function faultsOf(text: string, env: Record<string, string> = {}): string[] {
  const result = parsed(text, env);
  return result.ok ? [] : result.faults.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

const HEAD = 'node: edge-1\nserver: { urls: ["https://meter.example:8443"], token: s3cret }\n';
const INPUTS = 'inputs: [{ files: "/var/log/nginx/*access.log*", format: weir }]\n';

/** A config whose only input has these words in it. */
const withInput = (words: string) => `${HEAD}inputs:\n  - { ${words} }\n`;

describe('agent.yaml', () => {
  test('means what the contract shows', () => {
    const text = `
node: edge-1
server: { urls: [ "https://meter.example:8443" ], token: "\${WEIR_TOKEN}", ca: ca.pem }
state: ./weir-agent
spool_limit: 2GiB
memory_limit: 64MiB
flush: 30s
formats: { edge: { nginx: '$host $msec $bytes_sent' }, no_host: { nginx: '$msec $bytes_sent' } }
inputs:
  - { files: "/var/log/nginx/*access.log*", format: edge }
  - { files: "plain/*.log", format: no_host, domain: WWW.a.com, stream: plain }
`;
    const { inputs, formats, ...rest } = configOf(text, { WEIR_TOKEN: 'hush' });
    expect(rest).toEqual({
      node: 'edge-1',
      server: { urls: ['https://meter.example:8443'], token: 'hush', ca: '/etc/weir/ca.pem' },
      state: '/etc/weir/weir-agent',
      spoolLimit: 2 * 2 ** 30,
      memoryLimit: 64 * 2 ** 20,
      flushSeconds: 30,
      live: [],
      warnings: [],
    });
    expect(Object.keys(formats)).toEqual(['edge', 'no_host']);
    expect(inputs).toMatchObject([
      { pattern: '/var/log/nginx/*access.log*', program: { name: 'edge', domain: null } },
      { pattern: '/etc/weir/plain/*.log', program: { name: 'no_host', domain: 'www.a.com' }, salt: 'plain' },
    ]);
  });

  test('has a default for everything but node, server and inputs', () => {
    expect(configOf(HEAD + INPUTS)).toMatchObject({
      state: '/etc/weir/weir-agent',
      spoolLimit: 2 ** 30,
      memoryLimit: 256 * 2 ** 20,
      flushSeconds: 10,
      formats: {},
    });
    expect(faultsOf('{}')).toEqual([
      '1:1 the file: node is missing',
      '1:1 the file: server is missing',
      '1:1 the file: inputs is missing',
    ]);
    expect(faultsOf('# nothing')).toEqual(['1:1 the file holds nothing; an agent needs node, server and inputs']);
  });

  test('takes formats written out, and leaves nginx’s own braces in them alone', () => {
    const text = `${HEAD}inputs: [{ files: /a.log, format: 'nginx:\${host} $msec $bytes_sent' }]`;
    expect(configOf(text).inputs[0]!.program.hasHost).toBe(true);
  });

  test.each([
    ['a path behind the origin', 'urls: ["https://a.example/weir"]', 'only scheme, host and port are expected'],
    ['a password', 'urls: ["https://me:hush@a.example"]', 'only scheme, host and port are expected'],
    ['another scheme', 'urls: ["ftp://a.example"]', 'an address such as https://meter.example:8443 is expected'],
    ['no server', 'urls: []', 'the list is empty'],
    ['a server twice', 'urls: ["http://a.example", "http://a.example:80"]', 'in the list already'],
    ['a line break in the token', 'urls: ["http://a.example"], token: "hush\\n"', 'a line break'],
  ])('refuses %s', (_what, words, sentence) => {
    const token = words.includes('token') ? '' : ', token: t';
    const faults = faultsOf(`node: n\nserver: { ${words}${token} }\n${INPUTS}`);
    expect(faults).toEqual([expect.stringContaining(sentence)]);
    expect(faults[0]).not.toContain('hush');
  });

  test.each([
    ['an unknown format', 'files: /a.log, format: edgy', "inputs[0].format: there is no format 'edgy': use one of"],
    [
      'a format without host or domain',
      "files: /a.log, format: 'nginx:$msec $bytes_sent'",
      'has no host: domain is missing',
    ],
    [
      'a domain too many',
      'files: /a.log, format: weir, domain: a.com',
      "domain is for a format without a host, and 'weir' has one",
    ],
    ['a domain that is none', "files: /a.log, format: 'nginx:$msec $bytes_sent', domain: a b", 'is no domain'],
    ['a broken format', "files: /a.log, format: 'nginx:$host'", 'inputs[0].format: '],
    ['a folder', 'files: /var/log/, format: weir', 'is a folder'],
    ['no files', 'format: weir', 'inputs[0]: files is missing'],
    ['a log and a live server at once', 'srs: "http://h", files: /a.log', "the key 'files' is unknown"],
    ['an address that is none', 'nginx_rtmp: stat', 'an address such as http://127.0.0.1:1985 is expected'],
    ['an unknown key', 'file: /a.log, files: /b.log, format: weir', "the key 'file' is unknown; did you mean files?"],
  ])('refuses an input with %s', (_what, words, sentence) => {
    expect(faultsOf(withInput(words))).toEqual([expect.stringContaining(sentence)]);
  });

  test('refuses two inputs with the same files, or the same salt, at the later one', () => {
    const text = `${HEAD}inputs:
  - { files: /logs/a.log, format: weir, stream: one }
  - { files: /logs/x/../a.log, format: combined-host }
  - { files: /logs/b.log, format: weir, stream: one }
`;
    expect(faultsOf(text)).toEqual([
      '5:14 inputs[1].files: the input at line 4 has the same',
      '6:49 inputs[2].stream: the input at line 4 has the same',
    ]);
  });

  test.each([
    ['flush: 0s', 'out of range: 1s to 10m'],
    ['flush: 11m', 'out of range: 1s to 10m'],
    ['spool_limit: 1kB', 'out of range: 1MiB'],
    ['memory_limit: lots', 'is not understood: a size'],
    ['flsh: 10s', "the key 'flsh' is unknown; did you mean flush?"],
  ])('refuses %s', (line, sentence) => {
    expect(faultsOf(`${HEAD}${line}\n${INPUTS}`)).toEqual([expect.stringContaining(sentence)]);
  });

  test('refuses a node whose name the server would not take', () => {
    for (const name of ['"a\\u0007"', 'n'.repeat(254)]) {
      const [fault] = faultsOf(`node: ${name}\n${HEAD.split('\n')[1]}\n${INPUTS}`);
      expect(fault).toContain('is no name of a node');
    }
  });

  test('tells all faults of a file at once, with their places', () => {
    const text = 'node: 7\nserver: { urls: x }\nspool_limit: 1\ninputs:\n  - { files: /a.log, format: nope }\n  - 5\n';
    expect(faultsOf(text).map((fault) => fault.split(' ')[0])).toEqual(['1:7', '2:9', '2:17', '3:14', '5:30', '6:5']);
  });
});

describe('a config is an agent.yaml', () => {
  test.each([
    [['node', 'server', 'inputs'], true],
    [['node', 'server'], true],
    [['inputs'], true],
    [['formats', 'node', 'listen', 'server'], true],
    [['listen', 'store', 'accounts'], false],
    [['formats'], false],
    [[], false],
    [['listen', 'node'], false],
  ])('with the keys %j: %s', (keys, expected) => {
    expect(isAgentConfig(keys)).toBe(expected);
  });
});

test.each([
  ['the example', 'examples/agent/agent.yaml', /^([\s\S]*)$/],
  ['that of the README', 'README.md', /```yaml\n(node: [\s\S]*?)```/],
])('%s is valid', (_what, file, pattern) => {
  const text = pattern.exec(readFileSync(join(import.meta.dirname, '../..', file), 'utf8'))![1]!;
  expect(faultsOf(text, { WEIR_TOKEN: 'hush' })).toEqual([]);
});

describe('live servers of an agent.yaml', () => {
  const LIVE = `  - { srs: "http://127.0.0.1:1985", domains: { "__defaultVhost__": play.live.com } }
  - { nginx_rtmp: "http://127.0.0.1:8080/stat", domains: { live: play.live.com } }
  - { node_media_server: "http://127.0.0.1:8000", every: 5s }
`;

  test('stand beside logs, or alone', () => {
    const { inputs, live } = configOf(`${HEAD}inputs:\n${LIVE}`);
    expect(inputs).toEqual([]);
    expect(live.map(({ kind, everySeconds }) => [kind, everySeconds])).toEqual([
      ['srs', 10],
      ['nginx_rtmp', 10],
      ['node_media_server', 5],
    ]);
  });

  test('are polled once each', () => {
    expect(faultsOf(`${HEAD}inputs:\n${LIVE}  - { srs: "http://me@127.0.0.1:1985" }`)).toEqual([
      expect.stringContaining('inputs[3].srs: the input at line 4 polls the same server: it would count twice'),
    ]);
  });

  test('take their callbacks at addresses of their own', () => {
    const srs = (host: string) => `  - { srs: "http://${host}:1985", hooks: 127.0.0.1:1986 }\n`;
    expect(faultsOf(`${HEAD}inputs:\n${srs('10.0.0.1')}${srs('10.0.0.2')}`)).toEqual([
      expect.stringContaining('inputs[1].srs: the hooks of the input at line 4 are at 127.0.0.1:1986 too'),
    ]);
  });

  /** The warnings of an SRS input with these words, beside a log. */
  const warned = (log: string, words: string, kind = 'srs') =>
    configOf(`${HEAD}inputs:\n  - { ${log} }\n  - { ${kind}: "http://127.0.0.1:1985"${words} }`).warnings;
  const HOSTS = 'files: /a.log, format: weir';
  const PLAY = "files: /a.log, format: 'nginx:$msec $bytes_sent', domain: play.live.com";
  const NAMES = ', domains: { live: play.live.com }';

  test.each([
    ['a log with hosts beside a source of every protocol', HOSTS, '', 'srs', 'the hosts in its lines'],
    ['a log of the same domain', PLAY, `${NAMES}, protocols: [rtmp, flv]`, 'srs', 'play.live.com'],
    ['a log of a domain that any vhost may have', PLAY, ', protocols: [hls]', 'srs', 'play.live.com'],
    ["what may be nginx-rtmp's own log", PLAY, NAMES, 'nginx_rtmp', 'play.live.com'],
  ])('are warned of with %s', (_what, log, words, kind, shared) => {
    const [warning] = warned(log, words, kind);
    expect(warning).toMatchObject({ line: 5, message: expect.stringContaining('inputs[0] (line 4) may describe') });
    expect(warning!.message).toContain(shared);
  });

  test.each([
    ['a source that leaves HTTP to the log', PLAY, `${NAMES}, protocols: [rtmp, srt]`, 'srs'],
    ['a log of another domain', PLAY, ', domains: { live: other.live.com }', 'srs'],
    ['hosts, where the operator chose the protocols', HOSTS, ', protocols: [flv]', 'srs'],
    ['hosts beside nginx-rtmp, which counts RTMP only', HOSTS, NAMES, 'nginx_rtmp'],
  ])('are not warned of with %s', (_what, log, words, kind) => {
    expect(warned(log, words, kind)).toEqual([]);
  });
});

test('docs/agent.md explains every key of agent.yaml, and only keys that exist', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/agent.md'), 'utf8');
  const explained = [...page.matchAll(/^\| `([^`]+)` +\|/gm)].map((row) => row[1]!);
  const known = Object.entries(AGENT_KEYS).flatMap(([map, keys]) =>
    keys.map((key) => (map === '' ? key : `${map}.${key}`)),
  );
  const live = LIVE_KINDS.flatMap((kind) => liveInputKeys(kind).map((key) => `inputs[].${key}`));
  expect(explained.toSorted()).toEqual([...new Set([...known, ...live])].sort());
});
