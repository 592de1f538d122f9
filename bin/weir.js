#!/usr/bin/env node
require('./runtime.js');

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const main = join(__dirname, '../dist/src/cli/main.js');
if (existsSync(main)) {
  // not left to end by itself: Node 20 then waits for compilations in the background, and one that waits for a garbage
  // collection, which nobody makes any more, never ends
  import(main).then(({ run }) => run(process.argv)).then(() => process.exit());
} else {
  console.error('weir is not built yet: run `npm ci && npm run build` in the repository, or `npm start`');
  process.exitCode = 1;
}
