import { describe, expect, test } from 'vitest';
import { parseDuration, parseRate, parseSize } from '../../src/config/quantity.ts';

describe('durations and sizes', () => {
  test.each([
    ['0s', 0],
    ['60s', 60],
    ['5m', 300],
    ['12h', 43_200],
    ['93d', 8_035_200],
  ])('%s is %d seconds', (text, seconds) => expect(parseDuration(text)).toBe(seconds));

  test.each([
    ['7B', 7],
    ['1kB', 1000],
    ['512MiB', 536_870_912],
    ['1GiB', 1_073_741_824],
    ['2 TB', 2e12],
  ])('%s is %d bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes));

  test.each([
    ['800Mbps', 8e8],
    ['100 Gbps', 1e11],
    ['1gbps', undefined],
    ['1GB', undefined],
  ])('%s is a bandwidth of %s', (text, bps) => expect(parseRate(text)).toBe(bps));

  test.each(['', '5', 's', '-5s', '1.5h', '5 weeks', '5M', '9999999999999999d', '5constructor', ' 5s'])(
    '%j is no duration',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );
  test.each(['1gib', '1G', '1e3B', 'toString', '999999999999999TiB'])('%j is no size', (text) =>
    expect(parseSize(text)).toBeUndefined(),
  );
});
