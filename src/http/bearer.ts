import type { Account } from '../accounts/accounts.ts';
import { equalSecrets } from '../vendors/equal-secrets.ts';
import { headerText } from './header-text.ts';
import { Problem } from './problem.ts';
import type { Settings } from './settings.ts';

/** Who reads: an account through one of its weir tokens, or an operator, who sees everything. */
export type Reader =
  | { readonly kind: 'account'; readonly account: Account }
  | { readonly kind: 'operator'; readonly name: string };

/** Whom an ingest token speaks for. */
export type Sender = { readonly kind: 'any node' } | { readonly kind: 'node'; readonly name: string };

/** The reader whose token this is, or undefined. Takes the same time for every wrong token. */
export function findReader(token: string, { accounts }: Settings): Reader | undefined {
  let reader: Reader | undefined;
  for (const { name, token: known } of accounts.operators) {
    if (equalSecrets(token, known)) reader = { kind: 'operator', name };
  }
  for (const { account, credential } of accounts.identities('weir')) {
    if (equalSecrets(token, credential.token)) reader = { kind: 'account', account };
  }
  return reader;
}

export function requireReader(authorization: string | undefined, settings: Settings): Reader {
  const reader = findReader(bearerToken(authorization), settings);
  if (!reader) throw unauthorized('the token is not known');
  return reader;
}

/** The operator's name; 403 for an account, which may only look at its own. */
export function requireOperator(authorization: string | undefined, settings: Settings): string {
  const reader = requireReader(authorization, settings);
  if (reader.kind === 'operator') return reader.name;
  throw new Problem(403, 'forbidden', "this needs an operator's token");
}

export function requireSender(authorization: string | undefined, { ingest }: Settings): Sender {
  const token = bearerToken(authorization);
  let sender: Sender | undefined;
  if (ingest.token !== undefined && equalSecrets(token, ingest.token)) sender = { kind: 'any node' };
  for (const { name, token: known } of ingest.nodes) {
    if (equalSecrets(token, known)) sender = { kind: 'node', name };
  }
  if (!sender) throw unauthorized('the ingest token is not known');
  return sender;
}

/** Throws 403 where the token speaks for another node. `what` is what the node sent, such as "batch". */
export function checkNode(node: string, sender: Sender, what: string): void {
  if (sender.kind === 'any node' || sender.name === node) return;
  throw new Problem(403, 'foreign-node', `this token speaks for ${sender.name}, the ${what} is from ${node}`);
}

function bearerToken(authorization: string | undefined): string {
  const [scheme = ''] = /^Bearer +/i.exec(authorization ?? '') ?? [];
  const token = scheme && authorization!.slice(scheme.length); // a header's value has no spaces at its end
  if (!token) throw unauthorized('the request needs the header "Authorization: Bearer TOKEN"');
  return headerText(token);
}

function unauthorized(detail: string): Problem {
  return new Problem(401, 'unauthorized', detail, { 'www-authenticate': 'Bearer' });
}
