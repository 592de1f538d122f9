import { expect, test } from 'vitest';
import { runSeed } from '../../support/random.ts';
import { FAULTS } from './faults.ts';
import { runSchedules } from './schedules.ts';
import { WeirAgent } from './weir-agent.ts';

// 300 schedules of the same run every night: test/nightly/agent.test.ts.

test('after 20 schedules with every fault in them the store has every line of every log once', {
  timeout: 300_000,
}, async () => {
  const seed = runSeed('schedules of weir agent');
  const names = Object.keys(FAULTS);
  const report = await runSchedules({ schedules: 20, seed, programs: (place) => new WeirAgent(place) });
  console.log(`schedules of weir agent: ${JSON.stringify(report)}`);
  expect(names.filter((name) => !report.faults[name])).toEqual([]);
  expect(report.serverKills).toBeGreaterThan(0);
  expect(report.cutRequests).toBeGreaterThan(0);
  expect(report.cutAnswers).toBeGreaterThan(0);
  expect(report.replayed).toBeGreaterThan(0);
});
