import { expect, it } from 'vitest';
import { compileFormat, requireDomain } from '../../src/format/compile.ts';
import { FormatError } from '../../src/format/format-error.ts';
import { meterHash } from '../../src/format/meter-hash.ts';
import { PRESETS } from '../../src/format/presets/index.ts';
import type { FormatProgram } from '../../src/format/program.ts';
import { resolveFormat } from '../../src/format/resolve-format.ts';

const nginx = (text: string) => compileFormat({ kind: 'nginx', text });
const T = '$time_iso8601';

/** A program in one line: literals quoted, fields as role/reading. */
function steps(program: FormatProgram): string {
  if (program.kind === 'json') return '';
  return program.steps.map((s) => (s.kind === 'literal' ? `'${s.text}'` : `${s.role ?? ''}/${s.reading}`)).join(' ');
}

it.each([
  ['[$time_local] $bytes_sent "$host"', `'[' time/time_local '] ' bytes/digits ' "' host/text '"'`],
  [`\${host} $msec \${bytes_sent}`, `host/text ' ' time/msec ' ' bytes/digits`],
  [
    `$host $http_host ${T} $bytes_sent $body_bytes_sent`,
    `host/text ' ' /text ' ' time/time_iso8601 ' ' bytes/digits ' ' /digits`,
  ],
  [`$server_name|$http_host|${T}|$body_bytes_sent`, `/text '|' host/text '|' time/time_iso8601 '|' bytes/digits`],
  [
    `$scheme://$host$request_uri ${T} $bytes_sent`,
    `/text '://' host/text '/' /text ' ' time/time_iso8601 ' ' bytes/digits`,
  ],
  [`$a$b ${T} $bytes_sent`, `/text ' ' time/time_iso8601 ' ' bytes/digits`],
  [`${T} $time_local $msec $bytes_sent`, `time/time_iso8601 ' ' /time_local ' ' /msec ' ' bytes/digits`],
  [`${T} $bytes_sent0`, 'error'],
  [`${T} \${bytes_sent}0`, `time/time_iso8601 ' ' bytes/text '0'`],
  [`${T} $upstream_bytes_received, $bytes_sent`, `time/time_iso8601 ' ' origin/text ', ' bytes/digits`],
  [
    `${T} $upstream_cache_status $upstream_addr $bytes_sent`,
    `time/time_iso8601 ' ' cache/words ' ' /addresses ' ' bytes/digits`,
  ],
  [`${T} $bytes_sent $bytes_sent $request_time`, `time/time_iso8601 ' ' bytes/digits ' ' /digits ' ' duration/decimal`],
])('compiles %s', (text, expected) => {
  if (expected === 'error') expect(() => nginx(text)).toThrow(FormatError);
  else expect(steps(nginx(text))).toBe(expected);
});

it.each([
  ['$host $bytes_sent', 'the format has no time: it needs $time_iso8601, $time_local or $msec'],
  [`${T} $host`, 'the format has no byte count: it needs $bytes_sent or $body_bytes_sent'],
  [`${T} $bytes_sent$host`, 'nothing tells $bytes_sent and $host apart'],
  [`${T}$host $bytes_sent`, '(at character 14 of the format)'],
  [`${T} $bytes_sent $`, '$ must be followed by a variable name'],
  [`${T} $bytes_sent \${host`, '$ must be followed by a variable name'],
  [`${T} $bytes_sent\\n$host`, 'the format writes a line break'],
])('refuses %s', (text, message) => {
  expect(() => nginx(text)).toThrow(FormatError);
  expect(() => nginx(text)).toThrow(message);
});

it('knows what a format has', () => {
  const program = nginx(`${T} $host $bytes_sent $upstream_cache_status "$upstream_bytes_received"`);
  expect(program).toMatchObject({
    hasHost: true,
    hasCache: true,
    hasOrigin: true,
    domain: null,
    spreadAfterMs: 60_000,
  });
  expect(program.hits).toEqual(['HIT', 'REVALIDATED', 'STALE', 'UPDATING']);
});

it('needs a time and a byte count of a JSON format, and one duration at most', () => {
  expect(() => compileFormat({ kind: 'json', keys: { time: 't', bytes: '' } })).toThrow('the JSON format has no bytes');
  const both = { time: 't', bytes: 'b', duration: 'd', duration_ms: 'm' };
  expect(() => compileFormat({ kind: 'json', keys: both })).toThrow('both duration (seconds) and duration_ms');
});

it('asks for a domain exactly when the lines have none', () => {
  const bare = nginx(`${T} $bytes_sent`);
  const hosted = nginx(`${T} $bytes_sent $host`);
  expect(() => requireDomain(bare)).toThrow('has no host: give the domain');
  expect(() => requireDomain(hosted, 'a.com')).toThrow('must not be given');
  expect(() => requireDomain(bare, 'a b')).toThrow("'a b' is no usable domain");
  expect(requireDomain(bare, 'WWW.A.com:80').domain).toBe('www.a.com');
  expect(requireDomain(hosted)).toBe(hosted);
  const spec = { kind: 'nginx', text: `${T} $bytes_sent`, domain: 'spec.com' } as const;
  expect(requireDomain(compileFormat(spec)).domain).toBe('spec.com');
  expect(requireDomain(compileFormat(spec), 'given.com').domain).toBe('given.com');
});

it('hashes what a number depends on, and not how it was written', () => {
  const base = { kind: 'nginx', text: `${T} $bytes_sent $host $x` } as const;
  const hash = (spec: Parameters<typeof compileFormat>[0]) => meterHash(compileFormat(spec));
  expect(hash(base)).toMatch(/^[0-9a-f]{32}$/);
  expect(hash({ ...base, text: `'${T} ' '$bytes_sent $host $y'` })).toBe(hash(base));
  expect(hash({ ...base, hits: ['stale', 'Hit', 'updating', 'REVALIDATED'] })).toBe(hash(base));
  const others = [
    { ...base, text: `${T} $body_bytes_sent $host  $x` },
    { ...base, hits: ['HIT'] },
    { ...base, spreadAfterMs: null },
    { ...base, spreadAfterMs: 61_000 },
    { kind: 'nginx', text: `${T} $bytes_sent $foo $x`, domain: 'a.com' } as const,
    { kind: 'nginx', text: `${T} $bytes_sent $foo $x`, domain: 'b.com' } as const,
    { kind: 'json', keys: { time: 't', bytes: 'b' } } as const,
  ];
  expect(new Set([base, ...others].map(hash)).size).toBe(others.length + 1);
});

it('compiles every preset, and a preset may be replaced by a format of the config', () => {
  for (const [name, spec] of Object.entries(PRESETS)) expect(compileFormat(spec, name).name).toBe(name);
  const own = { kind: 'nginx', text: `${T} $bytes_sent` } as const;
  expect(resolveFormat('weir', { weir: own })).toBe(own);
  expect(resolveFormat('combined', { weir: own })).toBe(PRESETS.combined);
  expect(resolveFormat('nginx:$host')).toEqual({ kind: 'nginx', text: '$host' });
  expect(() => resolveFormat('edge', { own })).toThrow(
    `there is no format 'edge': use one of ${['own', ...Object.keys(PRESETS)].join(', ')}, or nginx:<log_format text>`,
  );
  expect(() => resolveFormat('toString')).toThrow(FormatError);
});

it('survives being posted to a thread', () => {
  const program = nginx(`${T} $bytes_sent $host`);
  expect(structuredClone(program)).toEqual(program);
});
