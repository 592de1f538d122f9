import type { Account, Credential } from '../accounts/accounts.ts';
import type { Contract } from '../billing/contract.ts';
import type { Config, StoreConfig } from '../config/config.ts';
import { durationText } from './duration-text.ts';

/** A config in a few lines for people: what it means, without a secret. */
export function configSummary({ listen, store, ingest, retention, tls, formats, accounts }: Config): string[] {
  const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host;
  const nodes = new Set(ingest.nodes.map(({ name }) => name));
  const senders = [...(ingest.token ? ['any node'] : []), ...nodes];
  const specs = Object.entries(formats).map(([name, { kind }]) => `${name} (${kind})`);
  return [
    line('listen', `${tls ? 'https' : 'http'}://${host}:${listen.port}`),
    line('store', storeText(store)),
    line('ingest from', listed(senders)),
    line(
      'retention',
      `1-minute data ${durationText(retention.minutesSeconds)}, 5-minute data ${durationText(retention.fiveMinutesSeconds)}`,
    ),
    line('formats', `the presets${specs.length > 0 ? ` and ${specs.join(', ')}` : ''}`),
    line('operators', listed(accounts.operators.map(({ name }) => name))),
    line('accounts', accounts.accounts.length === 0 ? 'none' : String(accounts.accounts.length)),
    ...accounts.accounts.map(accountLine),
  ];
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(12)} ${text}`;
}

/** A URL may hold a user and a password: only its origin is shown. */
function storeText(store: StoreConfig): string {
  if (store.kind === 'embedded') return `embedded, in ${store.path}`;
  const cluster = store.cluster ? `, cluster ${store.cluster}` : '';
  return `clickhouse at ${new URL(store.url).origin}, database ${store.database}${cluster}`;
}

function accountLine({ id, timeZone, projects, domains, credentials, contracts }: Account): string {
  const wildcards = domains.filter(({ name }) => name.startsWith('*.')).length;
  const named = `${domains.length} domain${domains.length === 1 ? '' : 's'}`;
  const parts = [
    wildcards > 0 ? `${named} (${wildcards} with a wildcard)` : named,
    `${projects.length} project${projects.length === 1 ? '' : 's'}`,
    `credentials: ${credentialCounts(credentials)}`,
    ...(contracts.length > 0 ? [`billed by ${contracts.map(contractText).join(', then ')}`] : []),
  ];
  return `    ${id} in ${timeZone}: ${parts.join('; ')}`;
}

/** monthly-95 from 2026-01 to 2026-12 */
function contractText({ method, fromMonth, toMonth }: Contract): string {
  return [method, ...(fromMonth ? [`from ${fromMonth}`] : []), ...(toMonth ? [`to ${toMonth}`] : [])].join(' ');
}

function credentialCounts(credentials: readonly Credential[]): string {
  const counts = new Map<string, number>();
  for (const { api } of credentials) counts.set(api, (counts.get(api) ?? 0) + 1);
  return listed([...counts].map(([api, count]) => (count === 1 ? api : `${api} (${count})`)));
}

function listed(words: readonly string[]): string {
  return words.length === 0 ? 'none' : words.join(', ');
}
