import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LogReadError } from '../../src/meter/log-read-error.ts';
import { openLog } from '../../src/meter/open-log.ts';
import { unzstd } from '../../src/meter/unzstd.ts';
import { XxHash64 } from '../../src/meter/xxhash64.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-open-log-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(bytes: Uint8Array, name = 'log'): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function read(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(Uint8Array.from(chunk)); // the next one may be read into its place
  return Buffer.concat(all);
}

const refusal = (path: string) =>
  read(openLog(path)).then(
    () => 'read',
    (error: unknown) => (error instanceof LogReadError ? error.message : error),
  );

const LINE = 'a.com 1767225600 5\n';
const LINES = Array.from({ length: 30_000 }, (_, i) => `a.com 1767225600 ${i % 7}\n`).join('');

/** Made by zstd 1.5.5: `-19` of LINES (several blocks), a single line, and one without checksum and size. */
const ZSTD_LINES = Buffer.from(
  'KLUv/aSQsggAfAEA0GEuY29tIDE3NjcyMjU2MDAgMAoxMjM0NTYKBwB4/wiTI/AY8AR4BzwGPNHmGQZUAAAAAQD9/8D/uQYCRAAAAAEA/f85AAJEAAAAAQD9/zkAAkUAAAABAI0yHQAB+DaKcQ==',
  'base64',
);
const ZSTD_LINE = Buffer.from('KLUv/SQTmQAAYS5jb20gMTc2NzIyNTYwMCA1Cra391w=', 'base64');
const ZSTD_BARE = Buffer.from('KLUv/QAAmQAAYS5jb20gMTc2NzIyNTYwMCA1Cg==', 'base64');
/** 100,000 NULs: a block that is one byte repeated. */
const ZSTD_RUN = Buffer.from('KLUv/QRYVQAAEAAAAQCbhjnAAtsjTvM=', 'base64');
/** `zstd --long=31`: asks for a window of 2 GiB. */
const ZSTD_LONG = Buffer.from('KLUv/QSofAEA0GEuY29tIDE3NjcyMjU2MDAgMAoxMjM0NTYKBwB4/wiTI/AY8AR4BzwGPNHmGQZM', 'base64');
const SKIPPABLE = Buffer.from('502a4d1803000000616263', 'hex');

describe('a log is read as it is', () => {
  it.each<[string, Buffer, string]>([
    ['plain', Buffer.from(LINES), LINES],
    ['empty', Buffer.alloc(0), ''],
    ['shorter than any magic', Buffer.from('a'), 'a'],
    ['gzip', gzipSync(LINES), LINES],
    ['gzip in members', Buffer.concat([gzipSync(LINE), gzipSync(''), gzipSync(LINES)]), LINE + LINES],
    ['zstd', ZSTD_LINES, LINES],
    ['zstd in frames', Buffer.concat([SKIPPABLE, ZSTD_LINE, ZSTD_BARE, SKIPPABLE, ZSTD_LINES]), LINE + LINE + LINES],
    ['a zstd run', ZSTD_RUN, '\0'.repeat(100_000)],
  ])('%s, whatever its name', async (_, bytes, text) => {
    expect((await read(openLog(file(bytes, 'log.txt')))).toString() === text).toBe(true);
  });

  it('tells how far it has come', async () => {
    const seen: [number, number | undefined][] = [];
    const bytes = gzipSync(LINES);
    await read(openLog(file(bytes), { onProgress: (...args) => seen.push(args) }));
    expect(seen.at(-1)).toEqual([bytes.length, bytes.length]);
  });

  it('reads a bomb no faster than it is taken', async () => {
    const bomb = gzipSync(Buffer.alloc(2 ** 26));
    const path = file(Buffer.concat(Array.from({ length: 100 }, () => bomb))); // 6.4 GB
    let compressed = 0;
    let taken = 0;
    for await (const chunk of openLog(path, { onProgress: (bytes) => (compressed = bytes) })) {
      taken += chunk.length;
      if (taken > 2 ** 24) break;
    }
    expect(compressed).toBeLessThan(100 * bomb.length);
  });

  it('joins members that meet anywhere around the border of a chunk', async () => {
    const chunkBytes = 256 * 1024;
    const stored = (length: number) => gzipSync(Buffer.alloc(length), { level: 0 });
    const overhead = stored(chunkBytes).length - chunkBytes;
    for (let shift = -12; shift <= 12; shift++) {
      const first = stored(chunkBytes - overhead + shift);
      expect(first.length).toBe(chunkBytes + shift);
      const text = await read(openLog(file(Buffer.concat([first, gzipSync(LINE), gzipSync(LINE)]))));
      expect(text.subarray(chunkBytes - overhead + shift).toString()).toBe(LINE + LINE);
    }
  });
});

describe('a log that cannot be read is refused by name', () => {
  it('when it is not there, or a folder', async () => {
    expect(await refusal(join(folder, 'none'))).toBe(`${folder}/none: there is no such file`);
    expect(await refusal(folder)).toBe(`${folder}: this is a folder; a log file is expected`);
  });

  it.each<[string, Buffer, string]>([
    ['gzip', gzipSync(LINE), 'ends too early'],
    ['zstd', Buffer.concat([ZSTD_BARE, ZSTD_LINE]), 'ends too early'],
  ])('when its %s data is cut anywhere', async (_, bytes, message) => {
    for (let length = 5; length < bytes.length; length++) {
      if (length === ZSTD_BARE.length) continue; // whole frames are a whole file
      const outcome = await refusal(file(bytes.subarray(0, length)));
      expect([length, outcome]).toEqual([length, expect.stringContaining(message)]);
      expect(outcome).toContain(folder);
    }
  });

  it.each<[string, Buffer]>([
    ['gzip', gzipSync(LINES)],
    ['zstd', ZSTD_LINES],
  ])('when a byte of its %s data was changed, unless nothing else came of it', async (_, bytes) => {
    for (let at = 10; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at]! ^= 0x55;
      const outcome = await read(openLog(file(damaged))).then(String, (error: unknown) => error);
      if (!(outcome instanceof LogReadError)) expect([at, outcome === LINES]).toEqual([at, true]);
    }
  });

  it('when it asks for more memory than anybody should give', async () => {
    expect(await refusal(file(ZSTD_LONG))).toContain('its window is 2147483648 bytes, at most 134217728 are accepted');
  });

  it('when something else follows a zstd frame', async () => {
    expect(await refusal(file(Buffer.concat([ZSTD_LINE, Buffer.from('more text')])))).toContain(
      `in the zstd frame that starts at byte ${ZSTD_LINE.length} of the file`,
    );
  });
});

it('reads zstd in chunks of every size', async () => {
  const bytes = Buffer.concat([SKIPPABLE, ZSTD_LINE, ZSTD_LINES]);
  for (const size of [1, 2, 3, 5, 7, 11, 17, 18, 19, 64]) {
    const chunks = (async function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    })();
    expect((await read(unzstd('log', chunks))).toString() === LINE + LINES).toBe(true);
  }
});

it.each([
  ['', 0x51d8e999],
  ['a', 0xa98c6e5b],
  ['abc', 0xad770999],
  ['Nobody inspects the spammish repetition', 0x8a378bf1],
])('hashes %s as xxHash does', (text, expected) => {
  for (const size of [1, 7, 32, 100]) {
    const hash = new XxHash64();
    for (let at = 0; at < text.length; at += size) hash.update(Buffer.from(text.slice(at, at + size)));
    expect(hash.low32()).toBe(expected);
  }
});
