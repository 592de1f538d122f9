import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Disk } from './disk.ts';
import { realDisk } from './real-disk.ts';

let disk: Disk;
beforeEach(() => {
  disk = realDisk();
});
afterEach(() => disk.close());

const paths = async (pattern: string) => {
  const { files, fault } = await disk.files.list(`${disk.folder}/${pattern}`);
  expect(fault).toBeNull();
  return files.map(({ path }) => path.slice(disk.folder.length + 1)).sort();
};

test('patterns reach into folders, and through links to them', async () => {
  for (const folder of ['a', 'a/deep', 'b']) mkdirSync(`${disk.folder}/${folder}`);
  for (const file of ['a/x.log', 'a/deep/x.log', 'b/x.log', 'x.log']) writeFileSync(`${disk.folder}/${file}`, '');
  symlinkSync(`${disk.folder}/b`, `${disk.folder}/link`);
  expect(await paths('*/x.log')).toEqual(['a/x.log', 'b/x.log', 'link/x.log']);
  expect(await paths('{a,b}/*.log')).toEqual(['a/x.log', 'b/x.log']);
  expect(await paths('**/x.log')).toEqual(['a/deep/x.log', 'a/x.log', 'b/x.log', 'link/x.log', 'x.log']);
  expect(await paths('x.log')).toEqual(['x.log']);
});

test('a link that leads round is followed once', async () => {
  mkdirSync(`${disk.folder}/a`);
  writeFileSync(`${disk.folder}/a/x.log`, '');
  symlinkSync(disk.folder, `${disk.folder}/a/round`);
  expect((await paths('**/x.log')).length).toBeLessThanOrEqual(2);
});

test('folders, dangling links and what is not there are no matches and no faults', async () => {
  mkdirSync(`${disk.folder}/a.log`);
  symlinkSync(`${disk.folder}/nowhere`, `${disk.folder}/b.log`);
  expect(await paths('*.log')).toEqual([]);
  expect(await paths('none/*.log')).toEqual([]);
});

test('what cannot be looked at is a fault, and the rest is found', async () => {
  symlinkSync(`${disk.folder}/a.log`, `${disk.folder}/a.log`); // to itself
  writeFileSync(`${disk.folder}/b.log`, '');
  const { files, fault } = await disk.files.list(`${disk.folder}/*.log`);
  expect(files.map(({ path }) => path)).toEqual([`${disk.folder}/b.log`]);
  expect(fault).toContain('a.log');
});

test('a file that cannot be opened is told in words', () => {
  expect(() => disk.files.open(`${disk.folder}/none`)).toThrow(`${disk.folder}/none: there is no such file`);
});

test('files that come are told, where there is something to tell it', async () => {
  const onChange = vi.fn();
  const watch = disk.files.watch([`${disk.folder}/*.log`, '/nowhere/at/all/*.log'], onChange);
  writeFileSync(`${disk.folder}/x.log`, '');
  if (existsSync('/proc/sys/fs/inotify')) await vi.waitFor(() => expect(onChange).toHaveBeenCalled(), 5000);
  watch.close();
});
