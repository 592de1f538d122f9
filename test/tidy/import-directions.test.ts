import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

// Which folders of src/ a folder may import from, besides itself. The pipeline points one way; what is not listed is
// refused, so a new folder starts by saying here what it stands on.
const MAY_IMPORT: Record<string, readonly string[]> = {
  usage: [],
  time: [],
  billing: ['time', 'usage'],
  format: ['usage'],
  meter: ['format', 'usage'],
  accounts: ['billing', 'time', 'usage'],
  config: ['accounts', 'billing', 'format', 'live', 'time', 'usage'],
  query: ['accounts', 'time', 'usage'],
  vendors: ['query', 'accounts', 'time', 'usage'],
  store: ['usage'],
  ingest: ['meter', 'format', 'usage'],
  agent: ['ingest', 'meter', 'format', 'usage'],
  live: ['ingest', 'meter', 'usage'],
  repair: ['ingest', 'usage'],
  sources: ['repair', 'ingest', 'usage'],
  http: ['vendors', 'query', 'sources', 'repair', 'ingest', 'accounts', 'billing', 'time', 'usage'],
  demo: ['vendors', 'ingest', 'meter', 'format', 'accounts', 'time', 'usage'],
  cli: [
    'agent',
    'demo',
    'http',
    'store',
    'config',
    'vendors',
    'query',
    'sources',
    'repair',
    'live',
    'ingest',
    'meter',
    'format',
    'accounts',
    'billing',
    'time',
    'usage',
  ],
};

// Packages that only one folder (or file) may know.
const ONLY_IN: Record<string, RegExp> = {
  chdb: /^src\/store\/chdb\.ts$/,
  '@clickhouse/client': /^src\/store\//,
  fastify: /^src\/http\//,
  commander: /^src\/cli\//,
  yaml: /^src\/config\//,
};

const root = join(import.meta.dirname, '../..');
const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, 'src', file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);
}

const webFiles = readdirSync(join(root, 'web'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.tsx?$/.test(file),
);

describe('the dashboard stands on the API and on nothing else of ours', () => {
  test.each(webFiles)('web/%s', (file) => {
    const text = readFileSync(join(root, 'web', file), 'utf8');
    const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target]) => target!);
    const outside = targets.filter((target) =>
      relative(join(root, 'web'), join(root, 'web', dirname(file), target)).startsWith('..'),
    );
    expect(outside).toEqual([]);
  });
});

describe('imports point one way', () => {
  test.each(files)('src/%s', (file) => {
    const folder = file.split('/')[0]!;
    expect(Object.keys(MAY_IMPORT), `say in this test what src/${folder} may import`).toContain(folder);
    for (const target of importsOf(file)) {
      if (target.startsWith('.')) {
        const to = relative(join(root, 'src'), join(root, 'src', dirname(file), target)).split('/')[0]!;
        expect([folder, ...MAY_IMPORT[folder]!], `src/${file} imports ${target}`).toContain(to);
      } else {
        const owner = Object.keys(ONLY_IN).find((name) => target === name || target.startsWith(`${name}/`));
        if (owner) expect(`src/${file}`, `${owner} belongs elsewhere`).toMatch(ONLY_IN[owner]!);
      }
    }
  });
});
