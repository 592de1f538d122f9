import { connect, type Socket } from 'node:net';

/** HTTP by hand, for requests that no client would send: bytes in, answers out. */
export interface RawAnswer {
  readonly status: number;
  /** Lower-case names; of a repeated one the last. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came back on a connection of its own until it was closed, or until nothing came for `quietMs`. */
export interface Exchange {
  readonly answers: readonly RawAnswer[];
  readonly isClosed: boolean;
  readonly seconds: number;
}

export interface ExchangeOptions {
  /** Says that no more will come, as a client does that was cut off. */
  readonly halfClose?: boolean;
  readonly quietMs?: number;
  /** What is sent later, and after how many milliseconds. */
  readonly later?: readonly [number, string];
}

export function exchange(
  url: string,
  bytes: string | Uint8Array,
  { halfClose = false, quietMs = 500, later }: ExchangeOptions = {},
): Promise<Exchange> {
  const started = performance.now();
  const reader = new AnswerReader(Buffer.from(bytes).toString('latin1', 0, 5) === 'HEAD ');
  const answers: RawAnswer[] = [];
  return new Promise((resolve) => {
    const socket = open(url);
    const finish = (isClosed: boolean) => {
      socket.destroy();
      answers.push(...reader.end());
      resolve({ answers, isClosed, seconds: (performance.now() - started) / 1000 });
    };
    socket.setTimeout(quietMs, () => finish(false));
    socket.on('data', (chunk) => answers.push(...reader.push(chunk)));
    socket.on('error', () => {}); // 'close' follows
    socket.on('close', () => finish(true));
    socket.write(bytes);
    if (halfClose) socket.end();
    if (later) setTimeout(() => socket.write(later[1]), later[0]);
  });
}

/** A connection that is kept: one request after the other. */
export class RawConnection {
  readonly #url: string;
  #socket: Socket | undefined;
  #reader = new AnswerReader();
  #settle: ((answer: RawAnswer | 'closed' | 'hung') => void) | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  /** Resolves with the answer; 'closed' when the connection ended before it, 'hung' when nothing came in time. */
  send(bytes: Uint8Array, { isHead = false, seconds = 20 } = {}): Promise<RawAnswer | 'closed' | 'hung'> {
    const socket = this.#connected();
    this.#reader.isHead = isHead;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        socket.destroy();
        resolve('hung');
      }, seconds * 1000);
      this.#settle = (answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      socket.write(bytes);
    });
  }

  close(): void {
    this.#socket?.destroy();
  }

  #connected(): Socket {
    if (this.#socket && !this.#socket.destroyed && this.#socket.writable) return this.#socket;
    const socket = open(this.#url);
    const reader = new AnswerReader();
    this.#socket = socket;
    this.#reader = reader;
    const settle = (answer: RawAnswer | 'closed') => {
      if (this.#socket !== socket) return;
      if (answer === 'closed' || answer.headers.connection === 'close') this.#socket = undefined;
      this.#settle?.(answer);
    };
    socket.on('data', (chunk) => reader.push(chunk).forEach(settle));
    socket.on('error', () => {});
    socket.on('close', () => [...reader.end(), 'closed' as const].forEach(settle));
    return socket;
  }
}

function open(url: string): Socket {
  const { hostname, port } = new URL(url);
  return connect({ host: hostname, port: Number(port), noDelay: true });
}

/** Cuts a stream of bytes into answers. */
class AnswerReader {
  /** The next answer has no body, whatever its headers say. */
  isHead: boolean;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(isHead = false) {
    this.isHead = isHead;
  }

  push(chunk: Buffer): RawAnswer[] {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    const answers: RawAnswer[] = [];
    for (let answer = this.#next(false); answer; answer = this.#next(false)) answers.push(answer);
    return answers.filter(({ status }) => status >= 200);
  }

  /** The connection is closed: an answer without a length ends here. */
  end(): RawAnswer[] {
    const answer = this.#next(true);
    return answer ? [answer] : [];
  }

  #next(isEnd: boolean): RawAnswer | undefined {
    const headEnd = this.#bytes.indexOf('\r\n\r\n');
    if (headEnd < 0) return undefined;
    const { status, headers } = readHead(this.#bytes.toString('latin1', 0, headEnd));
    const rest = this.#bytes.subarray(headEnd + 4);
    const read =
      this.isHead || status < 200 || status === 204 || status === 304 ? EMPTY : readBody(headers, rest, isEnd);
    if (read === undefined) return undefined;
    this.#bytes = rest.subarray(read.length);
    this.isHead &&= status < 200;
    return { status, headers, body: read.body };
  }
}

const EMPTY = { body: '', length: 0 };

function readHead(text: string): { status: number; headers: Record<string, string> } {
  const [first = '', ...lines] = text.split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0), headers };
}

function readBody(
  headers: Record<string, string>,
  bytes: Buffer,
  isEnd: boolean,
): { body: string; length: number } | undefined {
  if (headers['transfer-encoding'] === 'chunked') return readChunks(bytes);
  if (headers['content-length'] === undefined) {
    return isEnd ? { body: bytes.toString(), length: bytes.length } : undefined;
  }
  const length = Number(headers['content-length']);
  return bytes.length < length ? undefined : { body: bytes.toString('utf8', 0, length), length };
}

function readChunks(bytes: Buffer): { body: string; length: number } | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (next > bytes.length) return undefined;
    if (size === 0) return { body: Buffer.concat(chunks).toString(), length: next };
    chunks.push(bytes.subarray(lineEnd + 2, next - 2));
    at = next;
  }
}
