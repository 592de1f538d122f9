import { canonicalHost } from '../usage/host-name.ts';
import { timeShape } from './byte-classes.ts';
import { compileApache } from './compile-apache.ts';
import { compileJson } from './compile-json.ts';
import { compileNginx } from './compile-nginx.ts';
import { compileTemplate } from './compile-template.ts';
import { FormatError } from './format-error.ts';
import {
  DEFAULT_HITS,
  DEFAULT_SPREAD_AFTER_MS,
  type FormatFacts,
  type FormatProgram,
  type Role,
  type Step,
  type TextProgram,
  type TimeShape,
} from './program.ts';
import type { FormatSpec, TextKind } from './spec.ts';
import { compileColumns } from './w3c-columns.ts';

/**
 * A format as a person writes it, compiled once into the program that every parser runs.
 *
 *     compileFormat({ kind: 'nginx', text: '[$time_local] $bytes_sent "$host"' }, 'edge')
 *
 * Throws FormatError naming what is wrong and what would be accepted. A format without a host compiles; it needs a domain
 * before it can meter (requireDomain).
 */
export function compileFormat(spec: FormatSpec, name = 'format'): FormatProgram {
  if (spec.kind === 'json') {
    refuseOffset(spec.utcOffsetSeconds);
    const json = compileJson(spec.keys);
    const roles = new Set(json.captures.map((capture) => capture.role));
    return withSpecDomain({ kind: 'json', ...json, ...facts(spec, name, roles) }, spec);
  }
  return withSpecDomain(compileText(spec, name), spec);
}

const TEXT_COMPILERS: Readonly<Record<TextKind, (text: string) => Step[]>> = {
  nginx: compileNginx,
  apache: compileApache,
  template: compileTemplate,
  w3c: compileColumns,
};

function compileText(spec: FormatSpec & { readonly kind: TextKind }, name: string): TextProgram {
  const { kind, text, utcOffsetSeconds } = spec;
  const steps = TEXT_COMPILERS[kind](text);
  requireZone(steps, utcOffsetSeconds);
  const roles = steps.map((step) => (step.kind === 'field' ? step.role : null));
  return {
    kind: 'text',
    steps,
    ...facts(spec, name, new Set(roles)),
    ...(utcOffsetSeconds !== undefined && { utcOffsetSeconds }),
    ...(kind === 'w3c' && { header: kind }),
  };
}

/** Of our own shapes, `compact` never says where its clock hangs, and these may not; nginx's times always do. */
const MAY_LACK_ZONE: readonly (TimeShape | undefined)[] = ['clf', 'iso', 'compact'];

function requireZone(steps: readonly Step[], utcOffsetSeconds: number | undefined): void {
  const time = steps.find((s) => s.kind === 'field' && s.role === 'time');
  const shape = time?.kind === 'field' ? timeShape(time.reading) : undefined;
  if (shape === 'compact' && utcOffsetSeconds === undefined)
    throw new FormatError("times of the form 20260101080000 name no zone: say which with utc_offset, such as '+08:00'");
  if (!MAY_LACK_ZONE.includes(shape)) refuseOffset(utcOffsetSeconds);
}

function refuseOffset(utcOffsetSeconds: number | undefined): void {
  if (utcOffsetSeconds === undefined) return;
  throw new FormatError('utc_offset is for times that name no zone, and those of this format always do');
}

function facts(spec: FormatSpec, name: string, roles: ReadonlySet<Role | null>): FormatFacts {
  return {
    name,
    hits: [...new Set((spec.hits ?? DEFAULT_HITS).map((word) => word.toUpperCase()))].sort(),
    spreadAfterMs: spec.spreadAfterMs === undefined ? DEFAULT_SPREAD_AFTER_MS : spec.spreadAfterMs,
    domain: null,
    hasHost: roles.has('host'),
    hasOrigin: roles.has('origin'),
    hasCache: roles.has('cache'),
  };
}

function withSpecDomain(program: FormatProgram, spec: FormatSpec): FormatProgram {
  return spec.domain === undefined ? program : withDomain(program, spec.domain);
}

/**
 * The program ready to meter: its lines have a host, or `domain` (else the spec's own) stands for it. Throws FormatError
 * when there is neither, when there are both, and when the domain is no usable host name.
 */
export function requireDomain(program: FormatProgram, domain?: string): FormatProgram {
  if (domain !== undefined) return withDomain(program, domain);
  if (program.hasHost || program.domain !== null) return program;
  throw new FormatError(`the format '${program.name}' has no host: give the domain of its lines (--domain www.a.com)`);
}

function withDomain(program: FormatProgram, domain: string): FormatProgram {
  if (program.hasHost) {
    throw new FormatError(
      `the format '${program.name}' has a host in every line: the domain '${domain}' must not be given`,
    );
  }
  const name = canonicalHost(domain);
  if (name === undefined)
    throw new FormatError(`'${domain}' is no usable domain: a host name such as www.a.com is expected`);
  return { ...program, domain: name };
}
