import type { EdgeNode } from './edge-node.ts';
import * as log from './log-faults.ts';
import * as program from './program-faults.ts';
import { shiftClock } from './shift-clock.ts';

export interface Fault {
  /** How often it happens beside the others. */
  readonly weight: number;
  readonly happen: (node: EdgeNode) => unknown;
}

const MINUTE_MS = 60_000;
const BACK_MS = [2000, 2 * MINUTE_MS, 90 * MINUTE_MS, 3000 * MINUTE_MS];
const FORWARD_MS = [5000, 10 * MINUTE_MS, 3000 * MINUTE_MS];

/** Everything that happens to a node in the schedules, by the names that their journals use. docs/guarantees.md tells of it. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  // what a log's writer does
  lines: { weight: 6, happen: (node) => log.aLog(node).grow(log.lines(node)) },
  'half a line': { weight: 3, happen: (node) => log.aLog(node).startLine() },
  'a new log': { weight: 2, happen: (node) => node.newLog().grow(log.lines(node)) },
  'a new log whose first line is being written': { weight: 2, happen: (node) => node.newLog().startLine() },

  // what is done to logs
  'rotation by rename': { weight: 3, happen: log.rotate },
  'rotation by rename, and the writer notices late': { weight: 2, happen: log.rotateLate },
  copytruncate: { weight: 3, happen: log.copyTruncate },
  'copytruncate, and more lines at once than before': { weight: 2, happen: log.copyTruncateAndOvertake },
  gzip: { weight: 3, happen: (node) => log.aRotatedLog(node).compress(false) },
  'gzip that keeps the log': { weight: 1, happen: (node) => log.aRotatedLog(node).compress(true) },
  'truncation and other lines': { weight: 1, happen: log.rewrite },
  'deletion and a new log in its place': { weight: 1, happen: log.recreate },
  'deletion of the oldest copy': { weight: 1, happen: log.removeOldest },
  'a symlink that moves on': { weight: 1, happen: log.moveSymlink },
  'a symlink out of the folder': { weight: 1, happen: log.linkOut },

  // what is done to programs, and to what they stand on
  'kill -9 of the agent': { weight: 4, happen: program.killAgent },
  'SIGTERM to the agent': { weight: 1, happen: program.stopAgent },
  'kill -9 of the server': { weight: 1, happen: (node) => void node.server.kill(node.random.below(500)) },
  'the state folder is lost': { weight: 1, happen: program.loseState },
  'the state folder is lost under a running agent': { weight: 1, happen: program.loseStateUnderAgent },
  'the clock is set back': { weight: 1, happen: ({ folder, random }) => shiftClock(folder, -random.pick(BACK_MS)) },
  'the clock is set forward': {
    weight: 1,
    happen: ({ folder, random }) => shiftClock(folder, random.pick(FORWARD_MS)),
  },

  // what is done to connections
  'a request is cut': { weight: 3, happen: (node) => program.cut(node, 'cut-request') },
  'an answer is cut': { weight: 3, happen: (node) => program.cut(node, 'cut-answer') },
  'the network is slow': { weight: 1, happen: program.delay },
  'requests are delivered again': { weight: 3, happen: program.deliverAgain },
  'the server is unreachable for a while': { weight: 2, happen: program.beUnreachable },
};
