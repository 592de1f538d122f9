import { canonicalHost } from '../usage/host-name.ts';
import { compileJson } from './compile-json.ts';
import { compileNginx } from './compile-nginx.ts';
import { FormatError } from './format-error.ts';
import { DEFAULT_HITS, DEFAULT_SPREAD_AFTER_MS, type FormatFacts, type FormatProgram, type Role } from './program.ts';
import type { FormatSpec } from './spec.ts';

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
    const captures = compileJson(spec.keys);
    return withSpecDomain({ kind: 'json', captures, ...facts(spec, name, new Set(captures.map((c) => c.role))) }, spec);
  }
  const steps = compileNginx(spec.text);
  const roles = steps.map((step) => (step.kind === 'field' ? step.role : null));
  return withSpecDomain({ kind: 'text', steps, ...facts(spec, name, new Set(roles)) }, spec);
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
