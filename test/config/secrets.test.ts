import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config/parse-config.ts';
import { createRandom, type Random, runSeed } from '../support/random.ts';

// However a config is broken, no message may hold a secret: neither one written in the file nor one of the environment.
// A valid config with known secrets is damaged in a few places, as a tired person would, and every message searched.

const ROUNDS = 2000;
const LEAK_LENGTH = 8; // that much of a secret in a row is a leak, too
const ALPHABET = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const MARKS = [
  ':',
  ',',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '\n',
  ' ',
  '#',
  '&',
  '*',
  '!',
  '|',
  '>',
  '-',
  '?',
  '%',
  '@',
  '$',
  '\t',
];

test('no damage to a config makes a message tell a secret', () => {
  const random = createRandom(runSeed('config secrets'));
  let faulty = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const secrets = Array.from({ length: 9 }, () => anySecret(random));
    const env = { A: secrets[0], B: secrets[1] };
    const text = damaged(random.chance(0.5) ? flowConfig(secrets) : blockConfig(secrets), random);
    const parsed = parseConfig(text, { path: 'weir.yaml', env });
    if (parsed.ok) continue;
    faulty++;
    const told = parsed.faults.map(({ message }) => message).join('\n');
    for (const secret of secrets) expect(leakOf(secret, told), `${told}\n\n${text}`).toBeUndefined();
  }
  expect(faulty).toBeGreaterThan(ROUNDS / 2);
});

test('the check would notice', () => {
  expect(leakOf('abcdefghijkl', 'it is cdefghijk')).toBe('cdefghij');
});

function leakOf(secret: string, told: string): string | undefined {
  for (let i = 0; i + LEAK_LENGTH <= secret.length; i++) {
    const part = secret.slice(i, i + LEAK_LENGTH);
    if (told.includes(part)) return part;
  }
  return undefined;
}

function anySecret(random: Random): string {
  const letters = Array.from({ length: 20 }, () => random.pick([...ALPHABET]));
  if (random.chance(0.3)) letters[10] = random.pick(['+', '/', '=', '.', '-', ':', '@']);
  return letters.join('');
}

function damaged(text: string, random: Random): string {
  let result = text;
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(result.length);
    const kind = random.below(5);
    if (kind === 0) result = result.slice(0, at) + result.slice(at + 1);
    else if (kind === 1) result = result.slice(0, at) + random.pick(MARKS) + result.slice(at);
    else if (kind === 2) result = result.slice(0, at) + random.pick(MARKS) + result.slice(at + 1);
    else result = withLines(result, random, kind === 3);
  }
  return result;
}

/** A line twice, or away. */
function withLines(text: string, random: Random, twice: boolean): string {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  lines.splice(at, twice ? 0 : 1, ...(twice ? [lines[at]!] : []));
  return lines.join('\n');
}

function flowConfig(s: readonly string[]): string {
  return `listen: 127.0.0.1:8080
store: { kind: clickhouse, url: http://user:${s[8]}@ch:8123 }
ingest: { token: "\${A}", nodes: [ { name: edge-1, token: ${s[2]} } ] }
operators: [ { name: ops, token: "\${B}" } ]
accounts:
  - id: acme
    credentials:
      - { api: jdcloud, username: u, secret_key: ${s[3]} }
      - { api: qcloud, secret_id: i, secret_key: '${s[4]}' }
      - { api: huaweicloud, project_id: p, access_key: k, secret_key: "${s[5]}", token: ${s[6]} }
      - { api: weir, token: ${s[7]} }
`;
}

function blockConfig(s: readonly string[]): string {
  return `operators:
  - name: ops
    token: \${A}
ingest:
  token: \${B}
  nodes:
    - token: ${s[2]}
      name: edge-1
store:
  kind: clickhouse
  url: https://${s[8]}@ch
accounts:
  - id: acme
    time_zone: UTC
    domains:
      - name: www.a.com
        from: 2026-01-01
    credentials:
      - api: qcloud
        secret_id: i
        secret_key: ${s[3]}
      - api: huaweicloud
        project_id: p
        token: ${s[4]}
        access_key: k
        secret_key: "${s[5]}"
      - secret_key: >-
          ${s[6]}
        username: u
        api: jdcloud
      - api: weir
        token: ${s[7]}
`;
}
