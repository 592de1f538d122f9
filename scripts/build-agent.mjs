// Makes dist/agent: `weir agent` as one file that runs with Node alone, the kernel beside it, and the licences of the
// packages that are in it. Fails where something came along that an edge node must not need.
//
//     npm run build:agent
//     node dist/agent/weir-agent.mjs -c agent.yaml
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = `${root}dist/agent`;
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

// What the agent may be made of. The store, the server, the vendors' APIs and their packages stay at the server.
const FOLDERS = ['agent', 'cli', 'config', 'format', 'ingest', 'live', 'meter', 'usage'];
const FOREIGN = ['chdb', '@clickhouse', 'fastify', 'typebox', 'luxon', 'prom-client'];
const MOST_BYTES = 1_500_000; // a node fetches it over whatever line it has

const bundle = await rolldown({
  input: `${root}src/cli/agent-main.ts`,
  platform: 'node',
  logLevel: 'warn',
  transform: { target: 'node20', define: { WEIR_VERSION: JSON.stringify(version) } },
});
rmSync(target, { recursive: true, force: true });
const { output } = await bundle.write({
  file: `${target}/weir-agent.mjs`,
  format: 'esm',
  codeSplitting: false,
  comments: { legal: true, annotation: false, jsdoc: false },
  banner: '#!/usr/bin/env node',
});
await bundle.close();

const [chunk, ...others] = output;
const modules = chunk.moduleIds.map((id) => id.split('?')[0]).filter((id) => id.startsWith('/'));
const faults = [
  ...others.map(({ fileName }) => `it is more than one file: ${fileName}`),
  ...chunk.imports.filter((name) => !isBuiltin(name)).map((name) => `it needs the package ${name}`),
  ...modules.flatMap((id) => faultOf(id)),
];
const bytes = Buffer.byteLength(chunk.code);
if (bytes > MOST_BYTES) faults.push(`it has ${bytes} bytes, at most ${MOST_BYTES} are accepted`);
if (faults.length > 0) {
  console.error(faults.map((fault) => `the bundled agent: ${fault}`).join('\n'));
  process.exit(1);
}

copyFileSync(`${root}dist/kernel.wasm`, `${target}/kernel.wasm`);
copyFileSync(`${root}LICENSE`, `${target}/LICENSE`);
const packages = [...new Set(modules.flatMap((id) => packageOf(id) ?? []))].sort();
writeFileSync(`${target}/THIRD-PARTY-LICENSES.txt`, packages.map(licenceOf).join('\n\n'));
const [kilobytes, zipped] = [bytes, gzipSync(chunk.code).length].map((size) => Math.round(size / 1000));
console.log(
  `dist/agent/weir-agent.mjs: ${kilobytes} kB (${zipped} kB gzipped), with ${packages.map(nameOf).join(', ')}`,
);

function isBuiltin(name) {
  return name.startsWith('node:') || builtinModules.includes(name);
}

function faultOf(id) {
  const [, folder] = /^src\/([^/]+)\//.exec(relative(root, id)) ?? [];
  if (folder !== undefined) return FOLDERS.includes(folder) ? [] : [`src/${folder} is in it`];
  const name = nameOf(packageOf(id) ?? '');
  return FOREIGN.some((foreign) => name === foreign || name.startsWith(`${foreign}/`)) ? [`${name} is in it`] : [];
}

/** The folder of the package that a module belongs to: up to the name behind its last node_modules. */
function packageOf(id) {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0];
}

function nameOf(folder) {
  return folder.split('/node_modules/').at(-1);
}

function licenceOf(folder) {
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const text = file ? readFileSync(`${folder}/${file}`, 'utf8').trim() : `Licence: ${manifest.license}`;
  return `${manifest.name} ${manifest.version}\n\n${text}\n`;
}
