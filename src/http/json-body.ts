import { Problem } from './problem.ts';

/** What a compiled TypeBox schema can do. */
export interface Schema<Value> {
  Check(value: unknown): value is Value;
  Errors(value: unknown): { readonly instancePath: string; readonly message: string }[];
}

/** A request's body, which arrives as bytes, as what the schema says; 400 names the first place where it is not. */
export function readJson<Value>(body: unknown, schema: Schema<Value>): Value {
  const value = parsed(body);
  if (schema.Check(value)) return value;
  const [first] = schema.Errors(value);
  throw badBody(`${first?.instancePath || 'it'} ${first?.message ?? 'does not fit'}`);
}

function parsed(body: unknown): unknown {
  if (!(body instanceof Buffer)) throw badBody('there is none');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw badBody('it is not JSON in UTF-8');
  }
}

function badBody(detail: string): Problem {
  return new Problem(400, 'bad-parameter', `the body: ${detail}`);
}
