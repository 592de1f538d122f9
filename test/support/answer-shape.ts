import type { RawAnswer } from './raw-http.ts';
import { SECRETS } from './sample-server.ts';

/**
 * What is wrong with an answer, whatever was asked: undefined when nothing is. An answer is in one of the dialects or a
 * page, its status fits it, and it says nothing that only the server may know.
 */
export function faultOf(answer: RawAnswer): string | undefined {
  const { status, headers, body } = answer;
  const whole = `${JSON.stringify(headers)}${body}`;
  const secret = Object.entries(SECRETS).find(([, text]) => whole.includes(text))?.[0];
  if (secret !== undefined) return `it has the secret ${secret}`;
  if (LEAKS.test(whole)) return 'it has a stack trace or a path of the machine';
  if (status >= 500 && !(status === 503 && isProblem(answer))) return `status ${status}`;
  return shapeOf(answer) === undefined ? 'it is in no shape' : undefined;
}

// a line of a stack, a module, a folder
const LEAKS = /\bat \S+ \(|\bat (?:async )?[\w.]+:\d+|node:internal|node_modules|\.[jt]s:\d+|\/(?:tmp|home|root|usr)\//;

export type Shape = 'jdcloud' | 'qcloud' | 'huaweicloud' | 'problem' | 'native' | 'page' | 'metrics' | 'empty';

/** The dialect of an answer, by what is in it. */
export function shapeOf(answer: RawAnswer): Shape | undefined {
  const { status, headers, body } = answer;
  const type = headers['content-type'] ?? '';
  if (body === '') return 'empty';
  if (isProblem(answer)) return 'problem';
  if (type.startsWith('text/html')) return body.startsWith('<!doctype html>') ? 'page' : undefined;
  if (type.startsWith('text/plain')) return body.startsWith('# HELP') ? 'metrics' : undefined;
  if (/^(text\/(css|javascript)|image\/svg)/.test(type)) return 'page';
  return type.startsWith('application/json')
    ? jsonShape(status, JSON.parse(body) as Record<string, unknown>)
    : undefined;
}

function isProblem({ status, headers, body }: RawAnswer): boolean {
  if (!headers['content-type']?.startsWith('application/problem+json')) return false;
  const problem = JSON.parse(body) as Record<string, unknown>;
  return problem.status === status && typeof problem.title === 'string' && typeof problem.detail === 'string';
}

function jsonShape(httpStatus: number, json: Record<string, unknown>): Shape | undefined {
  const { status, msg, code, message, codeDesc, error_code, error_msg, traffic_info, total, data } = json;
  if (Number.isInteger(status) && typeof msg === 'string') {
    return httpStatus === 200 && (status !== 0 || Array.isArray(data)) ? 'jdcloud' : undefined;
  }
  if (Number.isInteger(code) && typeof message === 'string' && typeof codeDesc === 'string') {
    return httpStatus === 200 && (code !== 0 || typeof data === 'object') ? 'qcloud' : undefined;
  }
  if (typeof error_code === 'string' && typeof error_msg === 'string') {
    return [400, 401, 404, 413].includes(httpStatus) ? 'huaweicloud' : undefined;
  }
  if (Array.isArray(traffic_info))
    return httpStatus === 200 && traffic_info.length === total ? 'huaweicloud' : undefined;
  return httpStatus === 200 ? 'native' : undefined;
}
