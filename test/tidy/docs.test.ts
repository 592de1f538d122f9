import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REJECT_REASONS } from '../../src/usage/segment.ts';
import { JD_FAULTS } from '../../src/vendors/jdcloud/faults.ts';

// The documents say what the sources do: docs/errors.md has every code and no other, the READMEs are twins, links lead
// somewhere, and nothing points out of the repository.

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const NOT_OURS = new Set(['node_modules', 'dist', '.git', 'weir-data', 'weir-demo']);

/** Every file below a folder, as paths from the root. */
function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
  });
}

/** What the pattern finds in the TypeScript of some files or folders of src/. */
function found(pattern: RegExp, ...places: string[]): RegExpExecArray[] {
  const files = places.flatMap((place) => (place.endsWith('.ts') ? [`src/${place}`] : filesBelow(`src/${place}`)));
  return files.filter((file) => file.endsWith('.ts')).flatMap((file) => [...read(file).matchAll(pattern)]);
}

// A code and, where its section has one, what stands beside it: `edited 409`.
const CODES_IN_SOURCES: Record<string, () => string[]> = {
  "Weir's own HTTP surface": () =>
    found(/new (?:Problem|IngestFault|RepairFault)\(\s*([\w.]+),\s*'([\w-]+)'/g, 'http', 'ingest', 'repair').map(
      ([, status, code]) => `${code} ${/^\d+$/.test(status!) ? status : '4xx'}`,
    ),
  'Rejected lines': () => [...REJECT_REASONS],
  'Store errors': () =>
    found(/readonly reason: ('unavailable'[^;]+);/g, 'usage/usage-store.ts').flatMap(([, union]) =>
      [...union!.matchAll(/'(\w+)'/g)].map(([, reason]) => reason!),
    ),
  'JD Cloud': () => Object.values(JD_FAULTS).map(({ status }) => `${status} 200`),
  'Tencent Cloud': () => [
    ...found(/new QcloudFault\(\s*(\d+),\s*'(\w+)'/g, 'vendors/qcloud').map(
      ([, code, codeDesc]) => `${codeDesc} ${code}`,
    ),
    ...found(/moduleFault\((\d+),/g, 'vendors/qcloud').map(([, codeDesc]) => `${codeDesc} 4000`),
  ],
  'Huawei Cloud Live': () =>
    found(/new HuaweicloudFault\(\s*(\d+),\s*'([\w.]+)'/g, 'vendors/huaweicloud').map(
      ([, status, code]) => `${code} ${status}`,
    ),
};

/** The first cells of a section's table, and the second ones where they are statuses. */
function documentedCodes(heading: string): string[] {
  const section =
    read('docs/errors.md')
      .split(/^## /m)
      .find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `([^`]+)` \| (?:(\d+|4xx) \|)?/gm)].map(([, code, status]) =>
    [code, status].join(' ').trim(),
  );
}

const sorted = (codes: readonly string[]): string[] => [...new Set(codes)].sort();

describe('docs/errors.md has every code of the sources, and no other', () => {
  test.each(Object.keys(CODES_IN_SOURCES))('%s', (heading) => {
    const codes = sorted(CODES_IN_SOURCES[heading]!());
    expect(codes).not.toEqual([]);
    expect(sorted(documentedCodes(heading))).toEqual(codes);
  });

  test('a code is always written where it is thrown, except where a fault of ingest or repair is passed on', () => {
    const all = found(/new Problem\(\s*([\w.]+, *[^,\s]+)/g, 'http').map(([, start]) => start!);
    expect(new Set(all.filter((start) => !/'$/.test(start)))).toEqual(new Set(['error.status, error.code']));
  });
});

/** The fences of a Markdown text with their language; comments are for people, and differ between languages. */
function codeBlocks(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  return blocks.map(([, language, code]) => `${language}\n${code!.replace(/ +# .*$/gm, '')}`);
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^```\w*\n[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
}

const headingLevels = (markdown: string) => [...withoutCode(markdown).matchAll(/^(#+) /gm)].map(([, marks]) => marks!);
const linksIn = (markdown: string) =>
  [...withoutCode(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);

describe('README.zh-CN.md is the twin of README.md', () => {
  const [english, chinese] = [read('README.md'), read('README.zh-CN.md')];

  test('they have the same sections', () => {
    expect(headingLevels(chinese)).toEqual(headingLevels(english));
  });

  test('they have the same commands, configs, requests and answers', () => {
    expect(codeBlocks(chinese)).toEqual(codeBlocks(english));
  });

  test('they lead to the same places', () => {
    const places = (markdown: string) => linksIn(markdown).filter((target) => !target.startsWith('README'));
    expect(places(chinese)).toEqual(places(english));
  });
});

const files = filesBelow('.');

describe('every link to a file leads to one', () => {
  test.each(files.filter((file) => file.endsWith('.md')))('%s', (file) => {
    const targets = linksIn(read(file)).filter((target) => !/^(https?:|mailto:|#)/.test(target));
    const missing = targets.filter((target) => !existsSync(join(root, dirname(file), target.replace(/#.*/, ''))));
    expect(missing).toEqual([]);
  });
});

// Written so that this file does not contain what it looks for.
const FOREIGN_PATHS = [/(?<![\w.-])\/wor[k]\//, /(?<![\w-])share[d]\//, /(?<![\w.-])\/(?:home|root|Users)\/\w/];

test('no text file names a place outside the repository', () => {
  const texts = files.map((file) => ({ file, text: read(file) })).filter(({ text }) => !text.includes('\0'));
  const foreign = texts.flatMap(({ file, text }) =>
    FOREIGN_PATHS.flatMap((pattern) => pattern.exec(text)?.[0] ?? []).map((path) => `${file}: ${path}`),
  );
  expect(foreign).toEqual([]);
});
