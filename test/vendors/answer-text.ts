import type { AnswerText } from '../../src/vendors/vendor.ts';

export function textOf(body: AnswerText): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString();
}
