import { describe, expect, test } from 'vitest';
import { DEMO_ACCOUNTS, DEMO_INGEST_TOKEN, DEMO_OPERATOR } from '../../src/demo/demo-accounts.ts';
import { DEMO_HOSTS } from '../../src/demo/demo-hosts.ts';
import { readDemoConfig } from './read-demo-config.ts';

describe("the demo's weir.yaml", () => {
  test('is read by the loader that every server uses, and means the demo’s accounts', () => {
    const { accounts, ingest, listen, store } = readDemoConfig({
      listen: '127.0.0.1:8123',
      storePath: '/tmp/a "b": {c}',
    });
    expect(listen).toEqual({ host: '127.0.0.1', port: 8123 });
    expect(store).toEqual({ kind: 'embedded', path: '/tmp/a "b": {c}' });
    expect(ingest.token).toBe(DEMO_INGEST_TOKEN);
    expect(accounts.operators).toEqual([DEMO_OPERATOR]);
    for (const { id, timeZone, projects, domains, credentials } of DEMO_ACCOUNTS) {
      const account = accounts.accounts.find((one) => one.id === id);
      expect(account).toMatchObject({ timeZone, projects });
      expect(account!.domains).toEqual(
        domains.map(({ name, project, service = 'cdn' }) => ({ name, project, service })),
      );
      expect(account!.credentials).toEqual(Object.entries(credentials).map(([api, secrets]) => ({ api, ...secrets })));
    }
  });

  test('has about twenty domains, a wildcard, both services, two zones and hosts that nobody claims', () => {
    const { accounts } = readDemoConfig();
    const claims = accounts.accounts.flatMap(({ domains }) => domains);
    expect(claims.length).toBeGreaterThanOrEqual(20);
    expect(claims.filter(({ name }) => name.startsWith('*.'))).toHaveLength(1);
    expect(new Set(claims.map(({ service }) => service))).toEqual(new Set(['cdn', 'live']));
    expect(new Set(accounts.accounts.map(({ timeZone }) => timeZone)).size).toBe(2);
    expect(DEMO_HOSTS.filter(({ host }) => accounts.isUnclaimed(host, 0))).toHaveLength(3);
  });

  test('holds no name or secret that could be somebody’s', () => {
    for (const { domains, credentials } of DEMO_ACCOUNTS) {
      for (const { name } of domains) expect(name).toMatch(/\.example$/);
      for (const value of Object.values(credentials).flatMap((one) => Object.values(one)))
        expect(value).toMatch(/demo/i);
    }
  });
});
