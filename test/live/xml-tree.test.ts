import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SourceFault } from '../../src/live/snapshot.ts';
import { type XmlElement, xmlTree } from '../../src/live/xml-tree.ts';

describe('XML of a status page', () => {
  test('elements, text, entities, comments and processing instructions are read', () => {
    const tree = xmlTree(
      `<?xml version="1.0"?><!-- <x> --><a k="1 > 0"><b>1 &lt; 2 &#65;&#x42;</b><c/></a>`.replace(' > ', ' '),
    );
    expect(tree).toEqual({
      name: 'a',
      text: '',
      children: [
        { name: 'b', text: '1 < 2 AB', children: [] },
        { name: 'c', text: '', children: [] },
      ],
    });
  });

  test.each([
    ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', /is not accepted/],
    ['<a>&x;</a>', /&x; is no entity that is accepted/],
    ['<a>&#0;</a>', /no entity/],
    ['<a>&#x110000;</a>', /no entity/],
    ['<a>& b</a>', /no entity/],
    ['<a><![CDATA[x]]></a>', /is not accepted/],
    ['<a>', /<a> is not closed/],
    ['<a></b>', /<\/b> closes nothing that is open/],
    ['</a>', /closes nothing/],
    ['<a/><b/>', /one element is expected/],
    ['<a/>text', /one element is expected/],
    ['<a', /does not end/],
    ['<a b>', /is no tag/],
    ['<1/>', /is no tag/],
  ])('%s is refused', (text, message) => {
    expect(() => xmlTree(text)).toThrow(message);
    expect(() => xmlTree(text)).toThrow(SourceFault);
  });

  test('what is deep or endless is refused before it costs anything', () => {
    expect(() => xmlTree('<a>'.repeat(1_000_000))).toThrow(/deeper than 32/);
    expect(() => xmlTree(`<r>${'<a/>'.repeat(101)}</r>`, { elements: 100 })).toThrow(/more than 100 elements/);
  });

  test('ten megabytes of a hostile tag, text or reference cost less than a second', () => {
    const started = process.cpuUsage();
    for (const text of [
      `<a ${' '.repeat(1e7)}>`,
      `<a ${'b="c" '.repeat(1e6)}`,
      `<a>${'&'.repeat(1e7)}</a>`,
      `<a>${'&a'.repeat(5e6)}</a>`,
    ]) {
      expect(() => xmlTree(text)).toThrow(SourceFault);
    }
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1e6).toBeLessThan(1);
  });

  test('what is written can be read', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,8}$/);
    const element: fc.Memo<XmlElement> = fc.memo((depth) =>
      depth > 1
        ? fc.record({ name, text: fc.constant<string>(''), children: fc.array(element(depth - 1), { maxLength: 4 }) })
        : fc.record({
            name,
            text: fc.string({ unit: 'binary' }).filter((text) => !text.includes('\r')),
            children: fc.constant<XmlElement[]>([]),
          }),
    );
    const escaped = (text: string) => text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
    const written = (one: XmlElement): string =>
      `<${one.name}>${escaped(one.text)}${one.children.map(written).join('')}</${one.name}>`;
    fc.assert(
      fc.property(element(4), (tree) => {
        expect(xmlTree(written(tree))).toEqual(tree);
      }),
    );
  });

  test('whatever comes, it is an element or a SourceFault', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      'a',
      '<a>',
      '</a>',
      '<a/>',
      '&',
      '&lt;',
      ';',
      '"',
      '=',
      '<!--',
      '-->',
      '<?',
      '?>',
      ' ',
      '<!',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          expect(xmlTree(pieces.join('')).name).not.toBe('');
        } catch (error) {
          expect(error).toBeInstanceOf(SourceFault);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
