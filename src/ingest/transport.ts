import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** An HTTP answer with the whole of its body. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Of its Retry-After header, in milliseconds; undefined when it has none, or a date. */
  readonly retryAfterMs: number | undefined;
}

export interface TransportOptions {
  /** PEM: the certificate authorities to trust instead of Node's. */
  readonly ca?: string | Buffer;
  /** A request on which nothing moves for so long is given up; default 60 s. */
  readonly idleMs?: number;
  /** However slowly something moves: the longest that a request may take; default 5 minutes, as the server's own limit. */
  readonly longestMs?: number;
}

/**
 * POST over HTTP or HTTPS on connections that are kept. A thin layer over node:http, because `fetch` cannot be given a
 * certificate authority without another dependency.
 *
 *     const transport = new Transport({ ca: readFileSync('ca.pem') });
 *     const { status, text } = await transport.post(new URL('https://meter.example/weir/v1/ingest'), headers, body);
 *
 * Rejects with the system's error when there was no whole answer.
 */
export class Transport {
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https: HttpsAgent;
  readonly #idleMs: number;
  readonly #longestMs: number;

  constructor({ ca, idleMs = 60_000, longestMs = 300_000 }: TransportOptions = {}) {
    this.#https = new HttpsAgent({ keepAlive: true, ...(ca && { ca }) });
    this.#idleMs = idleMs;
    this.#longestMs = longestMs;
  }

  async post(url: URL, headers: OutgoingHttpHeaders, body: Uint8Array, signal?: AbortSignal): Promise<Answer> {
    const limited = limit(this.#longestMs, signal);
    const exchange = () => this.#exchange(url, headers, body, limited.signal);
    try {
      // a server may have closed a kept connection in between: nobody's fault, and the next one is new
      return await exchange().catch((error) => (error instanceof StaleConnection ? exchange() : Promise.reject(error)));
    } catch (error) {
      throw limited.isOver() ? new Error(`no answer within ${this.#longestMs} ms`, { cause: error }) : error;
    } finally {
      limited.dispose();
    }
  }

  /** Ends the connections that are kept. */
  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #exchange(url: URL, headers: OutgoingHttpHeaders, body: Uint8Array, signal: AbortSignal): Promise<Answer> {
    const isSecure = url.protocol === 'https:';
    const agent = isSecure ? this.#https : this.#http;
    const timeout = this.#idleMs; // as an option, so that it holds for connecting, too
    const options = { method: 'POST', agent, signal, timeout, headers: { ...headers, 'content-length': body.length } };
    return new Promise((resolve, reject) => {
      const request = (isSecure ? httpsRequest : httpRequest)(url, options, (response) => {
        readAnswer(response).then(resolve, reject);
      });
      request.on('timeout', () => request.destroy(new Error(`nothing came for ${timeout} ms`)));
      request.on('error', (error) => {
        const isStale = request.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
        reject(isStale ? new StaleConnection(error.message, { cause: error }) : error);
      });
      request.end(body);
    });
  }
}

class StaleConnection extends Error {}

/** A signal that aborts after so long, or with another; by hand, because AbortSignal.any leaves a trace in the other for ever. */
function limit(ms: number, other: AbortSignal | undefined) {
  const controller = new AbortController();
  let isOver = false;
  const stop = () => controller.abort(other?.reason);
  const timer = setTimeout(() => {
    isOver = true;
    controller.abort();
  }, ms).unref();
  if (other?.aborted) stop();
  other?.addEventListener('abort', stop);
  const dispose = () => {
    clearTimeout(timer);
    other?.removeEventListener('abort', stop);
  };
  return { signal: controller.signal, isOver: () => isOver, dispose };
}

const MAX_ANSWER_BYTES = 2 ** 20; // ours have a few hundred

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new Error(`the answer has more than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString();
  return { status: response.statusCode ?? 0, text, retryAfterMs: waitOf(response.headers['retry-after']) };
}

function waitOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : undefined;
}
