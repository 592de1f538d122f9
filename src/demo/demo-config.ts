import { DEMO_ACCOUNTS, DEMO_INGEST_TOKEN, DEMO_OPERATOR, type DemoAccount } from './demo-accounts.ts';

/**
 * The demo's weir.yaml, as text: the demo reads it with the loader that every server uses, so that what it shows is what
 * a config does.
 *
 *     demoConfig({ listen: '127.0.0.1:8080', storePath: '/tmp/weir-demo/data' })
 */
export function demoConfig({ listen, storePath }: { readonly listen: string; readonly storePath: string }): string {
  // a JSON string is a YAML string, whatever characters it holds
  return `# written by weir demo; everything in here is invented
listen: ${JSON.stringify(listen)}
store: { kind: embedded, path: ${JSON.stringify(storePath)} }
ingest:
  token: ${DEMO_INGEST_TOKEN}
operators:
  - { name: ${DEMO_OPERATOR.name}, token: ${DEMO_OPERATOR.token} }
accounts:
${DEMO_ACCOUNTS.map(accountText).join('')}`;
}

function accountText({ id, timeZone, projects, domains, credentials }: DemoAccount): string {
  const { jdcloud, qcloud, huaweicloud, weir } = credentials;
  return `  - id: ${id}
    time_zone: ${timeZone}
    projects:
${listText(projects)}    domains:
${listText(domains)}    credentials:
${listText([
  { api: 'jdcloud', username: jdcloud.username, secret_key: jdcloud.secretKey },
  { api: 'qcloud', secret_id: qcloud.secretId, secret_key: qcloud.secretKey },
  {
    api: 'huaweicloud',
    project_id: huaweicloud.projectId,
    access_key: huaweicloud.accessKey,
    secret_key: huaweicloud.secretKey,
    token: huaweicloud.token,
  },
  { api: 'weir', token: weir.token },
])}`;
}

/** One item a line: `      - { name: "www.a.com", project: 0 }`. */
function listText(items: readonly object[]): string {
  return items
    .map((item) => Object.entries(item).map(([key, value]) => `${key}: ${JSON.stringify(value)}`))
    .map((pairs) => `      - { ${pairs.join(', ')} }\n`)
    .join('');
}
