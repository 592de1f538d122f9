import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wallText } from '../support/expected-answers.ts';
import { hasProgram, runProgram, startWeir, temporaryFolder, weir } from '../support/programs.ts';

// The clients that customers have: Tencent's and Huawei's own npm packages, and curl for JD, whose documents name no
// other. Nothing about them is changed but the host.

const require = createRequire(import.meta.url);
const QcloudApi = require('qcloudapi-sdk') as new (defaults: Record<string, string>) => QcloudClient;
const huawei = {
  ...require('@huaweicloud/huaweicloud-sdk-core'),
  ...require('@huaweicloud/huaweicloud-sdk-core/ClientBuilder'),
} as HuaweiSdk;

interface QcloudClient {
  request(data: unknown, options: unknown, callback: (error: unknown, body: unknown) => void): void;
}
interface HuaweiSdk {
  ClientBuilder: new (init: (client: HuaweiClient) => HuaweiClient, type: string) => HuaweiBuilder;
  BasicCredentials: new () => HuaweiCredentials;
}
interface HuaweiBuilder {
  withCredential(credential: HuaweiCredentials): HuaweiBuilder;
  withEndpoint(endpoint: string): HuaweiBuilder;
  build(): HuaweiClient;
}
interface HuaweiCredentials {
  withAk(accessKey: string): HuaweiCredentials;
  withSk(secretKey: string): HuaweiCredentials;
  withProjectId(projectId: string): HuaweiCredentials;
}
interface HuaweiClient {
  sendRequest(options: Record<string, unknown>): Promise<Record<string, unknown>>;
}

const folder = temporaryFolder('clients');
const START = Math.floor(Date.now() / 1000 / 3600) * 3600 - 4 * 3600;
const DOMAIN = 'play.live.com';
const LOG_FORMAT = '$host $msec $bytes_sent $upstream_cache_status $upstream_bytes_received';

const CONFIG = `
listen: 127.0.0.1:0
store: { path: ${join(folder.path, 'data')}, kind: embedded }
ingest: { token: ingest-secret }
accounts:
  - id: acme
    domains: [ { name: ${DOMAIN}, service: live }, { name: 中文.example } ]
    credentials:
      - { api: jdcloud, username: test_user, secret_key: jd-secret }
      - { api: qcloud, secret_id: AKIDEXAMPLE, secret_key: SECRETEXAMPLE }
      - { api: huaweicloud, project_id: 70b76xxxxxx34253880af501cdxxxxxx, access_key: AKEXAMPLE, secret_key: SKEXAMPLE }
`;

let server: Awaited<ReturnType<typeof startWeir>>;

beforeAll(async () => {
  writeFileSync(join(folder.path, 'weir.yaml'), CONFIG);
  server = await startWeir(join(folder.path, 'weir.yaml'));
  const lines = [
    `${DOMAIN} ${START + 10}.000 240000000 MISS 1000`,
    `${DOMAIN} ${START + 310}.250 4800000000 HIT -`,
    `${DOMAIN} ${START + 620}.500 4560000000 EXPIRED 17`,
    `中文.example ${START + 620}.500 8 MISS 9`,
  ];
  const log = join(folder.path, 'access.log');
  writeFileSync(log, `${lines.join('\n')}\n`);
  const done = await weir([
    'ingest',
    log,
    '--format',
    `nginx:${LOG_FORMAT}`,
    '--server',
    server.url,
    '--token',
    'ingest-secret',
    '--node',
    'edge-1',
  ]);
  expect(done.code, done.stderr).toBe(0);
});

afterAll(async () => {
  await server?.stop();
  folder.dispose();
});

describe('qcloudapi-sdk', () => {
  const data = {
    Action: 'GetCdnOriginStat',
    startDate: wallText(START),
    endDate: wallText(START + 900),
    hosts: [DOMAIN, '中文.example'],
    projects: [0],
    statType: 'flux',
  };
  test.each([
    ['GET', 'sha1'],
    ['GET', 'sha256'],
    ['POST', 'sha1'],
    ['POST', 'sha256'],
  ])('%s with %s is answered', async (method, signatureMethod) => {
    const client = new QcloudApi({
      SecretId: 'AKIDEXAMPLE',
      SecretKey: 'SECRETEXAMPLE',
      serviceType: 'cdn',
      signatureMethod,
    });
    const options = { host: new URL(server.url).host, protocol: 'http', method, signatureMethod };
    const body = await new Promise((resolve, reject) =>
      client.request(data, options, (error, answer) => (error ? reject(error) : resolve(answer))),
    );
    expect(body).toMatchObject({ code: 0, codeDesc: 'Success', data: { period: 5 } });
    const values = new Map<string, number[]>();
    for (const [day, object] of Object.entries((body as { data: Record<string, Record<string, number[]>> }).data)) {
      if (day === 'period') continue;
      for (const host of data.hosts) values.set(host, [...(values.get(host) ?? []), ...object[host]!]);
    }
    expect(Object.fromEntries(values)).toEqual({ [DOMAIN]: [1000, 0, 17], '中文.example': [0, 0, 9] });
  });

  test('a wrong key is refused in the vendor’s words', async () => {
    const client = new QcloudApi({ SecretId: 'AKIDEXAMPLE', SecretKey: 'wrong', serviceType: 'cdn' });
    const options = { host: new URL(server.url).host, protocol: 'http', method: 'POST' };
    const body = await new Promise((resolve) => client.request(data, options, (_error, answer) => resolve(answer)));
    expect(body).toMatchObject({ code: 4100, codeDesc: 'AuthFailure' });
  });
});

