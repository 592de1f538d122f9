import { describe, expect, it } from 'vitest';
import { compileFormat } from '../../src/format/compile.ts';
import { FormatError } from '../../src/format/format-error.ts';
import { meterHash } from '../../src/format/meter-hash.ts';
import type { FormatProgram } from '../../src/format/program.ts';
import { resolveFormat } from '../../src/format/resolve-format.ts';
import type { FormatSpec, TextKind } from '../../src/format/spec.ts';

const compile = (kind: TextKind, text: string, utcOffsetSeconds?: number) =>
  compileFormat({ kind, text, ...(utcOffsetSeconds !== undefined && { utcOffsetSeconds }) });

/** A program in one line: literals quoted, fields as role/reading. */
function steps(program: FormatProgram): string {
  if (program.kind === 'json') return '';
  return program.steps.map((s) => (s.kind === 'literal' ? `'${s.text}'` : `${s.role ?? ''}/${s.reading}`)).join(' ');
}

describe('an Apache format', () => {
  it.each([
    ['%v:%p %t %>s %O', `host/text ':' /digits ' [' time/start_clf '] ' status/digits ' ' bytes/digits`],
    ['LogFormat "%v \\"%r\\" %t %b" edge', `host/text ' "' /text '" [' time/start_clf '] ' bytes/bytes_clf`],
    ["'%t %B'", `'[' time/start_clf '] ' bytes/digits`],
    ['%{HOST}i\\t%v\\t%t\\t%B', `host/text '\t' /text '\t[' time/start_clf ']\t' bytes/digits`],
    ['%v %V %t %b %B %O', `/text ' ' host/text ' [' time/start_clf '] ' /bytes_clf ' ' /digits ' ' bytes/digits`],
    ['%t %{end:sec}t %O', `'[' /start_clf '] ' time/time_unix ' ' bytes/digits`],
    ['%{msec}t %O', `time/start_unix_ms ' ' bytes/digits`],
    ['%{end:%d/%b/%Y:%T %z}t %O', `time/time_local ' ' bytes/digits`],
    ['%{begin:%FT%T%z}t %O', `time/start_iso ' ' bytes/digits`],
    ['%t %O %D %T %{ms}T', `'[' time/start_clf '] ' bytes/digits ' ' duration/micros ' ' /decimal ' ' /millis`],
    ['%t %O %T', `'[' time/start_clf '] ' bytes/digits ' ' duration/decimal`],
    ['%t %O %400,501{User-Agent}i 100%%', `'[' time/start_clf '] ' bytes/digits ' ' /text ' 100%'`],
    ['%v%U %t %O', `host/text '/' /text ' [' time/start_clf '] ' bytes/digits`],
    ['%t %O %{Varnish:handling}x', `'[' time/start_clf '] ' bytes/digits ' ' cache/words`],
    ['%t %<s %O %^FB', `'[' time/start_clf '] ' status/digits ' ' bytes/digits ' ' /text`],
  ])('%s compiles', (text, expected) => {
    expect(steps(compile('apache', text))).toBe(expected);
  });

  it.each([
    ['%v %O', 'the format has no time: it needs %t, or %{end:sec}t'],
    ['%{%H:%M}t %O', 'the format has no time'], // no date and no zone
    ['%v %t', 'the format has no byte count: it needs %O, %B or %b'],
    ['%t %O %', '% must be followed by a directive: %v, %>s or %{Host}i (at character 7 of the format)'],
    ['%t %O%D', 'nothing tells %O and %D apart'],
    ['%D.5 %t %O', "nothing tells the end of %D and '.5 ' apart"],
    ['LogFormat edge', 'LogFormat needs a quoted text'],
    ['%t %O\\n', 'the format writes a line break'],
  ])('%s is refused', (text, message) => {
    expect(() => compile('apache', text)).toThrow(FormatError);
    expect(() => compile('apache', text)).toThrow(message);
  });
});

