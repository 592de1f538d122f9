import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../support/random.ts';
import { EdgeNode } from './edge-node.ts';
import { FAULTS } from './faults.ts';
import type { NodePrograms } from './node-program.ts';
import type { UsageServer } from './usage-server.ts';

export interface ScheduleSite {
  /** The node's own; its last part is the node's name. */
  readonly folder: string;
  readonly server: UsageServer;
  readonly random: Random;
  readonly programs: NodePrograms;
  /** Faults that must be among the others. */
  readonly must: readonly string[];
}

/**
 * One node and what happens to it: some faults from the table, one after the other, while its program runs or does not.
 * However that went, at the end the program is started once more, and the store must have every cell that was written, and no
 * other. Throws with the journal of what happened. The node is left with its truth.
 */
export async function runSchedule(site: ScheduleSite, journal: string[]): Promise<EdgeNode> {
  const { random, folder, server, programs } = site;
  const node = await EdgeNode.create(folder, server, random, programs);
  try {
    await play(node, planFaults(random, site.must), journal);
    await settleForGood(node, journal);
    return node;
  } catch (error) {
    const told = [
      `${node.name}: ${(error as Error).message}`,
      'journal:',
      ...journal,
      'it said:',
      node.program.output(),
    ];
    throw new Error(told.join('\n'), { cause: error });
  } finally {
    await node.dispose();
  }
}

/** Names of faults. */
function planFaults(random: Random, must: readonly string[]): string[] {
  const urn = Object.entries(FAULTS).flatMap(([name, { weight }]) => new Array<string>(weight).fill(name));
  const drawn = Array.from({ length: 3 + random.below(7) }, () => random.pick(urn));
  return random.shuffle([...must, 'lines', ...drawn]);
}

async function play(node: EdgeNode, plan: readonly string[], journal: string[]): Promise<void> {
  const { random } = node;
  node.newLog().grow(20 + random.below(200));
  if (random.chance(0.8)) await node.program.start(); // else the logs were there before the agent
  for (const name of plan) {
    journal.push(name);
    await FAULTS[name]!.happen(node);
    await sleep(random.below(500));
    if (random.chance(0.2)) await node.letFollow();
    else if (random.chance(0.6)) await node.ensureRunning();
    if (random.chance(0.25)) await node.look();
  }
}

async function settleForGood(node: EdgeNode, journal: string[]): Promise<void> {
  const { random, logs, program } = node;
  for (const log of logs) log.grow(1); // no half line is left
  if (random.chance(0.5)) await program.kill();
  journal.push('the end');
  await node.settle();
  if (random.chance(0.7)) return;
  journal.push('once more, without the state folder');
  node.loseState();
  await node.settle();
}
