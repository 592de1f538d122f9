import { expect, test } from 'vitest';
import { runSeed } from '../support/random.ts';
import { runSchedules } from '../system/agent/schedules.ts';
import { WeirAgent } from '../system/agent/weir-agent.ts';

test('after 300 schedules of faults the store has every line of every log once', async () => {
  const seed = runSeed('schedules of weir agent');
  const report = await runSchedules({ schedules: 300, seed, programs: (place) => new WeirAgent(place) });
  console.log(`schedules of weir agent: ${JSON.stringify(report)}`);
  expect(Math.min(report.serverKills, report.cutRequests, report.cutAnswers, report.replayed)).toBeGreaterThan(30);
});
