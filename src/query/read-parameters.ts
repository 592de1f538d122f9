import type { Static, TObject } from 'typebox';
import { Compile } from 'typebox/compile';
import { QuestionError } from './question-error.ts';

/** Query parameters -> what a schema says; the same schema stands in the OpenAPI document. */
export type ReadParameters<Schema extends TObject> = (parameters: URLSearchParams) => Static<Schema>;

/**
 * A reader of query parameters:
 *
 *     const read = parameterReader(Type.Object({ month: Type.String(), domain: Type.Optional(Type.Array(Type.String())) }));
 *     read(new URLSearchParams('month=2026-10&domain=a.com,b.com'))   // { month: '2026-10', domain: ['a.com', 'b.com'] }
 *
 * A list may be repeated, comma-separated or both. Unknown parameters, those given twice and those that are missing are
 * QuestionErrors, as is a value that does not fit; the schema's `enum` or `examples` say what would be accepted.
 */
export function parameterReader<Schema extends TObject>(schema: Schema): ReadParameters<Schema> {
  const compiled = Compile(schema);
  const names = Object.keys(schema.properties);
  return (parameters) => {
    const values = Object.fromEntries(
      grouped(parameters, names).map((name) => [name, givenValue(parameters, schema, name)]),
    );
    if (compiled.Check(values)) return values as Static<Schema>;
    throw misfit(compiled.Errors(values)[0]!.instancePath, values, schema);
  };
}

/** The names that were given, in the schema's order; every other one is a fault. */
function grouped(parameters: URLSearchParams, names: readonly string[]): readonly string[] {
  for (const name of parameters.keys()) {
    if (!names.includes(name)) throw new QuestionError(name, `not a parameter; there are ${names.join(', ')}`);
  }
  return names.filter((name) => parameters.has(name));
}

function givenValue(parameters: URLSearchParams, schema: TObject, name: string): string | string[] {
  const values = parameters.getAll(name);
  if (isList(schema, name)) return values.flatMap((value) => value.split(',').map((item) => item.trim()));
  if (values.length > 1) throw new QuestionError(name, `given ${values.length} times, once is accepted`);
  return values[0]!;
}

function isList(schema: TObject, name: string): boolean {
  return detailsOf(schema, name).items !== undefined;
}

/** The parts of a parameter's JSON schema that messages are made from. */
interface Details {
  readonly items?: Details;
  readonly enum?: readonly string[];
  readonly examples?: readonly string[];
}

function detailsOf(schema: TObject, name: string): Details {
  return schema.properties[name] as Details;
}

/** `path` is '/step' or '/metrics/1', or '' where something is missing. */
function misfit(path: string, values: Readonly<Record<string, string | string[]>>, schema: TObject): QuestionError {
  const [, name, index] = path.split('/');
  if (!name) {
    const missing = ((schema as { required?: readonly string[] }).required ?? []).find(
      (each) => !Object.hasOwn(values, each),
    )!;
    return new QuestionError(missing, `missing; ${accepted(detailsOf(schema, missing))}`);
  }
  const given = index === undefined ? values[name] : values[name]?.[Number(index)];
  const details = detailsOf(schema, name);
  return new QuestionError(name, `${quoted(String(given))} is not accepted; ${accepted(details.items ?? details)}`);
}

function accepted({ enum: words, examples = [] }: Details): string {
  return words ? `there are ${words.join(', ')}` : `one such as ${examples.join(' or ')} is`;
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
