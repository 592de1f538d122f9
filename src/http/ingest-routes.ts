import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BATCH_CONTENT_TYPE, type IngestBatch } from '../ingest/batch.ts';
import { decodeBatch } from '../ingest/decode-batch.ts';
import { IngestFault } from '../ingest/ingest-fault.ts';
import { NoRoomError } from '../usage/no-room.ts';
import { checkNode, requireSender, type Sender } from './bearer.ts';
import { BodyBudget } from './body-budget.ts';
import { ByteGate } from './byte-gate.ts';
import { inflate, packedBody } from './inflate.ts';
import { Problem } from './problem.ts';
import type { RouteContext } from './server.ts';
import { BATCH_MS } from './slow-clients.ts';

const MAX_BODY_BYTES = 64 * 2 ** 20;
const MAX_INFLATED_BYTES = 256 * 2 ** 20; // a segment of the shortest lines, each with a host of its own

// A batch of a node that follows its logs has some kilobytes. A token that got into the wrong hands must not fill the memory
// with bodies of 64 MiB, and small ones that inflate a thousandfold must wait for each other.
const BODY_BUDGETS = { node: 2 * MAX_BODY_BYTES, anyNode: 8 * MAX_BODY_BYTES };
const LARGE_BYTES = 8 * 2 ** 20; // rows in memory are up to eight times as long; who brings so many is served alone
const GATE_BYTES = 64 * 2 ** 20;

/** POST /weir/v1/ingest: segments from a node; answers when they are durable. */
export function ingestRoutes(app: FastifyInstance, { settings, receiver, clock, metrics }: RouteContext): void {
  // before the body is read: who has no token gets no 64 MiB of memory, and no five minutes
  const budget = new BodyBudget(BODY_BUDGETS, MAX_BODY_BYTES);
  const gate = new ByteGate(GATE_BYTES);
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const sender = requireSender(request.headers.authorization, settings());
    checkType(request.headers['content-type']);
    budget.take(request, reply, sender);
  };
  const receive = async (body: Buffer, sender: Sender) => {
    const batch = decodeBatch(body);
    checkNode(batch.node, sender, 'batch');
    const receipt = await receiver.receive(batch, clock());
    metrics.observeIngest(totalsOf(batch));
    return receipt;
  };
  const options = { bodyLimit: MAX_BODY_BYTES, config: { bodyMs: BATCH_MS }, onRequest };
  app.post('/weir/v1/ingest', options, async (request) => {
    const sender = requireSender(request.headers.authorization, settings()); // the config may be another by now
    const packed = packedBody(request.body, request.headers['content-encoding'], MAX_INFLATED_BYTES);
    const weight = packed.inflatedBytes > LARGE_BYTES ? GATE_BYTES : packed.inflatedBytes;
    try {
      return await gate.run(weight, async () => receive(await inflate(packed), sender));
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

function totalsOf({ segments }: IngestBatch): { rows: number; segments: number; lines: number; rejected: number } {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    rows: sum(segments.map(({ rows }) => rows.length)),
    segments: segments.length,
    lines: sum(segments.map(({ lines }) => lines)),
    rejected: sum(segments.flatMap(({ rejects }) => Object.values(rejects))),
  };
}
