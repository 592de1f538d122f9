import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../src/format/presets/index.ts';
import { configOf, faultsOf } from './parsed.ts';

const spec = (text: string) => configOf(`formats: { edge: ${text} }`).formats.edge;
const faults = (text: string) => faultsOf(`formats: { edge: ${text} }`);

describe('a format of the config', () => {
  test('can be in any of the four text languages, its text taken as it is', () => {
    expect(spec(`{ apache: '%v %t %O' }`)).toEqual({ kind: 'apache', text: '%v %t %O' });
    const text = `{time} {bytes} $\{x}`; // not the environment's
    expect(spec(`{ template: '${text}' }`)).toEqual({ kind: 'template', text });
    expect(spec(`{ w3c: date time sc-bytes }`)).toEqual({ kind: 'w3c', text: 'date time sc-bytes' });
    expect(spec(`{ nginx: '$time_local $bytes_sent' }`)).toEqual({ kind: 'nginx', text: '$time_local $bytes_sent' });
  });

  test('can be a preset with something else beside it', () => {
    expect(spec('{ preset: squid }')).toEqual(PRESETS.squid);
    const changed = spec('{ preset: haproxy-http, utc_offset: "-03:30", hits: [X], spread_after: off }');
    expect(changed).toEqual({
      ...PRESETS['haproxy-http'],
      utcOffsetSeconds: -12_600,
      hits: ['X'],
      spreadAfterMs: null,
    });
    expect(spec('{ preset: combined, domain: a.com }')).toEqual({ ...PRESETS.combined, domain: 'a.com' });
  });

  test('can be each of those that docs/log-formats.md shows', () => {
    const page = readFileSync(new URL('../../docs/log-formats.md', import.meta.url), 'utf8');
    const shown = /```yaml\n([^`]+)```/.exec(page)![1]!;
    const kinds = Object.values(configOf(shown).formats).map(({ kind }) => kind);
    expect(kinds).toEqual(['nginx', 'apache', 'template', 'w3c', PRESETS['haproxy-http']!.kind]);
  });

  test('says how far its clock is east of Greenwich', () => {
    const offset = (text: string) =>
      spec(`{ template: '{time:compact} {bytes}', utc_offset: ${text} }`)?.utcOffsetSeconds;
    expect(offset('"+08:00"')).toBe(28_800);
    expect(offset('+14:00')).toBe(50_400);
    expect(offset('"-00:30"')).toBe(-1800);
    expect(offset('"+00:00"')).toBe(0);
  });
});

describe('a faulty format is refused:', () => {
  const compact = `template: '{time:compact} {bytes}'`;
  test.each([
    [
      '{ hits: [HIT] }',
      '1:18 formats.edge: either nginx, apache, template, w3c (a text), json (a map of keys) or preset',
    ],
    [`{ apache: '%t %O', preset: squid }`, '1:18 formats.edge: either nginx'],
    [`{ apache: '%v %O' }`, '1:28 formats.edge: the format has no time: it needs %t'],
    [`{ template: '{time:soon} {bytes}' }`, "1:30 formats.edge: {time} cannot be read as 'soon'"],
    [`{ template: 5 }`, '1:30 formats.edge.template: a number was found, but a text is expected'],
    [`{ w3c: 'date time' }`, '1:25 formats.edge: the columns have no bytes'],
    [`{ preset: squidd }`, "1:28 formats.edge.preset: 'squidd' is no preset: weir"],
    [`{ preset: toString }`, "1:28 formats.edge.preset: 'toString' is no preset"],
    [`{ ${compact} }`, '1:30 formats.edge: times of the form 20260101080000 name no zone'],
    [
      `{ ${compact}, utc_offset: 8 }`,
      'formats.edge.utc_offset: a number was found, but a time offset such as "+08:00"',
    ],
    [`{ ${compact}, utc_offset: "+8" }`, `formats.edge.utc_offset: '+8' is no time offset: one such as "+08:00"`],
    [`{ ${compact}, utc_offset: "+14:01" }`, `formats.edge.utc_offset: '+14:01' is no time offset`],
    [`{ ${compact}, utc_offset: "+08:60" }`, `formats.edge.utc_offset: '+08:60' is no time offset`],
    [`{ preset: weir, utc_offset: "+08:00" }`, '1:28 formats.edge: utc_offset is for times that name no zone'],
    [
      `{ json: { time: t, bytes: b }, utc_offset: "+08:00" }`,
      'formats.edge: utc_offset is for times that name no zone',
    ],
    [`{ preset: squid, domain: a.com }`, 'formats.edge: domain is for a format without a host'],
  ])('%s', (text, fault) => {
    expect(faults(text).join('\n')).toContain(fault);
  });

  test.each(['nginx:x', 'apache:%t', 'template:x', 'w3c:x', ''])('it cannot be called "%s"', (name) => {
    expect(faultsOf(`formats: { "${name}": { preset: squid } }`)).toEqual([
      '1:12 formats: a format needs a name that is not empty and does not begin with nginx:, apache:, template:, w3c:',
    ]);
  });
});
