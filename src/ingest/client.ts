import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { IngestBatch } from './batch.ts';
import { BATCH_CONTENT_TYPE } from './batch-type.ts';
import { encodeBatch } from './encode-batch.ts';
import { readReceipt } from './read-receipt.ts';
import type { Receipt } from './receiver.ts';
import { SendError } from './send-error.ts';
import { type Answer, Transport } from './transport.ts';

export { SendError } from './send-error.ts';

/** One server, and how to speak to it. */
export interface Destination {
  /** Such as http://127.0.0.1:8080. */
  readonly server: string;
  readonly token: string;
  /** Default: one without a certificate authority of its own, shared by all. */
  readonly transport?: Transport;
}

export interface SendOptions extends Destination {
  /** How often to try while the server is away or says 503; waits double from 0.2 s up to 5 s. Default 5. */
  readonly attempts?: number;
}

/** A batch as it travels: encoded and gzipped. */
export type PackedBatch = Buffer<ArrayBuffer>;

export function packBatch(batch: IngestBatch): Promise<PackedBatch> {
  return promisify(gzip)(encodeBatch(batch), { level: 1 });
}

/** Sends a batch and resolves with the receipt once the server has made it durable. Sending it again is harmless. */
export async function sendBatch(packed: PackedBatch, { attempts = 5, ...destination }: SendOptions): Promise<Receipt> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await postBatch(packed, destination);
    } catch (error) {
      if (attempt >= attempts || !isWorthRetrying(error)) throw error;
      await sleep(Math.min(5000, 100 * 2 ** attempt));
    }
  }
}

/** Tries once. Rejects with SendError. */
export async function postBatch(packed: PackedBatch, to: Destination, signal?: AbortSignal): Promise<Receipt> {
  const headers = { 'content-type': BATCH_CONTENT_TYPE, 'content-encoding': 'gzip' };
  const answer = await post('/weir/v1/ingest', headers, packed, to, signal);
  const receipt = readReceipt(answer.text);
  if (receipt) return receipt;
  throw new SendError(`${to.server} answered ${answer.status} with something else than a receipt: is it Weir?`, answer);
}

/** Tries once to post JSON to a path of the server. Rejects with SendError unless the answer is 2xx. */
export async function postJson(path: string, value: unknown, to: Destination, signal?: AbortSignal): Promise<void> {
  await post(path, { 'content-type': 'application/json' }, Buffer.from(JSON.stringify(value)), to, signal);
}

const shared = new Transport();

async function post(
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  { server, token, transport = shared }: Destination,
  signal?: AbortSignal,
): Promise<Answer> {
  const url = new URL(path, server);
  const authorization = `Bearer ${Buffer.from(token).toString('latin1')}`;
  let answer: Answer;
  try {
    answer = await transport.post(url, { ...headers, authorization }, body, signal);
  } catch (error) {
    throw SendError.unreachable(url.origin, error);
  }
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw SendError.refusal(url.origin, answer);
}

function isWorthRetrying(error: unknown): boolean {
  return error instanceof SendError && (error.status === undefined || error.status === 503);
}
