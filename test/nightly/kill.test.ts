import { expect, test } from 'vitest';
import { killRounds } from '../support/kill-rounds.ts';
import { runSeed } from '../support/random.ts';

test('in 300 rounds of kill -9 nothing acknowledged is lost and nothing is counted twice', async () => {
  const report = await killRounds(300, runSeed('kill'));
  console.log(`kill: ${JSON.stringify(report)}`);
  expect(report.interrupted).toBeGreaterThan(100);
});
