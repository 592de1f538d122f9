import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasProgram, runProgram, startWeir, temporaryFolder, weir } from '../support/programs.ts';

// The whole way over HTTPS with a certificate that a user made: serve, ingest, curl, the page's cookie.

const HAS_PROGRAMS = [hasProgram('openssl', 'apt-get install openssl'), hasProgram('curl', 'apt-get install curl')];

const FORMAT = 'nginx:$time_iso8601 $host $bytes_sent';
const MINUTE = new Date(Math.floor(Date.now() / 300_000 - 1) * 300_000).toISOString().slice(0, 19);

describe.skipIf(HAS_PROGRAMS.includes(false))('over TLS', () => {
  const folder = temporaryFolder('tls');
  const at = (name: string) => join(folder.path, name);
  let server: Awaited<ReturnType<typeof startWeir>>;

  beforeAll(async () => {
    const subject = ['-subj', '/CN=weir', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const files = ['-keyout', at('server.key'), '-out', at('server.pem')];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...subject], {
      stdio: 'pipe',
    });
    writeFileSync(
      at('weir.yaml'),
      `
listen: 127.0.0.1:0
tls: { cert: server.pem, key: server.key }
ingest: { token: ingest-secret }
operators: [ { name: ops, token: ops-secret } ]
`,
    );
    writeFileSync(at('access.log'), `${MINUTE}+00:00 www.a.com 17\n`);
    server = await startWeir(at('weir.yaml'));
  });

  afterAll(async () => {
    await server?.stop();
    folder.dispose();
  });

  const ingest = (env: NodeJS.ProcessEnv) => {
    const to = ['--server', server.url, '--token', 'ingest-secret', '--node', 'edge-1'];
    return weir(['ingest', at('access.log'), '--format', FORMAT, ...to], { env: { ...process.env, ...env } });
  };
  const curl = (...args: readonly string[]) => runProgram('curl', ['-sS', '--cacert', at('server.pem'), ...args]);

  test('the address says https', () => {
    expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  });

  test('weir ingest refuses a certificate that it does not know, in one line', async () => {
    const { code, stderr } = await ingest({});
    expect(code).toBe(1);
    expect(stderr).toMatch(/^weir: \S+access\.log: cannot reach https:\S+: self-signed certificate$/m);
  });

  test('weir ingest sends to a certificate of NODE_EXTRA_CA_CERTS, and curl --cacert reads the sum', async () => {
    const { code, stderr } = await ingest({ NODE_EXTRA_CA_CERTS: at('server.pem') });
    expect(stderr).toMatch(/1 of 1 lines counted/);
    expect(code).toBe(0);
    const range = `start=${MINUTE}Z&end=${Date.parse(`${MINUTE}Z`) / 1000 + 300}&metrics=bytes&domain=www.a.com`;
    const answer = await curl('-H', 'Authorization: Bearer ops-secret', `${server.url}/weir/v1/usage?${range}`);
    expect(JSON.parse(answer.stdout)).toMatchObject({ series: [{ domain: 'www.a.com', bytes: [17] }] });
  });

  test('the cookie of the page is sent over TLS only', async () => {
    const { stdout } = await curl('-i', '-d', 'token=ops-secret', `${server.url}/login`);
    expect(stdout).toMatch(/^set-cookie: weir_session=[^;]+;.*; Secure/im);
  });

  test('plain HTTP on that port gets no answer that could be mistaken for one', async () => {
    const { code, stdout } = await curl(server.url.replace('https', 'http'));
    expect([code === 0, stdout]).toEqual([false, '']);
  });
});