describe('a template', () => {
  it.each([
    ['{time} {bytes}', `time/time_clf ' ' bytes/digits`],
    ['{start:iso} {bytes:clf} {host:url}', `time/start_iso ' ' bytes/bytes_clf ' ' host/url`],
    ['{start} {time:msec} {bytes}', `/start_clf ' ' time/msec ' ' bytes/digits`],
    ['{{{host:capture}}} {time:unix}\\t{bytes}', `'{' host/capture '} ' time/time_unix '\t' bytes/digits`],
    ['{time} {bytes} {a:token}/{b:words}', `time/time_clf ' ' bytes/digits ' ' /text '/' /words`],
    ['{time} {bytes} {duration_us} {duration_ms}', `time/time_clf ' ' bytes/digits ' ' /micros ' ' duration/millis`],
    ['{time} {bytes} {origin_bytes:nonzero}', `time/time_clf ' ' bytes/digits ' ' origin/nonzero`],
    ['\\{time} {bytes}', `'\\' time/time_clf ' ' bytes/digits`],
  ])('%s compiles', (text, expected) => {
    expect(steps(compile('template', text))).toBe(expected);
  });

  it.each([
    ['{host} {bytes}', 'the format has no time: it needs {time}, when the request ended, or {start}'],
    ['{time} {host}', 'the format has no byte count: it needs {bytes}'],
    ['{time} {bytes} {', 'a field is {name} or {name:reading}, and a brace itself is {{ (at character 16'],
    ['{time} {bytes} }', 'and a brace itself is }}'],
    [
      '{time:soon} {bytes}',
      "{time} cannot be read as 'soon': clf, iso, unix, unix_ms, compact, local, iso8601, msec can",
    ],
    ['{time} {bytes:text}', "{bytes} cannot be read as 'text': digits, clf can stand there"],
    ['{time} {bytes} {agent:url}', "{agent} cannot be read as 'url': text, token"],
    ['{time:unix}{bytes}', 'nothing tells {time:unix} and {bytes} apart'],
    ['{time:clf}-{bytes}', "nothing tells the end of {time:clf} and '-' apart"],
    ['{time:compact} {bytes}', "name no zone: say which with utc_offset, such as '+08:00'"],
    ['{time} {bytes:toString}', "cannot be read as 'toString'"],
  ])('%s is refused', (text, message) => {
    expect(() => compile('template', text)).toThrow(FormatError);
    expect(() => compile('template', text)).toThrow(message);
  });

  it('takes an offset only where its times may lack a zone', () => {
    expect(compile('template', '{time:compact} {bytes}', 3600)).toMatchObject({ utcOffsetSeconds: 3600 });
    expect(() => compile('template', '{time:unix} {bytes}', 3600)).toThrow('utc_offset is for times that name no zone');
    expect(() => compile('nginx', '$time_local $bytes_sent', 0)).toThrow('utc_offset is for times that name no zone');
    const json: FormatSpec = { kind: 'json', keys: { time: 't', bytes: 'b' }, utcOffsetSeconds: 0 };
    expect(() => compileFormat(json)).toThrow('utc_offset is for times that name no zone');
  });
});

describe('a list of columns', () => {
  it('makes one time of date and time, and prefers the x-host-header', () => {
    const program = compile('w3c', 'date time cs(Host) sc-bytes\n  x-host-header sc-status');
    expect(steps(program)).toBe(`time/time_iso '\t' /column '\t' bytes/column '\t' host/column '\t' status/column`);
    expect(program).toMatchObject({ header: 'w3c', hasHost: true, hasCache: false });
  });

  it('needs a time and a byte count', () => {
    expect(() => compile('w3c', 'date sc-bytes time')).toThrow('the columns have no time');
    expect(() => compile('w3c', 'date time')).toThrow('the columns have no bytes: they need sc-bytes');
  });
});

it('can be written out where a name could stand, in every language', () => {
  expect(resolveFormat('apache:%t %O')).toEqual({ kind: 'apache', text: '%t %O' });
  expect(resolveFormat('template:{time} {bytes}')).toEqual({ kind: 'template', text: '{time} {bytes}' });
  expect(resolveFormat('w3c:date time sc-bytes')).toEqual({ kind: 'w3c', text: 'date time sc-bytes' });
});

it('hashes everything a number depends on, the zone and the header too', () => {
  const text = '{time} {bytes} {host}';
  const specs: FormatSpec[] = [
    { kind: 'template', text },
    { kind: 'template', text, utcOffsetSeconds: 0 },
    { kind: 'template', text, utcOffsetSeconds: 3600 },
    { kind: 'template', text: '{start} {bytes} {host}' },
    { kind: 'template', text: '{time} {bytes:clf} {host}' },
    { kind: 'template', text: '{time} {bytes} {host:url}' },
    { kind: 'template', text: `${text} {duration}` },
    { kind: 'template', text: `${text} {duration_ms}` },
    { kind: 'template', text: `${text} {duration_us}` },
    { kind: 'w3c', text: 'date time sc-bytes' },
    { kind: 'w3c', text: 'date time sc-bytes sc-status' },
  ];
  expect(new Set(specs.map((spec) => meterHash(compileFormat(spec)))).size).toBe(specs.length);
});

it('keeps the hashes of formats that were stored before there were zones and headers', () => {
  const nginx = compile('nginx', '[$time_local] $status $bytes_sent "$host"');
  expect(meterHash(nginx)).toBe('7292adc44ce95aefa1717ce754d7409b');
  expect(structuredClone(nginx)).toEqual(nginx);
});
