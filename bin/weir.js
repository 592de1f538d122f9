#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/src/cli/main.js', import.meta.url);
if (!existsSync(main)) {
  console.error('weir is not built yet: run `npm ci && npm run build` in the repository, or `npm start`');
  process.exit(1);
}
const { run } = await import(main.href);
await run(process.argv);
