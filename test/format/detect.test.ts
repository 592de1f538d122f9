import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { chooseFormat, type Trial } from '../../src/format/detect.ts';
import { lineLooks } from '../../src/format/line-looks.ts';
import { shownLine } from '../../src/format/shown-line.ts';

function trial(preset: string, metered: number, found: Trial['found'], lines = 100): Trial {
  return { preset, lines, metered, odd: 0, rejects: {}, found };
}

describe('chooseFormat', () => {
  it('prefers a host and more fields to a line or two', () => {
    const plain = trial('combined', 100, ['time', 'bytes', 'status', 'duration', 'cache', 'origin']);
    const host = trial('combined-host', 98, ['host', 'time', 'bytes']);
    expect(chooseFormat([plain, host])).toEqual({ best: host, others: [plain], nearest: host });
  });

  it('prefers many more lines to everything else', () => {
    const few = trial('few', 94, ['host', 'cache', 'origin', 'duration']);
    const many = trial('many', 100, []);
    expect(chooseFormat([few, many])).toMatchObject({ best: many, others: [few] });
  });

  it('counts a cache status, origin bytes and a duration among equals', () => {
    const host = trial('a', 100, ['host', 'time', 'bytes', 'status']);
    const cache = trial('b', 100, ['host', 'time', 'bytes', 'cache']);
    const all = trial('c', 100, ['host', 'time', 'bytes', 'cache', 'origin']);
    expect(chooseFormat([host, cache, all]).best).toBe(all);
    expect(chooseFormat([host, cache]).best).toBe(host);
  });

  it('counts lines whose fields make no sense as not understood', () => {
    const odd = { ...trial('odd', 100, ['host', 'cache', 'origin', 'duration']), odd: 60 };
    const plain = trial('plain', 100, ['host']);
    expect(chooseFormat([odd, plain])).toEqual({ best: plain, others: [], nearest: plain });
  });

  it('puts a format behind its equals where its mark is missing', () => {
    const unmarked = { ...trial('squid', 100, ['host']), isUnmarked: true };
    const other = trial('like-squid', 100, ['host']);
    expect(chooseFormat([unmarked, other])).toMatchObject({ best: other, others: [unmarked] });
  });

  it('takes no format that meters half of the lines or fewer, and says which came nearest', () => {
    const half = trial('half', 50, ['host']);
    expect(chooseFormat([half])).toEqual({ best: undefined, others: [], nearest: half });
    expect(chooseFormat([trial('half', 51, ['host'])]).best).toBeDefined();
    expect(chooseFormat([trial('none', 0, ['host'])])).toEqual({ best: undefined, others: [], nearest: undefined });
    expect(chooseFormat([])).toEqual({ best: undefined, others: [], nearest: undefined });
  });
});

describe('lineLooks', () => {
  it('names the keys of JSON objects, nested ones with a dot', () => {
    expect(
      lineLooks(['{"ts":1,"request":{"host":"a","headers":{"X":["1"]}},"l":[{"a":1}]}', '{"size":3}', 'x']),
    ).toMatchObject({
      kind: 'json',
      lines: 3,
      keys: ['ts', 'request.host', 'request.headers.X', 'l', 'size'],
    });
  });

  test.each<[string, string[], object]>([
    ['a|b c|"d|e"|1', ['a|b c|"d|e"|1'], { separator: '|', columns: [4, 4], quoted: 1 }],
    ['tabs and empty columns', ['a\t\t\tb', 'a\tb\tc'], { separator: 'tab', columns: [3, 4], quoted: 0 }],
    ['CSV', ['1,"a b",c', '2,"x,y",z'], { separator: ',', columns: [3, 3], quoted: 1 }],
    ['commas in plain text', ['a b, c d, e f, g'], { separator: 'space', columns: [7, 7] }],
    [
      'brackets',
      ['1.2.3.4 [01/Jan/2026:00:00:00 +0000] "GET / a" 200  5'],
      { separator: 'space', columns: [5, 5], quoted: 1 },
    ],
    ['a time in a log', ['a 1767225600 b'], { hasTime: true }],
    ['a compact time', ['20260101000000 b'], { hasTime: true }],
    ['no time', ['a 12345 b'], { hasTime: false }],
  ])('sees the columns of %s', (_, lines, expected) => {
    expect(lineLooks(lines)).toMatchObject({ kind: 'text', ...expected });
  });
});

describe('shownLine', () => {
  test.each([
    ['GET /a.ts?auth_key=1700-0-abc HTTP/1.1', 'GET /a.ts?... HTTP/1.1'],
    ['"uri":"/x?token=abc","s":1', '"uri":"/x?...","s":1'],
    ['"Authorization":["Bearer abc.def"]', '"Authorization":["... ..."]'],
    ['{"cookie":"a1","n":1}', '{"cookie":"...","n":1}'],
    ['password=hunter2 x', 'password=... x'],
    ['http://user:secret@a.com/x', 'http://...@a.com/x'],
    ['/hls/0123456789abcdef0123456789abcdef/1.ts', '/hls/.../1.ts'],
    ['a\u001b[31mb\u0000c', 'a.[31mb.c'],
    ['127.0.0.1 - - [21/Nov/2026:17:22:05 +0000] 200', '127.0.0.1 - - [21/Nov/2026:17:22:05 +0000] 200'],
  ])('shows %j as %j', (line, expected) => {
    expect(shownLine(line)).toBe(expected);
  });

  it('never shows what follows a question mark, nor more than a line of a screen or two', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const shown = shownLine(`${before}?zq9${after}`);
        expect(shown).not.toContain('zq9');
        expect(shown.length).toBeLessThanOrEqual(203);
      }),
    );
  });
});
