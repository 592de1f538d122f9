import type { Answer } from './transport.ts';

/** What the server said besides its sentence: the members of its problem+json (RFC 9457), or nothing. */
export type ProblemMembers = Readonly<Record<string, unknown>>;

/** The server refused what was sent, answered something else than a receipt, or could not be reached. */
export class SendError extends Error {
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  /** The stable code of docs/errors.md, such as `edited`; undefined when the answer is no problem of Weir's. */
  readonly code: string | undefined;
  readonly members: ProblemMembers;
  /** What the server asks to wait before the next try. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, answer?: Answer, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SendError';
    this.status = answer?.status;
    this.retryAfterMs = answer?.retryAfterMs;
    this.members = answer ? membersOf(answer.text) : {};
    const { title } = this.members;
    this.code = typeof title === 'string' ? title : undefined;
  }

  /** `origin` is the server's, as it stands in the message. */
  static refusal(origin: string, answer: Answer): SendError {
    const { detail } = membersOf(answer.text);
    const said = typeof detail === 'string' ? detail : answer.text.slice(0, 200);
    return new SendError(`${origin} refused it (${answer.status}): ${said}`, answer);
  }

  static unreachable(origin: string, cause: unknown): SendError {
    return new SendError(`cannot reach ${origin}: ${reasonOf(cause)}`, undefined, { cause });
  }
}

/** Node tries every address of a name and tells the failures as one error without words. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message;
  return cause instanceof Error ? cause.message : String(cause);
}

function membersOf(text: string): ProblemMembers {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ProblemMembers) : {};
  } catch {
    return {};
  }
}
