import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tableLines } from '../../src/cli/report-text.ts';
import { sumTotals } from '../../src/cli/report-totals.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import { compileFormat } from '../../src/format/compile.ts';
import { PRESETS } from '../../src/format/presets/index.ts';
import { createServer } from '../../src/http/server.ts';
import { decodeBatch } from '../../src/ingest/decode-batch.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import { shipLog } from '../../src/ingest/ship-log.ts';
import { openLog } from '../../src/meter/open-log.ts';
import { PartMeter } from '../../src/meter/part-meter.ts';
import { createVendors } from '../../src/vendors/index.ts';
import { memoryStore } from '../support/memory-store.ts';
import { hasProgram, temporaryFolder } from '../support/programs.ts';
import { signQcloud } from '../vendors/sign.ts';

// The README as a reader takes it: its log, its weir.yaml, its curls in a shell; what comes back must be what it shows.

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const NOW = Date.UTC(2026, 9, 2); // the day after the log's; 08:00 in Shanghai
const ENVIRONMENT = { WEIR_INGEST_TOKEN: 'ingest', WEIR_OPS_TOKEN: 'ops', ACME_SECRET: 'secret', ACME_TOKEN: 'token' };
const CURL = hasProgram('curl', 'apt-get install curl');

function blocks(language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm');
  return [...README.matchAll(fence)].map((match) => match[1]!);
}

interface Example {
  readonly path: string;
  readonly request: string;
  readonly answer: string;
}

/** Each request with the answer that follows it. */
function examples(): Example[] {
  const pairs = [...README.matchAll(/^```sh\n((?:SIGNATURE.*\n)?curl [^\n]*)\n```\n\n```json\n([^\n]*)\n```$/gm)];
  return pairs.map(([, request = '', answer = '']) => {
    return { path: /8080(\/[^? '\n]*)/.exec(request)?.[1] ?? '', request, answer };
  });
}

const program = compileFormat(PRESETS.weir!, 'weir');
const folder = temporaryFolder('readme');
const log = join(folder.path, 'access.log');
const [logText = '', table = ''] = blocks('text');
let app: FastifyInstance;

beforeAll(async () => {
  writeFileSync(log, logText);
  const parsed = parseConfig(blocks('yaml')[0]!, { path: join(folder.path, 'weir.yaml'), env: ENVIRONMENT });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  const store = memoryStore();
  const receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 400 * 86_400 });
  const sent = { node: 'edge-1', path: log, chunks: openLog(log), program, final: false, replace: false };
  await shipLog(sent, (packed) => receiver.receive(decodeBatch(gunzipSync(packed)), NOW));
  const settings = () => parsed.config;
  app = createServer({ settings, store, receiver, vendors: createVendors(), clock: () => NOW });
  await app.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(async () => {
  await app?.close();
  folder.dispose();
});

/** Runs a request in a shell whose day is the log's, and whose Tencent signature is filled in. */
async function answerOf(request: string): Promise<string> {
  const address = `127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const signature = README.match(/^SIGNATURE=.*$/m)?.[0];
  const script = withQcloudSignature(request, address).replaceAll('127.0.0.1:8080', address);
  const shell = `date() { echo 20261002; }\n${signature}\n${script.replace('curl ', 'curl -sS ')}`;
  const { stdout } = await promisify(execFile)('sh', ['-c', shell], { env: { ...process.env, ...ENVIRONMENT } });
  return stdout;
}

function withQcloudSignature(request: string, host: string): string {
  const given = request.replace('TIMESTAMP', String(NOW / 1000)).replace('NONCE', '1');
  const pairs = [...given.matchAll(/(?:-d|--data-urlencode) '?(\w[\w.]*)=([^' ]+(?: [\d:]+(?='))?)/g)];
  const params = Object.fromEntries(pairs.map(([, name, value]) => [name!, value!]));
  delete params.Signature;
  const { Signature = '' } = signQcloud('GET', host, params, ENVIRONMENT.ACME_SECRET, NOW);
  return given.replace('Signature=SIGNATURE', `Signature=${Signature}`);
}

describe('README.md', () => {
  test('has an answer after a request to each of the six APIs', () => {
    const paths = examples().map(({ path }) => path);
    const jd = ['/api/flow', '/api/origin_ratio', '/api/live/bandwidth_flow'];
    expect(paths).toEqual([...jd, '/v2/index.php', '/v1/acme/stream/traffic', '/weir/v1/usage']);
  });

  test.skipIf(!CURL).each(examples())('gets the answer it shows from $path', async ({ request, answer }) => {
    expect(await answerOf(request)).toBe(answer);
  });

  test('shows the table that weir report prints', async () => {
    const meter = new PartMeter(program, 300);
    await meter.read({ path: log });
    const totals = sumTotals([{ totals: meter.totals(), spills: [] }]);
    expect(Array.from(tableLines(totals.rows), String).join('')).toBe(table);
    expect(totals.rejects).toEqual({ shape: 1 }); // "rejected lines: 1 shape"
  });

  test('has the preset weir as nginx takes it', () => {
    const oneLine = (text: string) => text.replace(/\s+/g, ' ');
    const text = PRESETS.weir!.kind === 'nginx' ? PRESETS.weir!.text : '';
    expect(oneLine(blocks('nginx')[0]!)).toContain(oneLine(text));
  });
});
