import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

/** A TypeScript file of the tests as one plain JavaScript file, for a process of its own. */
export interface ChildProgram {
  readonly path: string;
  dispose(): void;
}

const NODE_MODULES = join(import.meta.dirname, '../../node_modules');

/**
 * Bundles `entry` and what it imports from us; packages stay imports. Tests that kill a process need one that is only
 * theirs, and Node 20 does not run TypeScript.
 *
 *     const child = await childProgram(join(import.meta.dirname, 'put-forever.child.ts'));
 *     startProgram(process.execPath, [child.path, folder]);
 *
 * It is put below node_modules, so that its imports are found; `folder` puts it elsewhere.
 */
export async function childProgram(entry: string, folder = join(NODE_MODULES, '.weir-test')): Promise<ChildProgram> {
  mkdirSync(folder, { recursive: true });
  const outDir = mkdtempSync(join(folder, 'child-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: entry, outDir, target: 'node20', rolldownOptions: { output: { entryFileNames: 'child.mjs' } } },
  });
  return { path: join(outDir, 'child.mjs'), dispose: () => rmSync(outDir, { recursive: true, force: true }) };
}
