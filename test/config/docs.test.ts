import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KEYS } from '../../src/config/keys.ts';
import { faultsOf } from './parsed.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/config.md'), 'utf8');

/** `store|embedded` with `path` is `store.path`; a map's name as such is a key of the map above. */
function knownKeys(): string[] {
  const keys = Object.entries(KEYS).flatMap(([map, names]) => {
    const path = map.split('|')[0]!;
    return names.map((name) => (path === '' ? name : `${path}.${name}`));
  });
  return [...new Set(keys)].sort();
}

test('docs/config.md explains every key, and only keys that exist', () => {
  const explained = [...page.matchAll(/^\| `([^`]+)` +\|/gm)].map((row) => row[1]!);
  expect(explained.toSorted()).toEqual(knownKeys());
});

test('the faults shown in docs/config.md are those of the file shown there', () => {
  const shown = /```\n(weir\.yaml:[^`]+)```/.exec(page)![1]!.trim().split('\n');
  const file = /```yaml\n([^`]+)```/.exec(page)![1]!;
  expect(faultsOf(file).map((fault) => `weir.yaml:${fault}`)).toEqual(shown);
});
