#!/usr/bin/env node
require('./runtime.js');

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const main = join(__dirname, '../dist/src/cli/main.js');
let isOver = false;
if (existsSync(main)) {
  // not left to end by itself: Node 20 then waits for compilations in the background, and one that waits for a garbage
  // collection, which nobody makes any more, never ends
  import(main)
    .then(({ run }) => run(process.argv))
    .then(() => {
      isOver = true;
      process.exit();
    });
  // fetch of Node 20 never settles for a connection that is closed as soon as it is open; then nothing is left to wait for,
  // and ending with 0 would tell a script that its usage is stored
  process.on('exit', (code) => {
    if (isOver || code !== 0) return;
    console.error('weir: the connection was closed before the work was done; do it again');
    process.exitCode = 1;
  });
} else {
  console.error('weir is not built yet: run `npm ci && npm run build` in the repository, or `npm start`');
  process.exitCode = 1;
}
