import { parse } from 'yaml';
import type { Account, Credential } from '../../src/accounts/accounts.ts';
import { isCounter } from '../../src/usage/counters.ts';
import { LIVE_COUNTERS, type LiveCounter } from '../../src/usage/live-rows.ts';
import { fakeAccount, fakeClaim } from '../support/fake-accounts.ts';
import type { LiveFact } from '../support/fake-live.ts';
import type { UsageFact } from '../support/fake-usage.ts';

/**
 * Reads a `*.examples.md`: public documentation of an API and its test at once.
 *
 *     ```yaml            the accounts, as in weir.yaml: once, before the first case
 *     ## A sentence about behaviour
 *     now: 2018-06-03T00:00:00+08:00
 *     | domain | time | bytes |           stored usage: when, and what was counted
 *     | domain | time | app | stream | play_bytes |     what live servers counted of streams
 *     ```http            the request, unsigned; GetCdnOriginStat's parameters one a line
 *     ```http            the answer: `HTTP 200`, then its body to the character
 */
export interface Example {
  readonly title: string;
  readonly accounts: readonly Account[];
  /** Unix milliseconds. */
  readonly now: number;
  readonly usage: readonly UsageFact[];
  readonly live: readonly LiveFact[];
  readonly request: {
    readonly line: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  /** Status and body, as written. */
  readonly answer: string;
}

export function readExamples(markdown: string): Example[] {
  const [head = '', ...sections] = markdown.split(/^## /m);
  const accounts = readAccounts(blocksOf(head, 'yaml')[0] ?? '');
  return sections.map((section) => readExample(section, accounts));
}

/** The document with every answer replaced by what was answered. */
export function withAnswers(markdown: string, examples: readonly Example[], answers: readonly string[]): string {
  let at = 0;
  let result = '';
  for (const [i, { title, answer }] of examples.entries()) {
    const block = markdown.indexOf(`\n${answer}\n\`\`\``, markdown.indexOf(`## ${title}`, at));
    result += `${markdown.slice(at, block)}\n${answers[i]}`;
    at = block + 1 + answer.length;
  }
  return result + markdown.slice(at);
}

function blocksOf(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\`$`, 'gm'))].map((match) => match[1]!);
}

function readExample(section: string, accounts: readonly Account[]): Example {
  const title = section.slice(0, section.indexOf('\n'));
  const now = Date.parse(/^now: (\S+)$/m.exec(section)?.[1] ?? '');
  const [request = '', answer = ''] = blocksOf(section, 'http');
  if (Number.isNaN(now) || !request || !answer) throw new Error(`"${title}" needs now:, a request and an answer`);
  return {
    title,
    accounts,
    now,
    usage: readUsage(section),
    live: readLive(section),
    request: readRequest(request),
    answer,
  };
}

function readRequest(text: string): Example['request'] {
  const [head = '', ...body] = text.split('\n\n');
  const [line = '', ...headers] = head.split('\n');
  const pairs = headers.map((header) => [
    header.split(':')[0]!.toLowerCase(),
    header.slice(header.indexOf(':') + 1).trim(),
  ]);
  return { line, headers: Object.fromEntries(pairs), body: body.join('\n\n') };
}

/** The cells of a section's tables: of streams, or of domains. */
function tableOf(section: string, of: 'domains' | 'streams'): { head: string[]; rows: string[][] } {
  const tables = [...section.matchAll(/(?:^\|.*\n)+/gm)].map(([table]) => table.trim().split('\n').map(cellsOf));
  const [head = [], , ...rows] = tables.find(([names]) => names!.includes('app') === (of === 'streams')) ?? [];
  return { head, rows };
}

function cellsOf(line: string): string[] {
  const cells = line.split('|').slice(1, -1);
  return cells.map((cell) => cell.trim());
}

function readLive(section: string): LiveFact[] {
  const { head, rows } = tableOf(section, 'streams');
  return rows.map(([domain = '', time = '', app = '', stream = '', ...counts]) => {
    const counters = head.slice(4).map((name, i) => {
      if (!LIVE_COUNTERS.includes(name as LiveCounter)) throw new Error(`no counter of streams is called ${name}`);
      return [name, BigInt(counts[i] || 0)];
    });
    return { domain, at: Date.parse(time) / 1000, app, stream, counters: Object.fromEntries(counters) };
  });
}

function readUsage(section: string): UsageFact[] {
  const { head, rows } = tableOf(section, 'domains');
  return rows.map(([domain = '', time = '', ...counts]) => {
    const counters = Object.fromEntries(
      head.slice(2).map((name, i) => {
        if (!isCounter(name)) throw new Error(`no counter is called ${name}`);
        return [name, BigInt(counts[i] || 0)];
      }),
    );
    return { domain, at: Date.parse(time) / 1000, counters };
  });
}

type YamlRecord = Record<string, unknown>;

function readAccounts(yaml: string): Account[] {
  return (parse(yaml) as YamlRecord[]).map((account) =>
    fakeAccount({
      id: String(account.id),
      timeZone: String(account.time_zone ?? 'Asia/Shanghai'),
      projects: (account.projects ?? []) as Account['projects'],
      domains: ((account.domains ?? []) as YamlRecord[]).map(({ name, ...claim }) => fakeClaim(String(name), claim)),
      credentials: ((account.credentials ?? []) as YamlRecord[]).map(camelCased) as unknown as Credential[],
    }),
  );
}

function camelCased(record: YamlRecord): YamlRecord {
  const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [camel(name), value]));
}
