#!/usr/bin/env node
// CommonJS, because loading an ES module starts the thread pool, whose size can only be chosen before: the embedded
// store keeps up to three threads busy, and the default of four would leave one for files, DNS and compression.
process.env.UV_THREADPOOL_SIZE ??= '16';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const main = join(__dirname, '../dist/src/cli/main.js');
if (existsSync(main)) {
  import(main).then(({ run }) => run(process.argv));
} else {
  console.error('weir is not built yet: run `npm ci && npm run build` in the repository, or `npm start`');
  process.exitCode = 1;
}
