import { expect, test } from 'vitest';
import { engineError } from '../../src/store/engine-error.ts';
import { StoreError } from '../../src/usage/usage-store.ts';

test.each([
  ['Code: 159. DB::Exception: Timeout exceeded: elapsed 1000 ms. (TIMEOUT_EXCEEDED)', 'timeout'],
  ["Code: 40. DB::Exception: Checksum doesn't match. (CHECKSUM_DOESNT_MATCH)", 'damaged'],
  ['Code: 243. DB::Exception: Cannot reserve 1 MiB, not enough space. (NOT_ENOUGH_SPACE)', 'unavailable'],
  ['ENOSPC: no space left on device, write', 'unavailable'],
])('%s is %s', (text, reason) => {
  const error = engineError(new Error(text), 'doing');
  expect(error.reason).toBe(reason);
  expect(error.message).toBe(`doing: ${text.replace(/^Code: \d+\. DB::Exception: /, '')}`);
});

test('a StoreError stays itself, and the cause is kept otherwise', () => {
  const known = new StoreError('locked', 'x');
  expect(engineError(known, 'doing')).toBe(known);
  const cause = new Error('y');
  expect(engineError(cause, 'doing').cause).toBe(cause);
});

test('a long message of many lines becomes one line, without the statement', () => {
  const text = `Code: 47. DB::Exception: Unknown\n\tidentifier \`x\` in scope SELECT secret${' x'.repeat(1000)}`;
  expect(engineError(new Error(text), 'doing').message).toBe('doing: Unknown identifier `x`');
  expect(engineError(new Error('z'.repeat(5000)), 'doing').message.length).toBeLessThan(320);
});
