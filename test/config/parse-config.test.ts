// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is the notation of the config itself

import { describe, expect, test } from 'vitest';
import { configOf, faultsOf } from './parsed.ts';

describe('a valid config', () => {
  test('has a default for everything', () => {
    const { accounts, ...rest } = configOf('{}');
    expect(rest).toEqual({
      listen: { host: '127.0.0.1', port: 8080 },
      store: { kind: 'embedded', path: '/etc/weir/weir-data' },
      ingest: { nodes: [] },
      retention: { minutesSeconds: 93 * 86_400, fiveMinutesSeconds: 400 * 86_400 },
      formats: {},
    });
    expect(accounts.accounts).toEqual([]);
    expect(accounts.operators).toEqual([]);
  });

  test('says where to listen', () => {
    expect(configOf('listen: 0.0.0.0:0').listen).toEqual({ host: '0.0.0.0', port: 0 });
    expect(configOf('listen: "[::1]:65535"').listen).toEqual({ host: '::1', port: 65_535 });
    expect(configOf('listen: meter-1.internal:80').listen).toEqual({ host: 'meter-1.internal', port: 80 });
  });

  test('names paths relative to its own folder', () => {
    const { store, tls } = configOf(
      'store: { kind: embedded, path: ../data }\ntls: { cert: tls/cert.pem, key: /keys/key.pem }',
    );
    expect(store).toEqual({ kind: 'embedded', path: '/etc/data' });
    expect(tls).toEqual({ cert: '/etc/weir/tls/cert.pem', key: '/keys/key.pem' });
  });

  test('may keep its usage in ClickHouse', () => {
    const { store } = configOf('store: { kind: clickhouse, url: "http://u:p@ch:8123", cluster: weir }');
    expect(store).toEqual({ kind: 'clickhouse', url: 'http://u:p@ch:8123', database: 'weir', cluster: 'weir' });
  });

  test('may give one retention, and the other follows where the default would contradict it', () => {
    const day = 86_400;
    const of = (text: string) =>
      Object.values(configOf(`retention: ${text}`).retention).map((seconds) => seconds / day);
    expect(of('{ minutes: 7d }')).toEqual([7, 400]);
    expect(of('{ minutes: 500d }')).toEqual([500, 500]);
    expect(of('{ five_minutes: 48h }')).toEqual([2, 2]);
    expect(of('{}')).toEqual([93, 400]);
  });

  test('keeps the account as written, with its defaults', () => {
    const text = 'accounts: [ { id: acme, domains: [ { name: WWW.A.com. }, { name: "*.B.com", service: live } ] } ]';
    expect(configOf(text).accounts.accounts).toEqual([
      {
        id: 'acme',
        timeZone: 'Asia/Shanghai',
        projects: [{ id: 0, name: 'default' }],
        domains: [
          { name: 'www.a.com', project: 0, service: 'cdn' },
          { name: '*.b.com', project: 0, service: 'live' },
        ],
        credentials: [],
        contracts: [],
      },
    ]);
  });

  test("reads `from` as the day's first instant in the account's zone, wherever the zone stands", () => {
    const text = 'accounts: [ { id: a, domains: [ { name: a.com, from: 2026-10-01 } ], time_zone: America/New_York } ]';
    expect(configOf(text).accounts.accounts[0]!.domains[0]!.from).toBe(Date.UTC(2026, 9, 1, 4) / 1000);
  });

  test('may have several credentials of one api, for rotation, and share names within the account', () => {
    const { accounts } = configOf(`
accounts:
  - id: acme
    credentials:
      - { api: jdcloud, username: u, secret_key: one }
      - { api: jdcloud, username: u, secret_key: two }
      - { api: huaweicloud, project_id: p, access_key: k, secret_key: s }
      - { api: huaweicloud, project_id: p, token: t }
      - { api: weir, token: t }`);
    expect(accounts.identities('jdcloud').map(({ credential }) => credential.secretKey)).toEqual(['one', 'two']);
    expect(accounts.identities('huaweicloud').map(({ credential }) => credential)).toEqual([
      { api: 'huaweicloud', projectId: 'p', accessKey: 'k', secretKey: 's' },
      { api: 'huaweicloud', projectId: 'p', token: 't' },
    ]);
    expect(accounts.identities('weir')[0]!.account.id).toBe('acme');
  });

  test('lets a domain change hands', () => {
    const text = `
accounts:
  - { id: one, domains: [ { name: a.com }, { name: a.com, from: 2027-01-01, service: live } ] }
  - { id: two, domains: [ { name: a.com, from: 2026-10-01 } ] }`;
    expect(faultsOf(text)).toEqual([]);
  });

  test('may use anchors, aliases and merge keys', () => {
    const text = `
accounts:
  - &base { id: one, time_zone: &zone Europe/Berlin, projects: [ { id: 3, name: x } ] }
  - { <<: *base, id: two, domains: [ { name: a.com, project: 3 } ] }
  - { <<: [ { id: three }, *base ], time_zone: *zone }`;
    const { accounts } = configOf(text).accounts;
    expect(accounts.map(({ id, timeZone }) => [id, timeZone])).toEqual([
      ['one', 'Europe/Berlin'],
      ['two', 'Europe/Berlin'],
      ['three', 'Europe/Berlin'],
    ]);
    expect(accounts[1]!.domains[0]!.project).toBe(3);
  });

  test('may begin with a byte order mark and end its lines the Windows way', () => {
    expect(configOf('\uFEFFlisten: 1.2.3.4:5\r\nformats: {}\r\n').listen.port).toBe(5);
    expect(faultsOf('\uFEFFlisten: 7\r\ntls: 8\r\n').map((fault) => fault.split(' ')[0])).toEqual(['1:9', '2:6']);
  });
});

