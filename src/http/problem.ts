import type { FastifyReply } from 'fastify';

/** A refusal on Weir's own surface, written as problem+json (RFC 9457). */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.headers = headers;
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

export function problemBody({ status, code, message }: Problem): string {
  return JSON.stringify({ type: 'about:blank', title: code, status, detail: message });
}

/** The request itself is broken, whatever it is about. */
export function badRequest(status: number, detail: string): Problem {
  return new Problem(status, 'bad-request', detail);
}
