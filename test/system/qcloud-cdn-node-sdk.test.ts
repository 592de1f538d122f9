import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wallText } from '../support/expected-answers.ts';
import { hasProgram, runProgram, temporaryFolder } from '../support/programs.ts';
import { END, type SampleServer, SECRET_ID, SECRETS, START, startSampleServer } from '../support/sample-server.ts';

// Tencent's SDK for its CDN, as npm has it. Its host is hard-coded, https://cdn.api.qcloud.com, so it is led here the way a
// company would lead it: by a proxy that tunnels to our server, which has a certificate in the vendor's name. Its
// signature knows the vendor's host only, and its body holds raw spaces and raw UTF-8.

const canMakeCertificates = hasProgram('openssl', 'apt-get install openssl');
const folder = temporaryFolder('cdn-sdk');
const [key, cert] = [join(folder.path, 'key.pem'), join(folder.path, 'cert.pem')];
let server: SampleServer;
let proxy: Server;
const tunnels: string[] = [];

/** Tunnels to our server, wherever it is asked to. */
function startProxy(): Promise<Server> {
  const to = Number(new URL(server.url).port);
  const tunnel = createServer().on('connect', (request, client, head) => {
    tunnels.push(request.url ?? '');
    const there = connect(to, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      there.write(head);
      there.pipe(client).pipe(there);
    });
    for (const end of [there, client]) end.on('error', () => {});
  });
  return new Promise((resolve) => tunnel.listen(0, '127.0.0.1', () => resolve(tunnel)));
}

beforeAll(async () => {
  if (!canMakeCertificates) return;
  const subject = ['-subj', '/CN=cdn.api.qcloud.com', '-addext', 'subjectAltName=DNS:cdn.api.qcloud.com'];
  const how = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2'];
  const made = await runProgram('openssl', [...how, ...subject]);
  expect(made.code, made.stderr).toBe(0);
  server = await startSampleServer(`tls: { cert: ${cert}, key: ${key} }`);
  proxy = await startProxy();
});

afterAll(async () => {
  proxy?.close();
  await server?.dispose();
  folder.dispose();
});

const PROGRAM = `
const sdk = require('qcloud-cdn-node-sdk');
const { secretId, secretKey, params } = JSON.parse(process.argv[1]);
sdk.config({ secretId, secretKey });
sdk.request('GetCdnOriginStat', params, (answer) => console.log(String(answer)));`;

async function ask(params: Record<string, unknown>, secretKey: string, env: NodeJS.ProcessEnv) {
  const { port } = proxy.address() as AddressInfo;
  const task = JSON.stringify({ secretId: SECRET_ID, secretKey, params });
  const program = await runProgram(process.execPath, ['-e', PROGRAM, task], {
    cwd: join(import.meta.dirname, '../..'), // where the package is found
    env: { ...process.env, HTTPS_PROXY: `http://127.0.0.1:${port}`, NODE_NO_WARNINGS: '1', ...env },
  });
  expect(program.code, program.stderr).toBe(0);
  return program.stdout;
}

describe.runIf(canMakeCertificates)('qcloud-cdn-node-sdk 1.0.0, unmodified', () => {
  const params = {
    startDate: wallText(START),
    endDate: wallText(END),
    'hosts.0': 'www.a.com',
    'hosts.1': '中文.example',
    'projects.0': 0,
    statType: 'flux',
  };

  test.each([
    ['any certificate', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
    ['the certificate trusted', { NODE_EXTRA_CA_CERTS: cert }],
  ])('is answered through its proxy, %s', async (_, env) => {
    tunnels.length = 0;
    const answer = JSON.parse(await ask(params, SECRETS.qcloud, env)) as {
      code: number;
      data: Record<string, Record<string, number[]> | number>;
    };
    expect(answer).toMatchObject({ code: 0, message: '', codeDesc: 'Success' });
    const days = Object.values(answer.data).filter((day) => typeof day === 'object');
    const values = (host: string) => days.flatMap((day) => day[host]!);
    expect(values('www.a.com')).toEqual(expected(0));
    expect(values('中文.example')).toEqual(expected(4));
    expect(tunnels).toEqual(['cdn.api.qcloud.com:443']);
  });

  test('a wrong key is refused in the vendor’s words', async () => {
    const answer = await ask(params, 'wrong', { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    expect(JSON.parse(answer)).toMatchObject({ code: 4100, codeDesc: 'AuthFailure' });
  });

  test('who speaks plain HTTP to the TLS port gets nothing and harms nothing', async () => {
    await expect(fetch(server.url.replace('https', 'http'))).rejects.toThrow();
    const answer = await ask(params, SECRETS.qcloud, { NODE_EXTRA_CA_CERTS: cert });
    expect(JSON.parse(answer)).toMatchObject({ code: 0 });
  });
});

/** Bytes from the origin in five minutes: the sample's every third minute is a miss. `i` is the host's place in its log. */
function expected(i: number): number[] {
  const buckets: number[] = [];
  for (let start = START; start < END; start += 300) {
    let bytes = 0;
    for (let at = start; at < start + 300; at += 60) {
      if (at % 180 === 0) bytes += 1_000_000 * (i + 1) + ((at / 60) % 97) * 1009;
    }
    buckets.push(bytes);
  }
  return buckets;
}
