import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type WatchedConfig, watchConfig } from '../../src/cli/config-watch.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { temporaryFolder } from '../support/programs.ts';

const OPERATOR = (token: string) => `operators: [ { name: ops, token: ${token} } ]\n`;

let folder: { path: string; dispose: () => void };
let path: string;
let lines: string[];
let watched: WatchedConfig;

beforeEach(() => {
  folder = temporaryFolder('watch');
  path = join(folder.path, 'weir.yaml');
  lines = [];
  writeFileSync(path, OPERATOR('first-secret'));
  const tell = (level: string) => (line: unknown) =>
    void lines.push(`${level} ${String(line).replaceAll(path, 'weir.yaml')}`);
  const logger = { info: tell('info'), warn: tell('warn') };
  watched = watchConfig({ path, config: loadConfig(path), logger, everyMs: 30 });
});
afterEach(() => {
  watched.stop();
  folder.dispose();
});

const token = () => watched.current().accounts.operators[0]?.token;
const settled = () => sleep(900); // a few looks, and the wait for a file at rest

test('a changed file is followed, and one line says what changed', async () => {
  writeFileSync(path, OPERATOR('next-secret'));
  await vi.waitFor(() => expect(token()).toBe('next-secret'), 5000);
  expect(lines).toEqual(['info weir.yaml was reloaded: operators changed']);
});

test('a file that is put in the place of the old one is followed', async () => {
  writeFileSync(`${path}.new`, OPERATOR('next-secret'));
  renameSync(`${path}.new`, path);
  await vi.waitFor(() => expect(token()).toBe('next-secret'), 5000);
});

test('a faulty version is refused whole, each fault a line, and the one after it is followed', async () => {
  writeFileSync(path, 'listen: nowhere\noperators: [ { name: ops, token: next-secret } ]\nacounts: []\n');
  await vi.waitFor(() => expect(lines).toHaveLength(2), 5000);
  expect(lines).toEqual([
    expect.stringMatching(/^warn weir\.yaml:1:9 listen: .*\(the running config stays\)$/),
    expect.stringMatching(/^warn weir\.yaml:3:1 .*acounts.*did you mean accounts\?.*stays\)$/),
  ]);
  expect(token()).toBe('first-secret');
  writeFileSync(path, OPERATOR('next-secret'));
  await vi.waitFor(() => expect(token()).toBe('next-secret'), 5000);
});

test('a file that is missing for a while changes nothing', async () => {
  rmSync(path);
  await settled();
  expect([token(), lines]).toEqual(['first-secret', []]);
  writeFileSync(path, OPERATOR('next-secret'));
  await vi.waitFor(() => expect(token()).toBe('next-secret'), 5000);
});

test('a file that is written in pieces is read when it is whole', async () => {
  const whole = `${OPERATOR('next-secret')}accounts:\n  - { id: one }\n  - { id: two }\n`;
  for (let end = 10; end < whole.length; end += 10) {
    writeFileSync(path, whole.slice(0, end));
    await sleep(40);
  }
  writeFileSync(path, whole);
  await vi.waitFor(() => expect(token()).toBe('next-secret'), 5000);
  expect(lines).toEqual(['info weir.yaml was reloaded: accounts added: one, two; operators changed']);
});

test('the same text again is not read again', async () => {
  writeFileSync(path, OPERATOR('first-secret'));
  await settled();
  expect(lines).toEqual([]);
});

test('SIGHUP reads the file again, and says so even when nothing has changed or there is none', async () => {
  process.emit('SIGHUP');
  await vi.waitFor(() => expect(lines).toEqual(['info weir.yaml was read again: nothing has changed']), 5000);
  rmSync(path);
  process.emit('SIGHUP');
  await vi.waitFor(() => expect(lines).toHaveLength(2), 5000);
  expect(lines[1]).toMatch(
    /^warn cannot read the config weir\.yaml: there is no such file \(the running config stays\)$/,
  );
});

test('a change of listen, store or tls is told, and the running values stay', async () => {
  writeFileSync(path, `${OPERATOR('next-secret')}listen: 127.0.0.1:9\nstore: { kind: embedded, path: elsewhere }\n`);
  await vi.waitFor(() => expect(token()).toBe('next-secret'), 5000);
  expect(lines).toEqual([
    'warn weir.yaml: listen has changed, which needs a restart; the old value stays',
    'warn weir.yaml: store has changed, which needs a restart; the old value stays',
    'info weir.yaml was reloaded: operators changed',
  ]);
  expect(watched.current().listen.port).toBe(8080);
});

test('stopped, it neither looks nor listens', async () => {
  watched.stop();
  writeFileSync(path, OPERATOR('next-secret'));
  await settled();
  expect([token(), process.listenerCount('SIGHUP')]).toEqual(['first-secret', 0]);
});
