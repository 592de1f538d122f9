/** The variables a config may read: process.env, or a test's own. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A text with its variables replaced, or what is wrong with each variable that could not be. */
export type Expansion =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problems: readonly string[] };

// In this order: an escaped '$${', a variable, and a '${' that is neither.
const REFERENCE = /\$(\$\{)|\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$\{/g;

const NO_VARIABLE =
  'a $' + '{ does not begin a variable: write $' + '{NAME}, or $$' + '{ for the characters themselves';

/**
 * Replaces each `${NAME}` by the variable's value; `$${` stands for `${` itself. A variable that is unset or empty is a
 * fault, because a secret that is silently empty is worse than a server that does not start.
 *
 *     expandVariables('id-${NODE}', { NODE: 'edge-1' })   // { ok: true, text: 'id-edge-1' }
 *
 * The problems name variables and never values.
 */
export function expandVariables(text: string, env: Environment): Expansion {
  const problems = new Set<string>();
  const expanded = text.replace(REFERENCE, (_match, escaped?: string, name?: string) => {
    if (escaped !== undefined) return escaped;
    const value = name === undefined ? undefined : variable(name, env);
    if (name === undefined) problems.add(NO_VARIABLE);
    else if (!value) problems.add(`the environment variable ${name} is ${value === '' ? 'empty' : 'not set'}`);
    return value ?? '';
  });
  return problems.size > 0 ? { ok: false, problems: [...problems] } : { ok: true, text: expanded };
}

/** A test's environment is an ordinary object, which has a `constructor` that nobody set. */
function variable(name: string, env: Environment): string | undefined {
  return Object.hasOwn(env, name) ? env[name] : undefined;
}
