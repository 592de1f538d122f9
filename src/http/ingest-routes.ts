import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BATCH_CONTENT_TYPE, type IngestBatch } from '../ingest/batch.ts';
import { decodeBatch } from '../ingest/decode-batch.ts';
import { IngestFault } from '../ingest/ingest-fault.ts';
import { NoRoomError } from '../usage/no-room.ts';
import { checkNode, requireSender } from './bearer.ts';
import { Problem } from './problem.ts';
import type { RouteContext } from './server.ts';
import { BATCH_MS } from './slow-clients.ts';

const MAX_BODY_BYTES = 64 * 2 ** 20;
const MAX_INFLATED_BYTES = 256 * 2 ** 20; // a segment of the shortest lines, each with a host of its own

/** POST /weir/v1/ingest: segments from a node; answers when they are durable. */
export function ingestRoutes(app: FastifyInstance, { settings, receiver, clock, metrics }: RouteContext): void {
  // before the body is read: who has no token gets no 64 MiB of memory, and no five minutes
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    requireSender(request.headers.authorization, settings());
    checkType(request.headers['content-type']);
  };
  const options = { bodyLimit: MAX_BODY_BYTES, config: { bodyMs: BATCH_MS }, onRequest };
  app.post('/weir/v1/ingest', options, async (request) => {
    const sender = requireSender(request.headers.authorization, settings()); // the config may be another by now
    const body = await inflate(request.body, request.headers['content-encoding']);
    try {
      const batch = decodeBatch(body);
      checkNode(batch.node, sender, 'batch');
      const receipt = await receiver.receive(batch, clock());
      metrics.observeIngest(totalsOf(batch));
      return receipt;
    } catch (error) {
      if (!(error instanceof IngestFault)) throw error;
      if (error.status === 503) request.log.error({ err: error.cause }, 'the store refused a batch');
      throw new Problem(error.status, error.code, messageOf(error), {}, { ...error.counted });
    }
  });
}

/** A sender's operator can do something about a full disk. */
function messageOf({ message, cause }: IngestFault): string {
  return cause instanceof NoRoomError ? `${cause.message}, then send it again` : message;
}

function checkType(header: string | undefined): void {
  const type = header?.split(';')[0]?.trim();
  if (type === BATCH_CONTENT_TYPE) return;
  const detail = `Content-Type is ${type ?? 'missing'}, ${BATCH_CONTENT_TYPE} is accepted`;
  throw new Problem(415, 'unsupported-media-type', detail);
}

async function inflate(body: unknown, encoding = 'identity'): Promise<Buffer> {
  if (!(body instanceof Buffer)) throw new Problem(400, 'invalid', 'the request has no body');
  if (encoding === 'identity') return body;
  if (encoding !== 'gzip') throw new Problem(415, 'unsupported-media-type', 'Content-Encoding may be gzip or absent');
  try {
    return await promisify(gunzip)(body, { maxOutputLength: MAX_INFLATED_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') {
      throw new Problem(400, 'invalid', 'the body is not whole gzip data');
    }
    throw new Problem(413, 'too-large', `the body inflates to more than ${MAX_INFLATED_BYTES} bytes`);
  }
}

function totalsOf({ segments }: IngestBatch): { rows: number; segments: number; lines: number; rejected: number } {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    rows: sum(segments.map(({ rows }) => rows.length)),
    segments: segments.length,
    lines: sum(segments.map(({ lines }) => lines)),
    rejected: sum(segments.flatMap(({ rejects }) => Object.values(rejects))),
  };
}
