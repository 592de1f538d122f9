import type { FastifyRequest } from 'fastify';
import { QuestionError } from '../query/question-error.ts';
import { Problem } from './problem.ts';

/** Reads a request's query parameters; what cannot be used is a 400 that names the parameter. */
export function readQuery<Question>(
  { raw }: FastifyRequest,
  read: (parameters: URLSearchParams) => Question,
): Question {
  const url = raw.url ?? '';
  const mark = url.indexOf('?');
  try {
    return read(new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)));
  } catch (error) {
    if (error instanceof QuestionError) throw new Problem(400, 'bad-parameter', error.message);
    throw error;
  }
}
