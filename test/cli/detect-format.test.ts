import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { detectFormat } from '../../src/cli/detect-format.ts';
import { recognised, unrecognised } from '../../src/cli/detect-text.ts';
import { logHead } from '../../src/cli/log-head.ts';
import { PRESETS } from '../../src/format/presets/index.ts';

const samples = new URL('../format-samples/', import.meta.url);
const sampled = readdirSync(samples).flatMap((name) => (name.endsWith('.log') ? [name.slice(0, -4)] : []));
const known = sampled.filter((name) => Object.hasOwn(PRESETS, name));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-detect-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('every JSON preset is among the samples', () => {
  const json = Object.keys(PRESETS).filter((name) => PRESETS[name]!.kind === 'json');
  expect(known).toEqual(expect.arrayContaining(json));
});

test.each(known)('the sample of %s is recognised', (name) => {
  const { best } = detectFormat(readFileSync(new URL(`${name}.log`, samples)))!;
  expect(best?.preset).toBe(name);
});

it('says what is missing, and asks for a domain where the lines have none', () => {
  const line = '1.2.3.4 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl"';
  const { best, others } = detectFormat(Buffer.from(`${line}\n\n${line}\nx y\n${line}\n`))!;
  expect(recognised('my log', best!, others.slice(0, 0))).toEqual([
    'my log: combined',
    '  meters 3 of the first 5 lines (rejected: 1 blank, 1 shape)',
    '  it has time, bytes, status; it has no host, cache status, origin bytes, duration (so what came from the origin is estimated)',
    "  next: weir report 'my log' --format combined --domain www.a.com",
  ]);
});

it('says of JSON that no preset reads which keys it saw, and which were missing', () => {
  const detected = detectFormat(Buffer.from('{"when":1767225600,"site":{"name":"a.com"},"size":1,"uri":"/?k=1"}\n'))!;
  expect(detected.best).toBeUndefined();
  const text = unrecognised('x.log', detected).join('\n');
  expect(text).toContain('JSON objects with the keys when, site.name, size, uri');
  expect(text).toContain('caddy would need ts, request.host, status, duration');
  expect(text).toContain('/?..."');
  expect(text).not.toContain('k=1');
});

it('says of text that no preset reads how it is cut', () => {
  const text = unrecognised('x.log', detectFormat(Buffer.from('a|b|"c d"|5\na|b|c\n'))!).join('\n');
  expect(text).toContain("2 lines of text, 3 to 4 columns separated by '|'");
  expect(text).toContain('nothing in it looks like a time stamp');
  expect(text).toContain("weir report x.log --format 'nginx:");
});

it('has nothing to say of a log without lines', () => {
  expect(detectFormat(Buffer.from('# only a comment\n\n  \n'))).toBeUndefined();
  expect(detectFormat(Buffer.alloc(0))).toBeUndefined();
});

it('reads whole lines of at most 256 KiB, compressed or not, and an unterminated last line of a short log', async () => {
  const long = `${'x'.repeat(999)}\n`.repeat(1000);
  for (const bytes of [Buffer.from(long), gzipSync(long)]) {
    writeFileSync(join(folder, 'log'), bytes);
    expect((await logHead(join(folder, 'log'))).length).toBe(262 * 1000);
  }
  writeFileSync(join(folder, 'log'), 'a\nb');
  expect(Buffer.from(await logHead(join(folder, 'log'))).toString()).toBe('a\nb');
  writeFileSync(join(folder, 'log'), `${'x'.repeat(256 * 1024)}\ny`);
  expect((await logHead(join(folder, 'log'))).length).toBe(0);
});