describe('a format of the config', () => {
  const spec = (text: string) => configOf(`formats: { edge: ${text} }`, { KEY: 'ts', D: 'a.com' }).formats.edge;

  test('takes an nginx text as it is: its ${name} is nginx’s, not the environment’s', () => {
    expect(spec(`{ nginx: '$time_local "$\{host}" $bytes_sent' }`)).toEqual({
      kind: 'nginx',
      text: '$time_local "${host}" $bytes_sent',
    });
  });

  test('takes hits, spread_after and domain', () => {
    const text = `{ nginx: '$time_local $bytes_sent', hits: [HIT, Stale], spread_after: 5m, domain: "$\{D}" }`;
    expect(spec(text)).toMatchObject({ hits: ['HIT', 'Stale'], spreadAfterMs: 300_000, domain: 'a.com' });
    expect(spec(`{ nginx: '$time_local $bytes_sent', spread_after: off }`)?.spreadAfterMs).toBeNull();
    expect(spec(`{ nginx: '$time_local $bytes_sent' }`)).not.toHaveProperty('spreadAfterMs');
  });

  test('takes the keys of a JSON log', () => {
    expect(spec('{ json: { time: "${KEY}", bytes: resp.size, duration_ms: ms } }')).toEqual({
      kind: 'json',
      keys: { time: 'ts', bytes: 'resp.size', duration_ms: 'ms' },
    });
  });

  test('may be called anything, and harms no object', () => {
    const { formats } = configOf(`formats: { __proto__: { nginx: '$time_local $bytes_sent' } }`);
    expect(Object.keys(formats)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(formats)).toBe(Object.prototype);
    expect(({} as { kind?: string }).kind).toBeUndefined();
  });
});

describe('the environment', () => {
  test('is read in every text value, several times in one', () => {
    const env = { HOST: '10.0.0.1', PORT: '81', DIR: 'x', ZONE: 'UTC', P: '7', T: 's3cret', A: 'acme' };
    const text = `
listen: "\${HOST}:\${PORT}"
store: { kind: embedded, path: "./\${DIR}/\${DIR}" }
operators: [ { name: ops, token: "a-\${T}-\${T}" } ]
accounts: [ { id: "\${A}", time_zone: '\${ZONE}', projects: [ { id: "\${P}", name: v } ], domains: [ { name: a.com, project: "\${P}" } ] } ]`;
    const { listen, store, accounts } = configOf(text, env);
    expect(listen).toEqual({ host: '10.0.0.1', port: 81 });
    expect(store).toEqual({ kind: 'embedded', path: '/etc/weir/x/x' });
    expect(accounts.operators[0]!.token).toBe('a-s3cret-s3cret');
    expect(accounts.accounts[0]).toMatchObject({
      id: 'acme',
      timeZone: 'UTC',
      domains: [{ name: 'a.com', project: 7 }],
    });
  });

  test('is not read again in what a variable holds', () => {
    expect(configOf('ingest: { token: "${A}" }', { A: '${B}', B: 'no' }).ingest.token).toBe('${B}');
  });
});
