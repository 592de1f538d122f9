import * as fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EdgeLog } from './edge-log.ts';
import type { EdgeNode } from './edge-node.ts';

// What happens to the logs of a node. faults.ts has the names.

export const lines = ({ random }: EdgeNode) => 10 + random.below(150);
export const aLog = ({ random, logs }: EdgeNode) => random.pick(logs);
/** One whose copies are found, too. */
export const aRotatedLog = ({ random, logs }: EdgeNode) => random.pick(logs.filter(({ options }) => options.isRotated));

export async function rotate(node: EdgeNode): Promise<void> {
  const log = aRotatedLog(node);
  log.rotate();
  if (node.random.chance(0.5)) await sleep(node.random.below(1500));
  log.reopen();
}

export async function rotateLate(node: EdgeNode): Promise<void> {
  const log = aRotatedLog(node);
  log.rotate();
  log.grow(lines(node));
  await sleep(node.random.below(1500));
  log.startLine();
  log.grow(lines(node));
  log.reopen();
}

export function copyTruncate(node: EdgeNode): void {
  const log = aRotatedLog(node);
  if (node.random.chance(0.3)) log.startLine();
  log.copyTruncate();
}

/** While the agent has read everything: a file that is longer than before tells by nothing else that it is another log. */
export async function copyTruncateAndOvertake(node: EdgeNode): Promise<void> {
  const log = aRotatedLog(node);
  await node.letFollow();
  log.copyTruncate();
  log.grow(600);
  await node.letFollow();
}

/** What destroys lines happens only to lines that are stored; and while the agent follows them. */
async function afterReading(node: EdgeNode, destroy: () => void): Promise<void> {
  for (const log of node.logs) log.finishLine();
  await node.settle();
  await node.letFollow();
  destroy();
  if (node.random.chance(0.7)) await node.letFollow();
}

export function rewrite(node: EdgeNode): Promise<void> {
  const log = aLog(node);
  return afterReading(node, () => log.rewrite(lines(node)));
}

export function recreate(node: EdgeNode): Promise<void> {
  const log = aLog(node);
  return afterReading(node, () => log.recreate(lines(node)));
}

export function removeOldest(node: EdgeNode): Promise<void> {
  const log = aRotatedLog(node);
  if (log.archives.length === 0) {
    log.rotate();
    log.reopen();
  }
  return afterReading(node, () => log.removeOldest());
}

/** `current.log` points to the newest log, and both names match the pattern. */
export function moveSymlink(node: EdgeNode): void {
  point(node, 'current.log', node.logs.at(-1)!);
}

/** A log that is only reached through a symlink. */
export function linkOut(node: EdgeNode): void {
  const log = node.newLog('elsewhere');
  log.grow(lines(node));
  point(node, `linked-${node.logs.length}.log`, log);
}

function point(node: EdgeNode, name: string, { options }: EdgeLog): void {
  const link = join(node.folder, 'logs', name);
  fs.rmSync(link, { force: true });
  fs.symlinkSync(options.path, link);
}
