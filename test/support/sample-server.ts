import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wallText } from './expected-answers.ts';
import { askHuawei, askJd, askQcloud, askWeir } from './independent-clients.ts';
import { type Program, startWeir, temporaryFolder, weir } from './programs.ts';

/** Every secret of the sample's config: none may ever be in an answer or in the log. */
export const SECRETS = {
  ingest: 'ingest-SECRET-1f0a',
  node: 'node-SECRET-2b9c',
  operator: 'ops-SECRET-3d77',
  jdcloud: 'jd-SECRET-4e21',
  qcloud: 'qcloud-SECRET-5a90',
  huaweicloud: 'sk-SECRET-6c3f',
  huaweicloudToken: 'token-SECRET-7d18',
  weir: 'acme-SECRET-8e64',
  otherWeir: 'other-SECRET-9f52',
} as const;

export const USERNAME = 'test_user';
export const SECRET_ID = 'AKIDSAMPLE';
export const ACCESS_KEY = 'AKSAMPLE';
export const PROJECT_ID = 'sample-project';

/** The usage that is there: three hours of it, which ended an hour ago. Unix seconds. */
export const START = Math.floor(Date.now() / 3_600_000) * 3600 - 4 * 3600;
export const END = START + 3 * 3600;

const config = (data: string, more: string) => `
listen: 127.0.0.1:0
store: { kind: embedded, path: ${data} }
ingest: { token: ${SECRETS.ingest}, nodes: [ { name: edge-1, token: ${SECRETS.node} } ] }
operators: [ { name: ops, token: ${SECRETS.operator} } ]
${more}
accounts:
  - id: acme
    projects: [ { id: 0, name: default }, { id: 7, name: video } ]
    domains:
      - { name: www.a.com, project: 0 }
      - { name: play.live.com, project: 7, service: live }
      - { name: "*.b.com", project: 7 }
      - { name: 中文.example }
    credentials:
      - { api: jdcloud, username: ${USERNAME}, secret_key: ${SECRETS.jdcloud} }
      - { api: qcloud, secret_id: ${SECRET_ID}, secret_key: ${SECRETS.qcloud} }
      - { api: huaweicloud, project_id: ${PROJECT_ID}, access_key: ${ACCESS_KEY}, secret_key: ${SECRETS.huaweicloud}, token: ${SECRETS.huaweicloudToken} }
      - { api: weir, token: ${SECRETS.weir} }
  - id: other
    domains: [ { name: other.com } ]
    credentials: [ { api: weir, token: ${SECRETS.otherWeir} } ]
`;

export interface SampleServer extends Program {
  readonly url: string;
  dispose(): Promise<void>;
}

/** The real server with a real store, on a free port, with some usage of every domain; `more` is added to its weir.yaml. */
export async function startSampleServer(more = ''): Promise<SampleServer> {
  const folder = temporaryFolder('sample');
  const file = join(folder.path, 'weir.yaml');
  writeFileSync(file, config(join(folder.path, 'data'), more));
  const server = await startWeir(file);
  const log = join(folder.path, 'access.log');
  writeFileSync(log, sampleLog());
  const format = 'nginx:$host $msec $bytes_sent $status $upstream_cache_status $upstream_bytes_received';
  const to = ['--server', server.url, '--token', SECRETS.ingest, '--node', 'edge-1'];
  const env = { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0' }; // where `more` has a certificate of its own making
  const done = await weir(['ingest', log, '--format', format, ...to], { env });
  if (done.code !== 0) throw new Error(`the sample log was not ingested: ${done.stderr}`);
  const dispose = async () => {
    await server.stop();
    folder.dispose();
  };
  return { ...server, dispose };
}

/** A line a domain and minute, of different sizes. */
function sampleLog(): string {
  const hosts = ['www.a.com', 'play.live.com', 'x.b.com', 'y.b.com', '中文.example', 'other.com'];
  const lines: string[] = [];
  for (let at = START; at < END; at += 60) {
    hosts.forEach((host, i) => {
      const bytes = 1_000_000 * (i + 1) + ((at / 60) % 97) * 1009;
      lines.push(`${host} ${at + i}.500 ${bytes} 200 ${at % 180 ? 'HIT' : 'MISS'} ${at % 180 ? '-' : bytes}`);
    });
  }
  return `${lines.join('\n')}\n`;
}

/** Everything that the server has to say about the sample's usage, in every dialect: compared before and after. */
export async function answersOf(url: string): Promise<unknown[]> {
  const wall = { start_time: wallText(START).slice(0, 16), end_time: wallText(END).slice(0, 16) };
  const jd = (path: string, domain: string) =>
    askJd(url, path, USERNAME, SECRETS.jdcloud, { domain, ...wall }).then(nonEmpty);
  const qcloud = (parameters: Record<string, string>) =>
    askQcloud(url, SECRET_ID, SECRETS.qcloud, parameters).then(nonEmpty);
  const iso = (at: number) => new Date(at * 1000).toISOString().replace('.000', '');
  const utc = { start_time: iso(START), end_time: iso(END) };
  const range = { start: String(START), end: String(END), step: '1m' };
  return [
    await jd('/api/flow', ''),
    await jd('/api/origin_ratio', 'www.a.com,x.b.com'),
    await jd('/api/live/bandwidth_flow', 'play.live.com'),
    await qcloud({ startDate: wallText(START), endDate: wallText(END), statType: 'flux' }),
    await qcloud({ startTime: wallText(START), endTime: wallText(END), statType: 'requests' }),
    await askHuawei(url, PROJECT_ID, SECRETS.huaweicloudToken, utc).then(nonEmpty),
    (await askWeir(url, SECRETS.weir, range)).text,
    (await askWeir(url, SECRETS.otherWeir, range)).text,
  ];
}

/** An answer that says nothing would equal itself, too. */
function nonEmpty(answer: unknown): unknown {
  const text = JSON.stringify(answer);
  if (text.length < 300) throw new Error(`this is no answer to compare with: ${text}`);
  return answer;
}
