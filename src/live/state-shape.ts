/**
 * What is wrong with a value, and where: `/table/tracked/3/ageMs is no integer from 0 on`; undefined where nothing is. A
 * few checks that are put together, because a node that only polls should not carry a schema library.
 *
 *     const mark = object({ at: integer, playBytes: count });
 *     mark({ at: 5, playBytes: -1 }, '');          // '/playBytes is no integer from 0 on'
 */
export type Check = (value: unknown, place: string) => string | undefined;

export const text: Check = (value, place) => (typeof value === 'string' ? undefined : `${place} is no text`);

export const flag: Check = (value, place) => (typeof value === 'boolean' ? undefined : `${place} is not true or false`);

export const integer: Check = (value, place) => (Number.isSafeInteger(value) ? undefined : `${place} is no integer`);

export const count: Check = (value, place) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : `${place} is no integer from 0 on`;

export function matching(pattern: RegExp): Check {
  return (value, place) =>
    typeof value === 'string' && pattern.test(value) ? undefined : `${place} does not match ${pattern}`;
}

export function orNull(check: Check): Check {
  return (value, place) => (value === null ? undefined : check(value, place));
}

export function list(check: Check): Check {
  return (value, place) => {
    if (!Array.isArray(value)) return `${place} is no list`;
    for (const [i, item] of value.entries()) {
      const problem = check(item, `${place}/${i}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

/** Members of `optional` may be absent; those that are in neither are left alone. */
export function object(
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): Check {
  const checks = Object.entries({ ...required, ...optional });
  return (value, place) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${place} is no object`;
    for (const [name, check] of checks) {
      const isThere = Object.hasOwn(value, name);
      if (!isThere && Object.hasOwn(required, name)) return `${place} has no ${name}`;
      const problem = isThere ? check((value as Record<string, unknown>)[name], `${place}/${name}`) : undefined;
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}
