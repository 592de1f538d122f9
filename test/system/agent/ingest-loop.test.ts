import { expect, test } from 'vitest';
import { runSeed } from '../../support/random.ts';
import { IngestLoop } from './ingest-loop.ts';
import { runSchedules } from './schedules.ts';

// The schedules that the agent has to survive, with `weir ingest` from cron in its place.

test('weir ingest of all logs again and again is as exact as an agent, whatever happens to logs, processes and connections', async () => {
  const seed = runSeed('schedules of weir ingest');
  const report = await runSchedules({ schedules: 4, seed, programs: (place) => new IngestLoop(place) });
  console.log(`schedules of weir ingest: ${JSON.stringify(report)}`);
  expect(report.lines).toBeGreaterThan(400);
});
