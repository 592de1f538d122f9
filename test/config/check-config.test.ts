import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { checkConfigCommand } from '../../src/cli/check-config.ts';
import { CommandFailure, UsageFailure } from '../../src/cli/failure.ts';
import { ConfigError } from '../../src/config/config-error.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { temporaryFolder } from '../support/programs.ts';

const folder = temporaryFolder('check-config');
const example = join(import.meta.dirname, '../../examples/weir.yaml');
const EXAMPLE_SECRETS = {
  WEIR_INGEST_TOKEN: 'hush-1',
  EDGE_1_TOKEN: 'hush-2',
  WEIR_OPS_TOKEN: 'hush-3',
  ACME_JD_SECRET: 'hush-4',
  ACME_QCLOUD_SECRET: 'hush-5',
  ACME_HUAWEI_SECRET: 'hush-6',
  ACME_HUAWEI_TOKEN: 'hush-7',
  ACME_WEIR_TOKEN: 'hush-8',
  ZETA_WEIR_TOKEN: 'hush-9',
};

afterAll(folder.dispose);
beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function file(name: string, text: string | Uint8Array): string {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
}

function printed(to: 'log' | 'error'): string {
  return vi.mocked(console[to]).mock.calls.join('\n');
}

/** Runs the command; its failure where it has one. */
function check(...args: string[]): Promise<unknown> {
  return checkConfigCommand()
    .parseAsync(args, { from: 'user' })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
}

describe('weir check-config', () => {
  test('says what the example means, without its secrets', async () => {
    for (const [name, value] of Object.entries(EXAMPLE_SECRETS)) vi.stubEnv(name, value);
    expect(await check('-c', example)).toBeUndefined();
    const text = printed('log');
    expect(text).toContain(`${example} is valid`);
    expect(text).toContain('http://127.0.0.1:8080');
    expect(text).toContain('any node, edge-1');
    expect(text).toContain('1-minute data 93 days, 5-minute data 400 days');
    expect(text).toContain('edge (nginx), edge_json (json), downloads (nginx)');
    expect(text).toContain(
      'acme in Asia/Shanghai: 4 domains (1 with a wildcard); 2 projects; credentials: jdcloud, qcloud, huaweicloud, weir',
    );
    expect(text).not.toContain('hush');
  });

  test('shows no password of the store', async () => {
    await check('-c', file('ch.yaml', 'store: { kind: clickhouse, url: "https://me:hush@ch:8443/?password=hush" }'));
    expect(printed('log')).toContain('clickhouse at https://ch:8443, database weir');
    expect(printed('log')).not.toContain('hush');
  });

  test('says what an agent.yaml polls, without passwords, and warns of what would count twice', async () => {
    const path = file(
      'agent.yaml',
      `node: edge-1
server: { urls: ["http://meter.example"], token: hush }
inputs:
  - { files: /var/log/nginx/*.log, format: weir }
  - { srs: "http://me:hush@10.0.0.1:1985", domains: { live: play.live.com }, hooks: 127.0.0.1:1986 }
  - { nginx_rtmp: "http://10.0.0.1/stat", every: 5s, protocols: [rtmp] }
`,
    );
    expect(await check('-c', path)).toBeUndefined();
    expect(printed('log')).toContain('inputs       3');
    expect(printed('log')).toContain(
      'SRS at 10.0.0.1:1985/, polled every 10 s, live is play.live.com, callbacks at 127.0.0.1:1986',
    );
    expect(printed('log')).toContain('nginx-rtmp at 10.0.0.1/stat, polled every 5 s, only rtmp');
    expect(printed('error')).toContain(
      `${path}:5:12 warning: inputs[1].srs: the log of inputs[0] (line 4) may describe`,
    );
    expect(printed('log') + printed('error')).not.toContain('hush');
  });

  test('prints every fault on a line of its own and fails', async () => {
    const path = file('faulty.yaml', 'listen: x\nlisten: y\ntls: 1\n');
    const failure = await check('-c', path);
    expect(failure).toBeInstanceOf(CommandFailure);
    expect((failure as Error).message).toBe(`${path} has 3 faults`);
    const lines = printed('error').split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual([`${path}:1:9`, `${path}:2:1`, `${path}:3:6`]);
  });

  test('tells a file that is not there', async () => {
    const failure = await check('-c', join(folder.path, 'none.yaml'));
    expect(failure).toBeInstanceOf(CommandFailure);
    expect((failure as Error).message).toMatch(/^cannot read the config .*none\.yaml: there is no such file$/);
  });

  test('takes ./weir.yaml where there is one, and without one asks for a name', async () => {
    const here = join(folder.path, 'here');
    mkdirSync(here);
    const before = process.cwd();
    process.chdir(here);
    try {
      expect(await check()).toBeInstanceOf(UsageFailure);
      writeFileSync('weir.yaml', '{}');
      expect(await check()).toBeUndefined();
    } finally {
      process.chdir(before);
    }
    expect(printed('log')).toContain('./weir.yaml is valid');
  });

  test('explains itself with an example', () => {
    let help = '';
    const command = checkConfigCommand().configureOutput({ writeOut: (text) => (help += text) });
    command.outputHelp();
    expect(help).toContain('weir check-config -c weir.yaml');
  });
});

describe('loadConfig', () => {
  test('throws the faults, one a line, and keeps them with their places', () => {
    const path = file('two.yaml', 'listen: x\ntls: 1\n');
    const error = errorOf(() => loadConfig(path, {}));
    expect(error.faults.map(({ line, column }) => [line, column])).toEqual([
      [1, 9],
      [2, 6],
    ]);
    expect(error.message.split('\n')).toHaveLength(2);
    expect(error.message.startsWith(`${path}:1:9 listen: `)).toBe(true);
  });

  test('names relative paths from the file, not from where the program runs', () => {
    expect(loadConfig(file('paths.yaml', '{}'), {}).store).toEqual({
      kind: 'embedded',
      path: join(folder.path, 'weir-data'),
    });
  });

  test.each([
    ['a folder', () => folder.path, 'it is a folder'],
    ['bytes that are no text', () => file('latin1.yaml', Uint8Array.of(0x6c, 0xe9)), 'it is no UTF-8 text'],
  ])('refuses %s', (_what, path, reason) => {
    expect(errorOf(() => loadConfig(path(), {})).message).toContain(reason);
  });

  function errorOf(act: () => unknown): ConfigError {
    try {
      act();
    } catch (error) {
      if (error instanceof ConfigError) return error;
      throw error;
    }
    throw new Error('a ConfigError was expected');
  }
});
