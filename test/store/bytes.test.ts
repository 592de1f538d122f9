import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteReader } from '../../src/store/byte-reader.ts';
import { ByteWriter } from '../../src/store/byte-writer.ts';
import { readNative } from '../../src/store/native-read.ts';

describe('bytes', () => {
  test('any values come back as they were written', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 400 });
    const uint53 = fc.maxSafeNat();
    fc.assert(
      fc.property(fc.array(fc.tuple(text, uint53, fc.nat(65_535), fc.nat(2 ** 31), fc.nat(255))), (rows) => {
        const writer = new ByteWriter(1);
        for (const [string, large, short, int, byte] of rows) {
          writer.text(string);
          writer.uint64(large);
          writer.varint(large);
          writer.uint16(short);
          writer.uint32(int);
          writer.uint8(byte);
        }
        const reader = new ByteReader(writer.bytes());
        for (const [string, large, short, int, byte] of rows) {
          const back = [
            reader.text(),
            reader.uint53(),
            reader.varint(),
            reader.uint16(),
            reader.uint32(),
            reader.uint8(),
          ];
          expect(back).toEqual([string, large, large, short, int, byte]);
        }
        expect(reader.done).toBe(true);
      }),
    );
  });

  test('a value is repeated as often as asked, also when that is once and when the buffer grows', () => {
    const writer = new ByteWriter(1);
    writer.repeat(writer.uint64(258n), 8, 1);
    writer.repeat(writer.hex128('ab'.repeat(16)), 16, 3);
    expect(writer.bytes().toString('hex')).toBe(`0201000000000000${'ab'.repeat(48)}`);
  });

  test.each(['', 'ab', 'g'.repeat(32), 'a'.repeat(33)])('%j is not 128 bits', (text) => {
    expect(() => new ByteWriter().hex128(text)).toThrow(/32 hex digits/);
  });

  test('reading over the end says where', () => {
    expect(() => new ByteReader(Uint8Array.of(1, 2)).uint32()).toThrow(/byte 0/);
  });
});

describe('Native', () => {
  const block = (rows: number, ...columns: [name: string, type: string, hex: string][]): Buffer => {
    const writer = new ByteWriter();
    writer.varint(columns.length);
    writer.varint(rows);
    for (const [name, type, hex] of columns) {
      writer.text(name);
      writer.text(type);
      writer.raw(Buffer.from(hex, 'hex'));
    }
    return writer.bytes();
  };

  test('blocks are joined, strings as runs that go on over a border', () => {
    const first = block(3, ['host', 'String', '016101610162'], ['n', 'UInt32', '010000000200000003000000']);
    const second = block(1, ['host', 'String', '0162'], ['n', 'UInt32', '04000000']);
    const answer = readNative(Buffer.concat([first, block(0, ['host', 'String', ''], ['n', 'UInt32', '']), second]));
    expect(answer.length).toBe(4);
    expect(answer.uint32('n')).toEqual(Uint32Array.of(1, 2, 3, 4));
    expect(answer.strings('host')).toEqual({ values: ['a', 'b', 'b'], ends: [2, 3, 4] });
  });

  test('an answer of no bytes has every column, empty', () => {
    const answer = readNative(new Uint8Array(0));
    expect([answer.length, answer.uint64('any').length, answer.strings('any').values]).toEqual([0, 0, []]);
  });

  test('a column of another type, or none of the name, is told apart from an empty one', () => {
    const answer = readNative(block(1, ['n', 'UInt8', '01']));
    expect(() => answer.uint64('n')).toThrow(/UInt8 n, expected UInt64/);
    expect(() => answer.uint8('m')).toThrow(/no column m/);
    expect(() => readNative(block(1, ['n', 'Float64', '00'.repeat(8)]))).toThrow(/n is Float64/);
  });
});
