import { defineConfig } from 'vitest/config';

// Five projects: `unit` needs nothing but Node; `system` starts real programs (the built weir, nginx, vendors' clients)
// one file after the other; `browser` looks at the dashboard in Chromium; `tidy` holds the repository to its own rules;
// `nightly` is the long rest and runs alone, when asked for.
const projects = [
  {
    name: 'unit',
    include: ['test/**/*.test.ts'],
    exclude: ['test/system/**', 'test/nightly/**', 'test/tidy/**', 'test/web/browser/**'],
    testTimeout: 60_000,
  },
  { name: 'tidy', include: ['test/tidy/**/*.test.ts'] },
  {
    name: 'system',
    include: ['test/system/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
  {
    name: 'browser',
    include: ['test/web/browser/**/*.test.ts'],
    globalSetup: ['test/web/browser/demo-server.ts'],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
  {
    name: 'nightly',
    include: [
      'test/nightly/**/*.test.ts',
      'test/**/fuzz*.test.ts',
      'test/meter/kernel.test.ts',
      'test/agent/agent.test.ts',
      'test/ingest/delivery.test.ts',
      'test/agent/simulation/{simulation,format}.test.ts',
      'test/live/counting.test.ts',
      'test/live/live-source.test.ts',
      'test/system/bad-files.test.ts',
    ],
    testTimeout: 3_600_000,
    hookTimeout: 180_000,
    env: { WEIR_FUZZ: '50' }, // fuzzers run this many times as long
  },
];
const nightly = process.env.WEIR_NIGHTLY === '1';

export default defineConfig({
  test: {
    pool: 'forks',
    projects: projects.filter((p) => (p.name === 'nightly') === nightly).map((test) => ({ test })),
  },
});
