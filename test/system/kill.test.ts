import { expect, test } from 'vitest';
import { killRounds } from '../support/kill-rounds.ts';
import { runSeed } from '../support/random.ts';

// 300 rounds of the same run every night: test/nightly/kill.test.ts.

test('in 20 rounds of kill -9 nothing acknowledged is lost and nothing is counted twice', async () => {
  const report = await killRounds(20, runSeed('kill'));
  console.log(`kill: ${JSON.stringify(report)}`);
  expect(report.serverKills).toBeGreaterThan(0);
  expect(report.senderKills).toBeGreaterThan(0);
  expect(report.interrupted).toBeGreaterThan(0);
});
