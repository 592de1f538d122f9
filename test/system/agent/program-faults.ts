import { setTimeout as sleep } from 'node:timers/promises';
import type { EdgeNode } from './edge-node.ts';

// What happens to the programs of a node, and to what they stand on. faults.ts has the names.

/** It may have been down, and have had no time for anything. */
export async function killAgent(node: EdgeNode): Promise<void> {
  await node.ensureRunning();
  await sleep(node.random.below(300));
  await node.program.kill();
}

export async function stopAgent(node: EdgeNode): Promise<void> {
  await node.ensureRunning();
  await node.program.stop();
}

export async function loseState(node: EdgeNode): Promise<void> {
  await killAgent(node);
  node.loseState();
}

export async function loseStateUnderAgent(node: EdgeNode): Promise<void> {
  await node.ensureRunning();
  node.loseState();
}

/** The next batch, wherever it goes. A head is some 250 bytes long. */
export function cut(node: EdgeNode, kind: 'cut-request' | 'cut-answer'): void {
  const after = node.random.chance(0.3) ? 0 : node.random.below(kind === 'cut-request' ? 3000 : 400);
  for (const proxy of node.proxies) proxy.next = { kind, after };
}

export async function delay(node: EdgeNode): Promise<void> {
  for (const proxy of node.proxies) proxy.delayMs = 30 + node.random.below(700);
  await sleep(1000);
}

/** All that was sent over some connection. */
export async function deliverAgain(node: EdgeNode): Promise<void> {
  const { random } = node;
  if (!node.proxies.some((proxy) => proxy.hasRecorded)) await node.settle();
  await random.pick(node.proxies.filter((proxy) => proxy.hasRecorded)).replay(random.pick);
}

export async function beUnreachable(node: EdgeNode): Promise<void> {
  const some = node.random.chance(0.5) ? node.proxies : [node.proxies[0]!];
  for (const proxy of some) proxy.isReachable = false;
  await sleep(node.random.below(1500));
  for (const proxy of some) proxy.isReachable = true;
}