describe('@huaweicloud/huaweicloud-sdk-core', () => {
  const projectId = '70b76xxxxxx34253880af501cdxxxxxx';
  const iso = (at: number) => new Date(at * 1000).toISOString().replace('.000', '');

  function client(secretKey: string): HuaweiClient {
    const credentials = new huawei.BasicCredentials().withAk('AKEXAMPLE').withSk(secretKey).withProjectId(projectId);
    return new huawei.ClientBuilder((hcClient) => hcClient, 'BasicCredentials')
      .withCredential(credentials)
      .withEndpoint(server.url)
      .build();
  }

  const request = (extra: Record<string, unknown> = {}) => ({
    method: 'GET',
    url: '/v1/{project_id}/stream/traffic',
    contentType: 'application/json',
    queryParams: { start_time: iso(START), end_time: iso(START + 900), domain: DOMAIN },
    pathParams: {},
    headers: {},
    ...extra,
  });

  const expected = {
    total: 3,
    traffic_info: [
      { traffic: 240_000_000, timestamp: iso(START) },
      { traffic: 4_800_000_000, timestamp: iso(START + 300) },
      { traffic: 4_560_000_000, timestamp: iso(START + 600) },
    ],
  };

  test('its own signature is accepted', async () => {
    expect(await client('SKEXAMPLE').sendRequest(request())).toMatchObject({ ...expected, httpStatusCode: 200 });
  });

  test('a GET with a body, as older versions send it, is accepted', async () => {
    expect(await client('SKEXAMPLE').sendRequest(request({ data: {} }))).toMatchObject(expected);
  });

  test('a wrong key gives the gateway’s 401, a bad time the service’s 400', async () => {
    await expect(client('wrong').sendRequest(request())).rejects.toMatchObject({
      httpStatusCode: 401,
      errorCode: 'APIGW.0301',
    });
    const bad = { ...request().queryParams, start_time: 'yesterday' };
    await expect(client('SKEXAMPLE').sendRequest(request({ queryParams: bad }))).rejects.toMatchObject({
      httpStatusCode: 400,
      errorCode: 'LIVE.100011001',
    });
  });
});

describe.runIf(hasProgram('curl', 'apt-get install curl'))('curl, JD’s documented client', () => {
  const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10).replaceAll('-', '');
  const signature = createHash('md5').update(`${today}test_userjd-secret`).digest('hex');
  const body = {
    username: ' test_user ',
    signature,
    domain: ` ${DOMAIN} `,
    start_time: wallText(START + 300).slice(0, 16),
    end_time: wallText(START + 900)
      .slice(0, 16)
      .replace(' ', '  '),
  };
  const post = async (path: string, ...more: string[]) => {
    const { stdout } = await runProgram('curl', [
      '-s',
      '-H',
      'Content-type: application/json',
      '-X',
      'POST',
      '-d',
      JSON.stringify(body),
      ...more,
      `${server.url}${path}`,
    ]);
    return JSON.parse(stdout) as { data: unknown };
  };

  test('flow, origin_ratio and bandwidth_flow are answered', async () => {
    expect(await post('/api/flow')).toEqual({
      status: 0,
      msg: '成功',
      data: [
        {
          domain: DOMAIN,
          data: [
            [START + 300, 228.88, 0],
            [START + 600, 4577.64, 4577.64],
            [START + 900, 4348.75, 0],
          ],
        },
      ],
    });
    expect(await post('/api/origin_ratio')).toMatchObject({
      status: 0,
      data: [{ domain: DOMAIN, data: [{ time: START + 300, bandwidth: 6.1 }, {}, {}] }],
    });
    expect(await post('/api/live/bandwidth_flow')).toEqual({
      status: 0,
      msg: 'Successful',
      data: [
        [300, 6.1, 228.88],
        [600, 122.07, 4577.64],
        [900, 115.97, 4348.75],
      ].map(([after, bandwidth, flow]) => ({
        [wallText(START + after!).slice(0, 16)]: { [DOMAIN]: { bandwidth, flow } },
      })),
    });
  });

  test('the body is JSON whatever the Content-Type says', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'nonsense', '']) {
      expect(await post('/api/flow', '-H', `Content-Type: ${type}`)).toMatchObject({ status: 0 });
    }
  });
});
