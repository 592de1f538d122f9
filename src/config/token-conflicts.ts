import type { PlacedAccount } from './read-account.ts';
import type { NamedToken, PlacedIngest, PlacedToken } from './read-tokens.ts';
import type { Reading } from './reading.ts';

/**
 * Bearer tokens of which nobody could say whom they speak for: an operator's that another operator or an account has, a
 * node's that another node or "any node" has. The tokens themselves are never told.
 */
export function findTokenConflicts(
  readers: { readonly operators: readonly NamedToken[]; readonly accounts: readonly PlacedAccount[] },
  ingest: PlacedIngest,
  reading: Reading,
): void {
  const owned = readers.accounts.flatMap(weirTokens);
  // the accounts' own stand under one name here, null: they are compared with each other in conflicts.ts
  findShared([...owned, ...readers.operators], 'reader', reading);
  findShared([...(ingest.anyNode ? [ingest.anyNode] : []), ...ingest.nodes], 'sender', reading);
}

function weirTokens({ credentials }: PlacedAccount): PlacedToken[] {
  return credentials.flatMap(({ credential, path, marks }) =>
    credential.api === 'weir'
      ? marks.map(({ value, at }) => ({ name: null, token: value, at, path: `${path}.token` }))
      : [],
  );
}

/** A name may have several tokens, and one of them twice. */
function findShared(tokens: readonly PlacedToken[], who: string, reading: Reading): void {
  const first = new Map<string, PlacedToken>();
  for (const token of tokens) {
    const other = first.get(token.token);
    if (token.token === '' || other === undefined) first.set(token.token, token);
    else if (other.name !== token.name) {
      const message = `the same token stands at line ${other.at.line} for another ${who}; each needs its own`;
      reading.fault(token.at, `${token.path}: ${message}`);
    }
  }
}
