import type { HttpGet } from './live-server.ts';
import { SourceFault } from './snapshot.ts';

export interface HttpGetOptions {
  /** For the whole answer; default 5 s. */
  readonly timeoutMs?: number;
  /** Longer answers are refused; default 32 MiB, some 60 of the longest pages that are asked for. */
  readonly maxBytes?: number;
}

/** The server answered, with another status than 200. */
export class HttpStatusFault extends SourceFault {
  readonly status: number;

  constructor(status: number, place: string) {
    super('unreachable', `${place} answered with status ${status}; 200 is expected`);
    this.name = 'HttpStatusFault';
    this.status = status;
  }
}

/**
 * Asks live servers over HTTP, with a limit to time and size. A user and password in the URL become Basic authentication;
 * they never stand in a message. Redirects are not followed: they would lead elsewhere than the config says.
 */
export function createHttpGet({ timeoutMs = 5000, maxBytes = 32 * 2 ** 20 }: HttpGetOptions = {}): HttpGet {
  return async (address) => {
    const { url, headers } = withoutCredentials(address);
    const place = `${url.origin}${url.pathname}`;
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await fetch(url, { headers, signal, redirect: 'manual' });
      if (response.status !== 200) {
        await response.body?.cancel();
        throw new HttpStatusFault(response.status, place);
      }
      const serverNow = Date.parse(response.headers.get('date') ?? '');
      const text = await limitedText(response, maxBytes, place);
      return { text, serverNow: Number.isNaN(serverNow) ? undefined : serverNow };
    } catch (error) {
      throw error instanceof SourceFault ? error : unreachable(place, timeoutMs, error as Error);
    }
  };
}

function withoutCredentials(address: string): { url: URL; headers: Record<string, string> } {
  const url = new URL(address);
  const { username, password } = url;
  if (username === '' && password === '') return { url, headers: {} };
  url.username = '';
  url.password = '';
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { url, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
}

async function limitedText(response: Response, maxBytes: number, place: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new SourceFault('garbled', `${place} answers with more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function unreachable(place: string, timeoutMs: number, error: Error): SourceFault {
  const cause = (error.cause as Error | undefined)?.message;
  const reason = error.name === 'TimeoutError' ? `no whole answer within ${timeoutMs} ms` : cause || error.message;
  return new SourceFault('unreachable', `${place} cannot be asked: ${reason}`, { cause: error });
}
