import type { Receipt } from './receiver.ts';

/**
 * The text of a 200 -> the receipt in it; undefined when it is none. A hotel's login page also answers 200, and what it
 * says must not count as an acknowledgement.
 */
export function readReceipt(text: string): Receipt | undefined {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null) return undefined;
  const { acknowledged, known, twins } = value as Partial<Record<keyof Receipt, unknown>>;
  const isReceipt = isListOf(acknowledged, isAcknowledgement) && isCount(known) && isListOf(twins, isText);
  return isReceipt ? (value as Receipt) : undefined;
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown) => typeof value === 'string';
const isListOf = (value: unknown, isItem: (item: unknown) => boolean) => Array.isArray(value) && value.every(isItem);

function isAcknowledgement(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { index, bytes, future, expired, forgotten } = value as Record<string, unknown>;
  return [index, bytes, future, expired, forgotten].every(isCount);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
