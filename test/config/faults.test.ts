// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is the notation of the config itself

import { describe, expect, test } from 'vitest';
import { faultsOf } from './parsed.ts';

// One row per kind of fault: the text, and all that is said about it. A part of the message stands for it.
type Row = [text: string, ...faults: string[]];

const account = (text: string) => `accounts: [ { id: acme, ${text} } ]`;

const tables: Record<string, Row[]> = {
  'the file': [
    ['', '1:1 the file holds nothing'],
    ['# only a comment\n', '1:1 the file holds nothing'],
    ['- a\n', '1:1 the file: a list was found, but a map'],
    ['just words', '1:1 the file: a text was found, but a map'],
  ],
  YAML: [
    ['listen: "x\n', 'this is not YAML: a closing quote'],
    ['store: {kind: embedded\nlisten: a', 'this is not YAML'],
    ['listen: a: b\n', '1:9 this is not YAML: a second "key: value"'],
    ['\tlisten: x\n', '1:1 this is not YAML: lines are indented with spaces'],
    ['tls: @x\n', '1:6 this is not YAML: a text that begins with this character'],
    ['tls: !secret x\n', '1:6 this is not YAML: this tag'],
    ['{}\n---\n{}\n', '2:1 this is not YAML: a second document'],
    ['%YAML 1.1\n---\n{}\n', '1:1 YAML 1.1'],
    ['listen: a:1\nlisten: b:2\n', "2:1 the key 'listen' is given twice in one map; the first stands at line 1"],
    ['listen: *here\n', '1:9 this alias'],
    ['accounts: &a [ *a ]\n', '1:16 this alias stands for a value that holds it'],
    ['<<: 5\n', '1:5 what << merges'],
    ['? [a]\n: 1\n', '1:3 a key must be a text'],
  ],
  keys: [
    ['listne: a:1', "1:1 the file: the key 'listne' is unknown; did you mean listen?"],
    ['colour: red', "1:1 the file: the key 'colour' is unknown: listen, store,"],
    ['__proto__: { listen: a }', "1:1 the file: the key '__proto__' is unknown"],
    ['constructor: 1', "1:1 the file: the key 'constructor' is unknown"],
    [
      'operators: [ { name: a, token:x } ]',
      "1:25 operators[0]: a space is missing after 'token:'",
      '1:14 operators[0]: token is missing',
    ],
    ['tls:\n  cert: a\n', '2:3 tls: key is missing'],
    ['accounts:\n', 'accounts: nothing was found, but a list of accounts'],
  ],
  listen: [
    ['listen: nowhere', "1:9 listen: 'nowhere' is no address to listen on: HOST:PORT"],
    ['listen: 127.0.0.1:70000', '1:9 listen:'],
    ['listen: 1.2.3:80', '1:9 listen:'],
    ['listen: ::1:80', '1:9 listen:'],
    ['listen: ":80"', '1:9 listen:'],
    ['listen: 8080', '1:9 listen: a number was found, but HOST:PORT'],
  ],
  'store, tls and retention': [
    ['store: { kind: sqlite }', "1:16 store.kind: 'sqlite' is unknown: embedded or clickhouse is expected"],
    ['store: { path: x }', '1:8 store: kind is missing'],
    ['store: { kind: embedded, url: x }', "1:26 store: the key 'url' is unknown", '1:8 store: path is missing'],
    ['store: { kind: clickhouse, url: "ftp://x" }', '1:33 store.url: a text was found, but a URL'],
    ['tls: server.pem', '1:6 tls: a text was found, but a map'],
    ['retention: { minutes: 93 }', '1:23 retention.minutes: a number was found, but a duration'],
    ['retention: { minutes: 93days }', "1:23 retention.minutes: '93days' is not understood"],
    ['retention: { minutes: 10s }', "1:23 retention.minutes: '10s' is out of range: 1h to 36500d"],
    ['retention: { minutes: 9d, five_minutes: 8d }', '1:41 retention: five_minutes is shorter than minutes'],
  ],
  'ingest and operators': [
    ['ingest: {}', '1:9 ingest: token or nodes is missing'],
    ['ingest: { token: "" }', '1:18 ingest.token: an empty text was found'],
    [
      'ingest: { token: 12345 }',
      '1:18 ingest.token: a number was found, but a text that is not empty (digits need quotes)',
    ],
    ['ingest: { nodes: { name: a, token: b } }', '1:18 ingest.nodes: a map was found, but a list of nodes'],
    [
      'ingest: { nodes: [ { name: a, token: x }, { name: b, token: x } ] }',
      '1:61 ingest.nodes[1].token: the same token stands at line 1 for another sender',
    ],
    ['ingest: { token: x, nodes: [ { name: a, token: x } ] }', '1:48 ingest.nodes[0].token: the same token'],
    ['operators: [ { name: ops } ]', '1:14 operators[0]: token is missing'],
    ['operators: [ { name: a, token: x }, { name: b, token: x } ]', '1:55 operators[1].token: the same token'],
    [
      'operators: [ { name: a, token: x } ]\naccounts: [ { id: a, credentials: [ { api: weir, token: x } ] } ]',
      '1:32 operators[0].token: the same token stands at line 2 for another reader',
    ],
  ],
  formats: [
    ['formats: { e: {} }', '1:15 formats.e: either nginx'],
    [
      `formats: { e: { nginx: '$time_local $bytes_sent', json: { time: a, bytes: b } } }`,
      '1:15 formats.e: either nginx',
    ],
    [`formats: { e: { nginx: '$host $bytes_sent' } }`, '1:24 formats.e: the format has no time'],
    [`formats: { e: { nginx: '$time_local$bytes_sent' } }`, '1:24 formats.e:'],
    [`formats: { e: { nginx: 5 } }`, '1:24 formats.e.nginx: a number was found'],
    ['formats: { e: { json: { time: t } } }', '1:23 formats.e: the JSON format has no bytes'],
    ['formats: { e: { json: { time: t, bytes: 5 } } }', '1:41 formats.e.json.bytes: a number was found'],
    [
      'formats: { e: { json: { time: t, bytes: b, duration: d, duration_ms: m } } }',
      '1:23 formats.e: the JSON format has both duration',
    ],
    [
      'formats: { e: { json: { time: t, bytes: b, hosts: h } } }',
      "1:44 formats.e.json: the key 'hosts' is unknown; did you mean host?",
    ],
    [
      `formats: { e: { nginx: '$time_local $bytes_sent', hits: HIT } }`,
      'formats.e.hits: a text was found, but a list of cache statuses',
    ],
    [
      `formats: { e: { nginx: '$time_local $bytes_sent', spread_after: never } }`,
      "formats.e.spread_after: 'never' is not understood",
    ],
    [
      `formats: { e: { nginx: '$time_local $bytes_sent', spread_after: 25h } }`,
      "formats.e.spread_after: '25h' is out of range: 0s to 24h",
    ],
    [`formats: { e: { nginx: '$time_local $bytes_sent', domain: 'a b' } }`, "formats.e.domain: 'a…' is no domain"],
    [
      `formats: { e: { nginx: '$time_local $host $bytes_sent', domain: a.com } }`,
      'formats.e: domain is for a format without a host',
    ],
    [`formats: { 'nginx:x': { nginx: '$time_local $bytes_sent' } }`, '1:12 formats: a format needs a name'],
  ],
  accounts: [
    ['accounts: [ { time_zone: UTC } ]', '1:13 accounts[0]: id is missing'],
    ['accounts: [ { id: a }, { id: a } ]', '1:30 accounts[1].id: the account at line 1 has this id too'],
    [
      account('time_zone: Asia/Shangai'),
      "accounts[0].time_zone: 'Asia/Shangai' is no time zone; did you mean Asia/Shanghai?",
    ],
    [account('time_zone: "+08:00"'), "accounts[0].time_zone: '+08:00' is no time zone; an IANA name"],
    [
      account('projects: [ { id: 1, name: a }, { id: 1, name: b } ]'),
      'accounts[0].projects[1].id: 1 is already the project',
    ],
    [account('projects: [ { id: -1, name: a } ]'), "accounts[0].projects[0].id: '-1' is out of range: a whole number"],
    [account('projects: [ { id: 1.5, name: a } ]'), "accounts[0].projects[0].id: '1.5' is out of range"],
    [account('projects: [ { id: "1", name: a } ]'), 'accounts[0].projects[0].id: a text was found, but a whole number'],
    [account('projects: [ { id: 1 } ]'), 'accounts[0].projects[0]: name is missing'],
  ],
  domains: [
    [account('domains: [ www.a.com ]'), 'accounts[0].domains[0]: a text was found, but a map'],
    [
      account('domains: [ { name: a.com, project: 7 } ]'),
      'accounts[0].domains[0]: the account has no project 7; its projects are 0',
    ],
    [
      account('projects: [ { id: 7, name: a } ], domains: [ { name: a.com } ]'),
      'accounts[0].domains[0]: the account has no project 0 (the default); its projects are 7',
    ],
    [account('domains: [ { name: a.com, service: vod } ]'), "domains[0].service: 'vod' is unknown: cdn or live"],
    [account('domains: [ { name: a.com, from: 2026-02-30 } ]'), "domains[0].from: '2026-02-30' is no day"],
    [account('domains: [ { name: a.com, from: 20260101 } ]'), 'domains[0].from: a number was found, but a day'],
    [account('domains: [ { name: "a.*.com" } ]'), "domains[0].name: 'a.*.com' is no domain: a wildcard is"],
    [account('domains: [ { name: "*" } ]'), "domains[0].name: '*' is no domain"],
    [account('domains: [ { name: "*." } ]'), "domains[0].name: '*.' is no domain"],
    [account('domains: [ { name: "*a.com" } ]'), "domains[0].name: '*a.com' is no domain"],
    [
      account('domains: [ { name: "a.com:80" } ]'),
      "domains[0].name: 'a.com:80' holds a port: usage is kept per host name, a.com",
    ],
    [account('domains: [ { name: .a.com } ]'), "domains[0].name: '.a.com' is no domain"],
    [account('domains: [ { name: "*..a.com" } ]'), "domains[0].name: '*..a.com' is no domain"],
    [account('domains: [ { name: "a/b" } ]'), "domains[0].name: 'a/b' is no domain"],
    [
      account('domains: [ { name: a.com }, { name: A.com } ]'),
      "domains[1].name: 'a.com' is claimed by this account at line 1 too",
    ],
    [
      'accounts:\n- { id: a, domains: [ { name: "*.b.com" } ] }\n- { id: b, domains: [ { name: "*.b.com" } ] }',
      "3:31 accounts[1].domains[0].name: '*.b.com' is claimed by another account at line 2 too",
    ],
    [
      'accounts:\n- { id: a, domains: [ { name: b.com, from: 2026-01-01 } ] }\n- { id: b, domains: [ { name: b.com, from: 2026-01-01 } ] }',
      "3:31 accounts[1].domains[0].name: 'b.com' is claimed by another account at line 2 from the same day too",
    ],
  ],
  credentials: [
    [
      account('credentials: [ { api: aws } ]'),
      "credentials[0].api: 'aws' is unknown: jdcloud, qcloud, huaweicloud or weir",
    ],
    [account('credentials: [ { username: x } ]'), 'credentials[0]: api is missing'],
    [account('credentials: [ { api: jdcloud, username: x } ]'), 'credentials[0]: secret_key is missing'],
    [account('credentials: [ { api: qcloud, secret_key: x } ]'), 'credentials[0]: secret_id is missing'],
    [
      account('credentials: [ { api: qcloud, username: u, secret_id: i, secret_key: x } ]'),
      "credentials[0]: the key 'username' is unknown",
    ],
    [
      account('credentials: [ { api: huaweicloud, project_id: p } ]'),
      'credentials[0]: access_key and secret_key, or token',
    ],
    [
      account('credentials: [ { api: huaweicloud, project_id: p, access_key: k } ]'),
      'credentials[0]: secret_key is missing: the two keys',
    ],
    [
      account('credentials: [ { api: huaweicloud, project_id: p, secret_key: k, token: t } ]'),
      'credentials[0]: access_key is missing: the two keys',
    ],
    [account('credentials: [ { api: huaweicloud, token: t } ]'), 'credentials[0]: project_id is missing'],
    [account('credentials: [ { api: weir, token: } ]'), 'credentials[0].token: nothing was found'],
  ],
  'what a missing colon joins': [
    [
      'accounts:\n- id: a\n  credentials:\n  - api: weir\n      token hunter2\n',
      "4:10 accounts[0].credentials[0].api: 'weir…' is unknown",
    ],
    [
      'accounts:\n- id: a\n  time_zone: Mars\n    token hunter2\n',
      "3:14 accounts[0].time_zone: 'Mars…' is no time zone",
    ],
    [
      'accounts: [ { id: a, credentials: [ { api: weir, hunter2 } ] } ]',
      'credentials[0]: a key without a value is unknown',
      'credentials[0]: token is missing',
    ],
    [
      'accounts: [ { id: a, credentials: [ { api: weir, token hunter2 } ] } ]',
      'credentials[0]: a key without a value is unknown',
      'credentials[0]: token is missing',
    ],
  ],
  'keys that may hold a secret': [
    [
      'operators: [ { name: a, token:hunter2, token:hunter2 } ]',
      '1:40 this key is given twice',
      "1:25 operators[0]: a space is missing after 'token:'",
      '1:14 operators[0]: token is missing',
    ],
    ['"a hunter2": 1', '1:1 the file: this key is unknown'],
  ],
  'the environment': [
    ['ingest: { token: "${NOT_THERE}" }', '1:18 ingest.token: the environment variable NOT_THERE is not set'],
    ['ingest: { token: "${EMPTY}" }', '1:18 ingest.token: the environment variable EMPTY is empty'],
    [
      'listen: "${NOT_THERE}:${EMPTY}"',
      '1:9 listen: the environment variable NOT_THERE is not set',
      '1:9 listen: the environment variable EMPTY is empty',
    ],
    [account('time_zone: "${SECRET}"'), "time_zone: '${SECRET}' is no time zone"],
    [account('projects: [ { id: "${SECRET}", name: a } ]'), "id: '${SECRET}' does not hold a whole number"],
  ],
};

