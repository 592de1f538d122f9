import type { FastifyReply } from 'fastify';

/** A refusal on Weir's own surface, written as problem+json (RFC 9457). */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Members of the answer beside the usual ones, for programs. */
  readonly members: Readonly<Record<string, number>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    headers: Readonly<Record<string, string>> = {},
    members: Readonly<Record<string, number>> = {},
  ) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.members = members;
  }
}

/** `code` is stable and documented in docs/errors.md; `detail` says what was wrong and what would be accepted. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type('application/problem+json')
    .send(problemBody(problem));
}

export function problemBody({ status, code, message, members }: Problem): string {
  return JSON.stringify({ type: 'about:blank', title: code, status, detail: message, ...members });
}

/** The request itself is broken, whatever it is about. */
export function badRequest(status: number, detail: string): Problem {
  return new Problem(status, 'bad-request', detail);
}
