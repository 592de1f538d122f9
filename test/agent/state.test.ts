import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CheckpointFile } from '../../src/agent/checkpoint-file.ts';
import { Notices } from '../../src/agent/notices.ts';
import { StateFolder } from '../../src/agent/state-folder.ts';
import { LockedError, StateLock } from '../../src/agent/state-lock.ts';
import { temporaryFolder } from '../support/programs.ts';

const root = temporaryFolder('state');
let cases = 0;

afterAll(root.dispose);

/** A lock that is taken. */
function locked(folder: string): StateLock {
  const lock = new StateLock(folder);
  lock.take();
  return lock;
}

const newFolder = () => join(root.path, `state-${cases++}`);

describe('the lock of a state folder', () => {
  test('is for one agent at a time, and free again when it ended', () => {
    const folder = newFolder();
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      mkdirSync(folder);
      const start = readFileSync(`/proc/${other.pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[19];
      writeFileSync(join(folder, 'lock'), `${other.pid} ${start}`);
      expect(() => locked(folder)).toThrow(LockedError);
      expect(() => locked(folder)).toThrow(`belongs to the agent with process id ${other.pid}`);
    } finally {
      other.kill('SIGKILL');
    }
  });

  test('is taken over from an agent that was killed, also when its process id is another program’s by now', () => {
    const dead = execFileSync(process.execPath, ['-p', 'process.pid']).toString().trim();
    for (const text of [`${dead} 5`, `${process.pid} 5`, '1 1', '', 'nonsense']) {
      const folder = newFolder();
      mkdirSync(folder);
      writeFileSync(join(folder, 'lock'), text);
      const lock = locked(folder);
      expect(readFileSync(join(folder, 'lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} \\d+$`));
      lock.release();
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  test('comes back with the folder that somebody removed, for this user alone', () => {
    const folder = newFolder();
    const lock = locked(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    rmSync(folder, { recursive: true });
    lock.keep();
    expect(readdirSync(folder)).toEqual(['lock']);
    lock.release();
  });

  test('is not removed by an agent whose lock another has taken', () => {
    const folder = newFolder();
    const lock = locked(folder);
    writeFileSync(join(folder, 'lock'), '4711 17');
    lock.release();
    expect(existsSync(join(folder, 'lock'))).toBe(true);
  });
});

describe('a checkpoint', () => {
  test('is what was saved', async () => {
    const folder = newFolder();
    await new CheckpointFile(folder, 'edge-1').save({ a: [1, 2] }, ['1.batch']);
    expect(await new CheckpointFile(folder, 'edge-1').load(['1.batch', '2.batch'])).toEqual({
      checkpoint: { a: [1, 2] },
    });
    expect(readdirSync(folder)).toEqual(['checkpoint.json']);
  });

  test('is not there at a first start, which is nothing to tell', async () => {
    expect(await new CheckpointFile(newFolder(), 'edge-1').load([])).toEqual({});
  });

  test.each([
    ['cut', (text: string) => text.slice(0, -3), 'it cannot be read'],
    ['null', () => 'null', 'it is none of this version'],
    ['a list', () => '[]', 'it is none of this version'],
    ['of another node', (text: string) => text.replace('edge-1', 'edge-2'), 'it is of the node edge-2'],
    [
      'of a spool that is gone',
      (text: string) => text.replace('[]', '["9.batch"]'),
      'spooled batches that it counts on are gone',
    ],
  ])('that is %s is not used', async (_what, damage, reason) => {
    const folder = newFolder();
    await new CheckpointFile(folder, 'edge-1').save({ a: 1 }, []);
    const path = join(folder, 'checkpoint.json');
    writeFileSync(path, damage(readFileSync(path, 'utf8')));
    const loaded = await new CheckpointFile(folder, 'edge-1').load([]);
    expect(loaded.checkpoint).toBeUndefined();
    expect(loaded.reason).toContain(reason);
  });

  test('is written only when something changed', async () => {
    const folder = newFolder();
    const file = new CheckpointFile(folder, 'edge-1');
    await file.save({ a: 1 }, []);
    rmSync(join(folder, 'checkpoint.json'));
    await file.save({ a: 1 }, []);
    expect(readdirSync(folder)).toEqual([]);
    await file.save({ a: 2 }, []);
    expect(readdirSync(folder)).toEqual(['checkpoint.json']);
  });
});

test('a state folder that was of another node is told, and its checkpoint is gone', async () => {
  const folder = newFolder();
  await new CheckpointFile(folder, 'edge-1').save({ a: 1 }, []);
  const told: string[] = [];
  const tell = (_fields: object, message: string) => void told.push(message);
  const notices = new Notices({ info: tell, warn: tell, error: tell });
  const state = await StateFolder.open({ folder, node: 'edge-2', spoolLimit: 1e6, now: 0, notices });
  expect(state.checkpoint).toBeUndefined();
  expect(told).toEqual([expect.stringContaining('it is of the node edge-1')]);
  expect(existsSync(join(folder, 'checkpoint.json'))).toBe(false);
  state.close();
});

test('something wrong is told once until it changes, and so is its end', () => {
  const told: string[] = [];
  const tell = (_fields: object, message: string) => void told.push(message);
  const notices = new Notices({ info: tell, warn: tell, error: tell });
  for (let i = 0; i < 3; i++) notices.wrong('server', 'away');
  notices.wrong('server', 'refused');
  notices.right('server', 'there');
  notices.right('server', 'there');
  notices.wrong('server', 'away');
  expect(told).toEqual(['away', 'refused', 'there', 'away']);
});
