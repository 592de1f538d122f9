#!/usr/bin/env node
require('./runtime.js');

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const main = join(__dirname, '../dist/src/cli/main.js');
if (existsSync(main)) {
  import(main).then(({ run }) => run(process.argv));
} else {
  console.error('weir is not built yet: run `npm ci && npm run build` in the repository, or `npm start`');
  process.exitCode = 1;
}
