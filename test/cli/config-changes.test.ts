import { describe, expect, test } from 'vitest';
import { configChanges, followed } from '../../src/cli/config-changes.ts';
import type { Config } from '../../src/config/config.ts';
import { parseConfig } from '../../src/config/parse-config.ts';

const BEFORE = `
listen: 127.0.0.1:8080
store: { kind: embedded, path: data }
ingest: { token: any-node-secret, nodes: [ { name: edge-1, token: edge-1-secret } ] }
retention: { minutes: 90d, five_minutes: 400d }
formats: { edge: { nginx: '$host $time_local $bytes_sent' } }
operators: [ { name: ops, token: ops-secret } ]
accounts:
  - id: acme
    domains: [ { name: www.a.com } ]
    credentials: [ { api: weir, token: acme-secret } ]
  - id: other
    domains: [ { name: other.com } ]
`;

function config(text: string): Config {
  const parsed = parseConfig(text, { path: 'weir.yaml', env: {} });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.config;
}

const changed = (replace: string | RegExp, by: string) =>
  configChanges(config(BEFORE), config(BEFORE.replace(replace, by)));

describe('what a new version of the config changes is told in words', () => {
  test.each<[string, string | RegExp, string, string[]]>([
    ['a new account', 'accounts:', 'accounts:\n  - { id: zeta }', ['accounts added: zeta']],
    ['an account less', /- id: other.*/s, '', ['accounts removed: other']],
    ['a renamed account', 'id: other', 'id: newer', ['accounts added: newer', 'accounts removed: other']],
    ['more domains', 'other.com }', 'other.com }, { name: "*.other.com" }', ['account other: domains 1 -> 2']],
    ['another domain', 'name: www.a.com', 'name: www.b.com', ['account acme: domains changed']],
    ['a contract', 'id: acme', 'id: acme\n    contract: { overhead: 1.1 }', ['account acme: contracts 0 -> 1']],
    ['another zone', 'id: acme', 'id: acme\n    time_zone: UTC', ['account acme: time zone Asia/Shanghai -> UTC']],
    [
      'a key in rotation',
      'acme-secret }',
      'acme-secret }, { api: weir, token: next-secret }',
      ['account acme: credentials 1 -> 2'],
    ],
    ['another key', 'acme-secret', 'next-secret', ['account acme: credentials changed']],
    ['another operator token', 'ops-secret', 'next-secret', ['operators changed']],
    ['no token for any node', 'token: any-node-secret, ', '', ['ingest tokens for any node 1 -> 0']],
    ['another token for a node', 'edge-1-secret', 'next-secret', ['ingest tokens of nodes changed']],
    ['a new format', 'formats: {', "formats: { plain: { nginx: '$time_local $bytes_sent' },", ['formats added: plain']],
    ['an edited format', '$bytes_sent', '$body_bytes_sent', ['formats changed: edge']],
    ['less retention', '400d', '100d', ['retention.five_minutes 400 days -> 100 days']],
    ['nothing but a comment', 'listen:', '# changed\nlisten:', []],
  ])('%s', (_name, replace, by, applied) => {
    expect(changed(replace, by)).toEqual({ applied, needRestart: [] });
  });

  test('no secret is among the words', () => {
    const text = JSON.stringify(configChanges(config(BEFORE), config(BEFORE.replaceAll('-secret', '-hidden'))));
    expect(text).toMatch(/credentials changed.*operators changed.*any node changed.*nodes changed/);
    expect(text).not.toMatch(/secret|hidden/);
  });

  test('hundreds of new accounts are one short line', () => {
    const many = Array.from({ length: 500 }, (_, i) => `  - { id: more-${i} }\n`).join('');
    const { applied } = configChanges(config(BEFORE), config(BEFORE + many));
    expect(applied).toEqual([expect.stringMatching(/^accounts added: more-0, .*, more-19, 480 more$/)]);
  });
});

describe('what a server is built around waits for a restart', () => {
  test.each([
    ['listen', '8080', '8081'],
    ['store', 'path: data', 'path: elsewhere'],
    ['tls', 'listen:', 'tls: { cert: a.pem, key: a.key }\nlisten:'],
  ])('%s', (key, replace, by) => {
    const [before, after] = [config(BEFORE), config(BEFORE.replace(replace, by))];
    expect(configChanges(before, after)).toEqual({ applied: [], needRestart: [key] });
    const { listen, store, tls } = followed(before, after);
    expect({ listen, store, tls }).toEqual({ listen: before.listen, store: before.store, tls: before.tls });
  });

  test('the rest of the new version is followed', () => {
    const after = config(BEFORE.replace('8080', '8081').replace('id: other', 'id: newer'));
    const running = followed(config(BEFORE), after);
    expect(running.accounts).toBe(after.accounts);
    expect(running.listen.port).toBe(8080);
  });
});
