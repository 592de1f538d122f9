import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { BATCH_CONTENT_TYPE, type IngestBatch } from './batch.ts';
import { encodeBatch } from './encode-batch.ts';
import type { Receipt } from './receiver.ts';

/** The server refused the batch, or could not be reached in `attempts` tries. */
export class SendError extends Error {
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;

  constructor(message: string, status?: number, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SendError';
    this.status = status;
  }
}

export interface SendOptions {
  /** Such as http://127.0.0.1:8080. */
  readonly server: string;
  readonly token: string;
  /** How often to try while the server is away or says 503; waits double from 0.2 s up to 5 s. Default 5. */
  readonly attempts?: number;
}

/** A batch as it travels: encoded and gzipped. */
export type PackedBatch = Buffer<ArrayBuffer>;

export function packBatch(batch: IngestBatch): Promise<PackedBatch> {
  return promisify(gzip)(encodeBatch(batch), { level: 1 });
}

/** Sends a batch and resolves with the receipt once the server has made it durable. Sending it again is harmless. */
export async function sendBatch(packed: PackedBatch, { server, token, attempts = 5 }: SendOptions): Promise<Receipt> {
  const url = new URL('/weir/v1/ingest', server);
  const headers = {
    authorization: `Bearer ${Buffer.from(token).toString('latin1')}`,
    'content-type': BATCH_CONTENT_TYPE,
    'content-encoding': 'gzip',
  };
  for (let attempt = 1; ; attempt++) {
    try {
      return await post(url, headers, packed);
    } catch (error) {
      if (attempt >= attempts || !isWorthRetrying(error)) throw error;
      await sleep(Math.min(5000, 100 * 2 ** attempt));
    }
  }
}

async function post(url: URL, headers: Record<string, string>, body: Buffer<ArrayBuffer>): Promise<Receipt> {
  const { status, text } = await exchange(url, headers, body);
  if (status === 200) return JSON.parse(text) as Receipt;
  throw new SendError(`${url.origin} refused it (${status}): ${detailOf(text)}`, status);
}

async function exchange(url: URL, headers: Record<string, string>, body: Buffer<ArrayBuffer>) {
  try {
    const response = await fetch(url, { method: 'POST', headers, body });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new SendError(`cannot reach ${url.origin}: ${(cause as Error).message}`, undefined, { cause: error });
  }
}

function detailOf(text: string): string {
  try {
    return String((JSON.parse(text) as { detail?: unknown }).detail ?? text);
  } catch {
    return text.slice(0, 200);
  }
}

function isWorthRetrying(error: unknown): boolean {
  return error instanceof SendError && (error.status === undefined || error.status === 503);
}
