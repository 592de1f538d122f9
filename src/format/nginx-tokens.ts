import { FormatError } from './format-error.ts';

export type NginxToken =
  | { readonly kind: 'literal'; readonly text: string; readonly offset: number }
  | { readonly kind: 'variable'; readonly name: string; readonly offset: number };

/** Cuts a log_format text into literals and variables: 'a $b${c}' is literal 'a ', variable b, variable c. */
export function nginxTokens(text: string): NginxToken[] {
  const tokens: NginxToken[] = [];
  for (const match of text.matchAll(/\$(?:(\w+)|\{(\w+)\})|\$|[^$]+/g)) {
    const name = match[1] ?? match[2];
    if (match[0] === '$')
      throw new FormatError('$ must be followed by a variable name: $host or $' + '{host}', match.index);
    if (name !== undefined) tokens.push({ kind: 'variable', name, offset: match.index });
    else tokens.push({ kind: 'literal', text: match[0], offset: match.index });
  }
  return tokens;
}
