import { isDeepStrictEqual } from 'node:util';
import type { Account } from '../accounts/accounts.ts';
import type { Config } from '../config/config.ts';
import { durationText } from './duration-text.ts';

/**
 * What a new version of weir.yaml changes in a running server, in words for its log; no secret is among them.
 *
 *     configChanges(before, after)
 *     // { applied: ['accounts added: zeta', 'account acme: domains 3 -> 4'], needRestart: ['listen'] }
 */
export interface ConfigChanges {
  /** What takes effect with the next request; empty when nothing does. */
  readonly applied: readonly string[];
  /** Keys whose new value waits for a restart. */
  readonly needRestart: readonly FixedKey[];
}

/** What a server is built around: a socket, a store's folder, a certificate. */
const FIXED_KEYS = ['listen', 'store', 'tls'] as const;
type FixedKey = (typeof FIXED_KEYS)[number];

export function configChanges(before: Config, after: Config): ConfigChanges {
  return {
    applied: [
      ...accountChanges(before.accounts.accounts, after.accounts.accounts),
      ...counted('operators', before.accounts.operators, after.accounts.operators),
      ...ingestChanges(before.ingest, after.ingest),
      ...formatChanges(before.formats, after.formats),
      ...retentionChanges(before.retention, after.retention),
    ],
    needRestart: FIXED_KEYS.filter((key) => !isDeepStrictEqual(before[key], after[key])),
  };
}

/** The new version as far as a running server can follow it: what needs a restart stays what it is. */
export function followed(before: Config, after: Config): Config {
  const { listen, store, tls } = before;
  const { tls: _waits, ...rest } = after;
  return { ...rest, listen, store, ...(tls && { tls }) };
}

function accountChanges(before: readonly Account[], after: readonly Account[]): string[] {
  const [old, now] = [byId(before), byId(after)];
  const kept = after.flatMap((account) => {
    const known = old.get(account.id);
    return known && !isDeepStrictEqual(known, account) ? [oneAccount(known, account)] : [];
  });
  return [...namesChanged('accounts', [...old.keys()], [...now.keys()]), ...fewOf(kept)];
}

function byId(accounts: readonly Account[]): Map<string, Account> {
  return new Map(accounts.map((account) => [account.id, account]));
}

function oneAccount(before: Account, after: Account): string {
  const parts = [
    ...counted('domains', before.domains, after.domains),
    ...counted('projects', before.projects, after.projects),
    ...counted('credentials', before.credentials, after.credentials),
    ...counted('contracts', before.contracts, after.contracts),
    ...(before.timeZone === after.timeZone ? [] : [`time zone ${before.timeZone} -> ${after.timeZone}`]),
  ];
  return `account ${after.id}: ${parts.join(', ') || 'changed'}`;
}

function ingestChanges(before: Config['ingest'], after: Config['ingest']): string[] {
  const ofAnyNode = (ingest: Config['ingest']) => (ingest.token === undefined ? [] : [ingest.token]);
  return [
    ...counted('ingest tokens for any node', ofAnyNode(before), ofAnyNode(after)),
    ...counted('ingest tokens of nodes', before.nodes, after.nodes),
  ];
}

function formatChanges(before: Config['formats'], after: Config['formats']): string[] {
  const both = Object.keys(after).filter((name) => Object.hasOwn(before, name));
  const edited = both.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  return [...namesChanged('formats', Object.keys(before), Object.keys(after)), ...named('formats changed', edited)];
}

function retentionChanges(before: Config['retention'], after: Config['retention']): string[] {
  const change = (key: string, from: number, to: number) =>
    from === to ? [] : [`retention.${key} ${durationText(from)} -> ${durationText(to)}`];
  return [
    ...change('minutes', before.minutesSeconds, after.minutesSeconds),
    ...change('five_minutes', before.fiveMinutesSeconds, after.fiveMinutesSeconds),
  ];
}

function namesChanged(what: string, before: readonly string[], after: readonly string[]): string[] {
  const [old, now] = [new Set(before), new Set(after)];
  return [
    ...named(
      `${what} added`,
      after.filter((name) => !old.has(name)),
    ),
    ...named(
      `${what} removed`,
      before.filter((name) => !now.has(name)),
    ),
  ];
}

function named(what: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${what}: ${fewOf(names).join(', ')}`];
}

/** `credentials 1 -> 2`, or `credentials changed` where the number is the same: values may be secrets and are not told. */
function counted(what: string, before: readonly unknown[], after: readonly unknown[]): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  return [before.length === after.length ? `${what} changed` : `${what} ${before.length} -> ${after.length}`];
}

const MAX_TOLD = 20; // it is one line of a log

function fewOf(texts: readonly string[]): string[] {
  if (texts.length <= MAX_TOLD) return [...texts];
  return [...texts.slice(0, MAX_TOLD), `${texts.length - MAX_TOLD} more`];
}
