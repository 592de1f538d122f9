import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { QuestionError } from '../query/question-error.ts';
import { parseTime } from '../query/usage-question.ts';
import type { Nodes } from '../repair/nodes.ts';
import type { RemovalScope } from '../repair/removal.ts';
import { canonicalHost } from '../usage/host-name.ts';
import { readJson } from './json-body.ts';
import { Problem } from './problem.ts';

const time = Type.Union([Type.String(), Type.Integer()]);

/** What may stand in the body; readForget says more about it. */
export const ForgetBody = Type.Object(
  {
    domain: Type.String(),
    node: Type.Optional(Type.String()),
    stream: Type.Optional(Type.String({ pattern: '^[0-9a-f]{32}$' })),
    from: time,
    to: time,
    reason: Type.Optional(Type.String({ maxLength: 1000 })),
    dry_run: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
const forgetBody = Compile(ForgetBody);

export interface ForgetRequest {
  readonly scope: RemovalScope;
  /** Absent: a dry run. */
  readonly reason?: string;
}

/**
 * The body of POST /weir/v1/forget:
 *
 *     { "domain": "www.a.com", "node": "edge-1", "from": "2026-01-01T00:00:00Z", "to": 1767229200, "reason": "load test" }
 *
 * Times are RFC 3339 or Unix seconds, half-open and whole minutes. `now` in Unix milliseconds. Throws Problem 400, and
 * RepairFault for an unknown node.
 */
export function readForget(body: unknown, nodes: Nodes, now: number): ForgetRequest {
  const { domain, node, stream, reason = '', dry_run = false, ...range } = readJson(body, forgetBody);
  const scope: RemovalScope = {
    domain: readDomain(domain),
    ...(node !== undefined && { node: nodes.identityOf(node) }),
    ...(stream !== undefined && { stream }),
    ...readRange(range, now),
  };
  if (dry_run) return { scope };
  if (reason.trim() === '') throw badParameter('reason: missing; say why, it is kept for the audit');
  return { scope, reason: reason.trim() };
}

function readDomain(text: string): string {
  const domain = canonicalHost(text);
  if (domain !== undefined && !domain.includes('*')) return domain;
  throw badParameter(`domain: ${JSON.stringify(text.slice(0, 300))} is not one host name such as www.a.com`);
}

function readRange({ from, to }: Readonly<Record<'from' | 'to', string | number>>, now: number) {
  const range = { from: readMinute('from', from), to: readMinute('to', to) };
  if (range.to <= range.from) throw badParameter('to: not after from');
  // a removal lets nothing in for ever; what is still to come was not seen to be wrong by anybody
  if (range.to > now / 1000 + 86_400) throw badParameter('to: more than a day ahead, which is more than can be stored');
  return range;
}

/** Aligning outward would remove more than was asked for. */
function readMinute(name: string, value: string | number): number {
  const seconds = readTime(name, String(value));
  if (seconds % 60 === 0) return seconds;
  throw badParameter(`${name}: ${JSON.stringify(value)} is not a whole minute, which is what usage is kept by`);
}

function readTime(name: string, text: string): number {
  try {
    return parseTime(name, text)!;
  } catch (error) {
    if (error instanceof QuestionError) throw badParameter(error.message);
    throw error;
  }
}

function badParameter(detail: string): Problem {
  return new Problem(400, 'bad-parameter', detail);
}
