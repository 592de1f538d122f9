// Makes a clone ready to run: installs the packages when the lock file has changed since the last install, and builds
// when a source file is newer than the last build. Does nothing, in a few milliseconds, when both are up to date.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modified = (path) => (existsSync(`${root}/${path}`) ? statSync(`${root}/${path}`).mtimeMs : 0);

function newestIn(folder) {
  const files = readdirSync(`${root}/${folder}`, { recursive: true });
  return Math.max(...files.map((file) => modified(`${folder}/${file}`)));
}

function npm(...args) {
  console.error(`npm ${args.join(' ')}`);
  const { status } = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}

/** npm ci would empty the folder that the link leads to, and somebody else may be working with it. */
const isLinked = existsSync(`${root}/node_modules`) && lstatSync(`${root}/node_modules`).isSymbolicLink();
const isOutdated = modified('package-lock.json') > modified('node_modules/.package-lock.json');
if (isOutdated && isLinked) console.error('node_modules is a link to packages that are older than package-lock.json');
else if (isOutdated) npm('ci', '--no-audit', '--no-fund');

const sources = Math.max(
  newestIn('src'),
  newestIn('bench'),
  newestIn('kernel'),
  newestIn('web'),
  modified('package-lock.json'),
  modified('tsconfig.build.json'),
  modified('scripts/build-agent.mjs'),
);
const built = [
  'dist/src/cli/main.js',
  'dist/kernel.wasm',
  'dist/web/.vite/manifest.json',
  'dist/agent/weir-agent.mjs',
].map(modified);
if (sources > Math.min(...built)) npm('run', 'build');