describe.each(Object.entries(tables))('%s', (_name, rows) => {
  test.each(rows)('%j', (text, ...expected) => {
    const faults = faultsOf(text, { EMPTY: '', SECRET: 'hush' });
    expect(faults, faults.join('\n')).toHaveLength(expected.length);
    for (const part of expected) expect(faults.join('\n')).toContain(part);
    for (const fault of faults) expect(fault).not.toMatch(/hush|hunter2|undefined|\[object/);
  });
});

describe('one credential in two accounts', () => {
  const pairs: [key: string, credential: string, other: string][] = [
    ['username', 'api: jdcloud, username: KNOWN, secret_key: a', 'api: jdcloud, username: KNOWN, secret_key: b'],
    ['secret_id', 'api: qcloud, secret_id: KNOWN, secret_key: a', 'api: qcloud, secret_id: KNOWN, secret_key: b'],
    ['project_id', 'api: huaweicloud, project_id: KNOWN, token: a', 'api: huaweicloud, project_id: KNOWN, token: b'],
    [
      'access_key',
      'api: huaweicloud, project_id: a, access_key: KNOWN, secret_key: s',
      'api: huaweicloud, project_id: b, access_key: KNOWN, secret_key: s',
    ],
    ['token', 'api: huaweicloud, project_id: a, token: KNOWN', 'api: huaweicloud, project_id: b, token: KNOWN'],
    ['token', 'api: weir, token: KNOWN', 'api: weir, token: KNOWN'],
  ];
  test.each(pairs)('is a fault by its %s: { %s }', (key, one, two) => {
    const faults = faultsOf(
      `accounts:\n- { id: a, credentials: [ { ${one} } ] }\n- { id: b, credentials: [ { ${two} } ] }`,
    );
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^3:\\d+ accounts\\[1\\]\\.credentials\\[0\\]\\.${key}: .* at line 2`));
    expect(faults[0]).not.toContain('KNOWN');
  });

  test('is none where a token of Huawei Cloud is another account’s token of Weir', () => {
    const huawei = '{ api: huaweicloud, project_id: p, token: x }';
    expect(
      faultsOf(
        `accounts:\n- { id: a, credentials: [ ${huawei} ] }\n- { id: b, credentials: [ { api: weir, token: x } ] }`,
      ),
    ).toEqual([]);
  });

  test('is none where two apis happen to use the same text', () => {
    expect(
      faultsOf(
        `accounts:\n- { id: a, credentials: [ { api: jdcloud, username: x, secret_key: x } ] }\n- { id: b, credentials: [ { api: weir, token: x } ] }`,
      ),
    ).toEqual([]);
  });
});

test('many faults are told at once, in the order of the file', () => {
  const text = `listen: 127.0.0.1
store: { kind: embedded, path: ./data, size: 5 }
retention: { minutes: never }
formats:
  edge: { nginx: '$host $bytes_sent' }
operators:
  - { name: ops }
accounts:
  - id: acme
    tiem_zone: UTC
    domains:
      - { name: "www.a.com", project: 3 }
      - { name: "w*.com" }
      - { name: www.a.com }
    credentials:
      - { api: weir, token: "\${MISSING}" }
  - id: acme
`;
  expect(faultsOf(text).map((fault) => fault.split(' ').slice(0, 2).join(' '))).toEqual([
    '1:9 listen:',
    '2:40 store:',
    '3:23 retention.minutes:',
    '5:18 formats.edge:',
    '7:5 operators[0]:',
    '10:5 accounts[0]:',
    '12:39 accounts[0].domains[0]:',
    '13:17 accounts[0].domains[1].name:',
    '14:17 accounts[0].domains[2].name:',
    '16:29 accounts[0].credentials[0].token:',
    '17:9 accounts[1].id:',
  ]);
});

test('aliases of aliases are refused before they fill the memory', () => {
  const levels = Array.from(
    { length: 30 },
    (_, i) =>
      `x${i}: &x${i} [ ${Array(10)
        .fill(i === 0 ? 'lol' : `*x${i - 1}`)
        .join(', ')} ]`,
  );
  const started = performance.now();
  expect(faultsOf(levels.join('\n')).join()).toContain('stands for more than 2000000 values');
  expect(performance.now() - started).toBeLessThan(2000);
});

test.each(['[', '{a: ', '- ', '? '])('fifty thousand nested %j are refused, and the process lives', (opening) => {
  const faults = faultsOf(`listen: x\nstore:\n  ${opening.repeat(50_000)}`);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(/^3:\d{2,3} lists and maps are nested more than 40 levels deep$/);
});
