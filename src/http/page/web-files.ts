import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

/**
 * The dashboard as `npm run build` leaves it in dist/web: files whose names hold a hash of what is in them, and a manifest
 * that says with which of them the page begins.
 *
 *     { script: '/page/weir-B3x9.js', styles: ['/page/weir-D1aa.css'], files: Map { '/page/weir-B3x9.js' => ... } }
 */
export interface WebFiles {
  readonly script: string;
  readonly styles: readonly string[];
  /** By the path at which they are served. */
  readonly files: ReadonlyMap<string, WebFile>;
}

export interface WebFile {
  readonly type: string;
  readonly body: Buffer;
  readonly gzipped: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Reads all of it, some hundred kilobytes. Rejects when it is not there (it is not built). */
export async function readWebFiles(folder: URL): Promise<WebFiles> {
  const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', folder), 'utf8')) as Manifest;
  const entry = Object.values(manifest).find(({ isEntry }) => isEntry);
  if (!entry) throw new Error(`${folder.pathname}.vite/manifest.json names no entry: build it again`);
  const names = (await readdir(folder)).filter((name) => typeOf(name) !== undefined);
  const files = await Promise.all(names.map(async (name) => [served(name), await readWebFile(folder, name)] as const));
  return { script: served(entry.file), styles: (entry.css ?? []).map(served), files: new Map(files) };
}

/** What Vite writes. */
type Manifest = Readonly<
  Record<string, { readonly file: string; readonly css?: readonly string[]; readonly isEntry?: boolean }>
>;

async function readWebFile(folder: URL, name: string): Promise<WebFile> {
  const body = await readFile(new URL(name, folder));
  return { type: typeOf(name)!, body, gzipped: gzipSync(body, { level: 9 }) };
}

function typeOf(name: string): string | undefined {
  return TYPES[name.split('.').at(-1)!];
}

function served(name: string): string {
  return `/page/${name}`;
}
