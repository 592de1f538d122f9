import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { decodeBatch } from '../../src/ingest/decode-batch.ts';
import { IngestFault } from '../../src/ingest/ingest-fault.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { type Receipt, Receiver } from '../../src/ingest/receiver.ts';
import { memoryStore } from './memory-store.ts';

/** What the server does with a request to the ingest end point. Only `store` and the two after it store the batch. */
export type Act =
  | 'store'
  | 'store-then-cut'
  | 'store-late'
  | '503'
  | '500'
  | '401'
  | 'cut'
  | 'half-answer'
  | 'login-page';

export interface ScriptedServer {
  readonly url: string;
  readonly store: ReturnType<typeof memoryStore>;
  /** Asked for each batch; default: store. */
  act: () => Act;
  readonly heartbeats: unknown[];
  /** Batches that came, whatever became of them. */
  requests(): number;
  /** Requests on their way at this moment for one segment, at most over all time. */
  mostOfOneSegment(): number;
  receive(body: Buffer): Promise<Receipt>;
  close(): Promise<void>;
}

/** The real receiver over a store in memory, behind a real HTTP server that behaves as badly as it is told to. */
export async function scriptedServer(port = 0, store = memoryStore()): Promise<ScriptedServer> {
  const receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 10_000 * 86_400 });
  const running = new Map<string, number>();
  const counts = { requests: 0, most: 0 };
  const heartbeats: unknown[] = [];
  const receive = (body: Buffer) => receiver.receive(decodeBatch(gunzipSync(body)), Date.now());

  /** How much is counted of the segment that a batch is about, as the problem says it. */
  async function countedOf(body: Buffer): Promise<object> {
    const { stream, segments } = decodeBatch(gunzipSync(body));
    const index = segments[0]!.index;
    const entries = await store.ledger();
    return { segment: index, bytes: entries.find((entry) => entry.stream === stream && entry.index === index)?.bytes };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    if (request.url === '/weir/v1/heartbeat') {
      heartbeats.push(JSON.parse(body.toString()));
      response.writeHead(204).end();
      return;
    }
    counts.requests++;
    const { stream, segments } = decodeBatch(gunzipSync(body));
    const segment = `${stream} ${segments[0]?.index}`;
    running.set(segment, (running.get(segment) ?? 0) + 1);
    counts.most = Math.max(counts.most, running.get(segment)!);
    await obey(api.act(), body, response, receive, countedOf);
    running.set(segment, running.get(segment)! - 1);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const api: ScriptedServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    store,
    act: () => 'store',
    heartbeats,
    requests: () => counts.requests,
    mostOfOneSegment: () => counts.most,
    receive,
    close: () => closed(server),
  };
  return api;
}

async function obey(
  act: Act,
  body: Buffer,
  response: ServerResponse,
  receive: (body: Buffer) => Promise<Receipt>,
  countedOf: (body: Buffer) => Promise<object>,
): Promise<void> {
  if (act === 'cut') return void response.socket?.destroy();
  if (act === 'login-page') return void response.end('<html>please sign in</html>');
  if (act === '503' || act === '500' || act === '401')
    return void response.writeHead(Number(act)).end(problem(Number(act)));
  if (act === 'store-late') await new Promise((resolve) => setTimeout(resolve, 300));
  try {
    const receipt = JSON.stringify(await receive(body));
    if (act === 'store-then-cut') response.socket?.destroy();
    else if (act === 'half-answer') {
      response.writeHead(200, { 'content-length': String(receipt.length) }).write(receipt.slice(0, 10));
      setTimeout(() => response.socket?.destroy(), 5);
    } else response.end(receipt);
  } catch (error) {
    if (!(error instanceof IngestFault)) throw error;
    const { status, code, message } = error;
    const counted = code === 'format-changed' ? await countedOf(body) : {};
    response.writeHead(status).end(JSON.stringify({ title: code, status, detail: message, ...counted }));
  }
}

function problem(status: number): string {
  return JSON.stringify({ type: 'about:blank', title: 'scripted', status, detail: 'as the test asked for' });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
