import type { FormatProgram } from '../format/program.ts';
import { type FieldSpans, slotOf } from './field-spans.ts';

/**
 * Some formats have the host only inside a larger field. In: the spans of a matched line; out: the host's span is the host
 * alone, or -1 where there is none.
 *
 *     url       http://www.a.com:8080/path?x  ->  www.a.com:8080       www.a.com:443 (CONNECT)  ->  itself
 *     capture   www.a.com|curl/8.0} "GET ...  ->  www.a.com
 */
export type NarrowHost = (buffer: Uint8Array, spans: FieldSpans) => void;

const START = 2 * slotOf('host');
const END = START + 1;

export function hostNarrower(program: FormatProgram): NarrowHost {
  const step = program.kind === 'text' ? program.steps.find((s) => s.kind === 'field' && s.role === 'host') : undefined;
  if (step?.kind !== 'field') return () => {};
  if (step.reading === 'url') return narrowUrl;
  return step.reading === 'capture' ? narrowCapture : () => {};
}

const COLON = 0x3a;
const SLASH = 0x2f;
const AT = 0x40;

function narrowUrl(buffer: Uint8Array, spans: FieldSpans): void {
  const [start, end] = [spans[START]!, spans[END]!];
  const scheme = afterScheme(buffer, start, end);
  if (scheme < 0) {
    if (!isAuthority(buffer, start, end)) spans[START] = -1;
    return;
  }
  const authorityEnd = endOfAuthority(buffer, scheme, end);
  const user = buffer.subarray(scheme, authorityEnd).lastIndexOf(AT);
  spans[START] = scheme + user + 1; // behind `user:password@`, or where the authority starts
  spans[END] = authorityEnd;
}

/** Behind `http://`, -1 where no scheme is. */
function afterScheme(buffer: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isSchemeByte(buffer[at]!)) at++;
  const isScheme = at > start && at + 3 <= end && buffer[at] === COLON;
  return isScheme && buffer[at + 1] === SLASH && buffer[at + 2] === SLASH ? at + 3 : -1;
}

function isSchemeByte(byte: number): boolean {
  const lower = byte | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || (byte >= 0x2b && byte <= 0x2e);
}

/** RFC 3986: up to the first `/`, `?` or `#`. */
function endOfAuthority(buffer: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && buffer[at] !== SLASH && buffer[at] !== 0x3f && buffer[at] !== 0x23) at++;
  return at;
}

/** `www.a.com:443`, as a CONNECT request has it, and not `error:invalid-request`. */
function isAuthority(buffer: Uint8Array, start: number, end: number): boolean {
  let at = end;
  while (at > start && buffer[at - 1]! >= 0x30 && buffer[at - 1]! <= 0x39) at--;
  return at < end && at > start + 1 && buffer[at - 1] === COLON;
}

/** The first of HAProxy's captured request headers. */
function narrowCapture(buffer: Uint8Array, spans: FieldSpans): void {
  let at = spans[START]!;
  while (at < spans[END]! && buffer[at] !== 0x7c && buffer[at] !== 0x7d) at++;
  if (at === spans[END]) spans[START] = -1;
  else spans[END] = at;
}
