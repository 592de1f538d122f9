import type { ExchangeOptions } from '../../support/raw-http.ts';
import { type Case, problem } from './case.ts';

// What is no HTTP, or says other things about its length than it does.

const broken = (name: string, bytes: string, detail: string, status = 400, options?: ExchangeOptions): Case => ({
  name,
  bytes: () => bytes,
  status,
  says: problem(detail),
  ...(options && { options }),
});

export const notHttp: Case[] = [
  broken('bytes of another protocol', '\x16\x03\x01\x00\xa5\x01\x00\x00', 'not HTTP/1.1'),
  broken('an unknown method', 'FOO / HTTP/1.1\r\nHost: x\r\n\r\n', 'Invalid method'),
  broken(
    'a method that no route has',
    'PROPFIND /api/flow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    'there is no PROPFIND',
    404,
  ),
  broken('a NUL in the path', 'GET /v1/\0/stream/traffic HTTP/1.1\r\nHost: x\r\n\r\n', 'not HTTP/1.1'),
  broken('a raw byte over 127 in the path', 'GET /v1/\xff HTTP/1.1\r\nHost: x\r\n\r\n', 'not HTTP/1.1'),
  broken('a space in the path', 'GET /a b HTTP/1.1\r\nHost: x\r\n\r\n', 'not HTTP/1.1'),
  broken('line feeds alone', 'GET / HTTP/1.1\nHost: x\n\n', 'Expected CRLF'),
  broken('a header without its colon', 'GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n', 'header token'),
  broken('a control character in a header', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\x01b\r\n\r\n', 'header value'),
  broken('a folded header', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n', 'not HTTP/1.1'),
  broken('no Host', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n', 'Host is missing'),
  broken('headers over 16 KiB', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, '16 KiB', 431),
  broken('a path over 16 KiB', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, '16 KiB', 431),
  broken(
    'a path that cannot be decoded',
    'GET /weir/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    'valid url',
  ),
  broken('an expectation', 'GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: cake\r\n\r\n', '100-continue', 417),
  broken(
    'a path with an injected header',
    'GET /%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    'there is no GET',
    404,
  ),
];

export const post = 'POST /api/flow HTTP/1.1\r\nHost: x\r\n';
export const lengths: Case[] = [
  broken(
    'a length and chunks',
    `${post}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`,
    'Content-Length',
  ),
  broken('two lengths', `${post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 'Content-Length'),
  broken('a negative length', `${post}Content-Length: -2\r\n\r\n{}`, 'Content-Length'),
  broken('a length that overflows', `${post}Content-Length: ${'9'.repeat(30)}\r\n\r\n{}`, 'overflow'),
  broken('an unknown transfer encoding', `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, 'Transfer-Encoding'),
  broken(
    'chunked, and then something else',
    `${post}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`,
    'Transfer-Encoding',
  ),
  broken('a chunk size that is none', `${post}Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n`, 'chunk size'),
  broken('a chunk size that overflows', `${post}Transfer-Encoding: chunked\r\n\r\n${'F'.repeat(20)}\r\n{}`, 'overflow'),
  broken(
    'a chunk longer than its size',
    `${post}Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n`,
    'not HTTP/1.1',
  ),
  broken('a body that ends early', `${post}Content-Length: 20\r\n\r\n{}`, 'EOF', 400, { halfClose: true }),
  broken('a body longer than announced', `${post}Content-Length: 2\r\n\r\n{}GET`, 'not HTTP/1.1', 400, {
    halfClose: true,
  }),
];
