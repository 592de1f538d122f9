import type { Account, DomainClaim } from './accounts.ts';

/**
 * Who owns a host, and when (weir-contract section 2). The claims that cover it are looked at by name, the most specific
 * first: the name itself, then '*.' and ever shorter ends of it. A name's claims, in the order of their `from`, own from
 * the first one on; before that the next name's do.
 *
 *     claims   www.b.com: acme from day 10      *.b.com: zeta always
 *     periods  of www.b.com: zeta (-inf, day 10), acme [day 10, inf)
 */
export interface Period {
  readonly account: Account;
  readonly claim: DomainClaim;
  /** Unix seconds, half-open; -Infinity and Infinity where nothing bounds it. Never empty. */
  readonly start: number;
  readonly end: number;
}

/** The claims of each name (a host name, or '*.' and one), sorted by `from`. */
export type ClaimsByName = ReadonlyMap<string, readonly Claimed[]>;

interface Claimed {
  readonly account: Account;
  readonly claim: DomainClaim;
}

export function claimsByName(accounts: readonly Account[]): ClaimsByName {
  const byName = new Map<string, Claimed[]>();
  for (const account of accounts) {
    for (const claim of account.domains) {
      const claims = byName.get(claim.name);
      if (claims) claims.push({ account, claim });
      else byName.set(claim.name, [{ account, claim }]);
    }
  }
  for (const claims of byName.values()) claims.sort((a, b) => compare(begin(a), begin(b)));
  return byName;
}

/** The periods of a host's ownership, in order; what lies between or before them is nobody's. */
export function periodsOf(byName: ClaimsByName, host: string): Period[] {
  const periods: Period[] = [];
  let horizon = Infinity; // from here on a more specific name owns
  for (const name of coveringNames(host)) {
    const claims = byName.get(name);
    if (!claims) continue;
    periods.unshift(...periodsUntil(claims, horizon));
    horizon = Math.min(horizon, begin(claims[0]!));
    if (horizon === -Infinity) break;
  }
  return periods;
}

/** Of claims that begin at one instant, which the config refuses, the last owns. */
function periodsUntil(claims: readonly Claimed[], horizon: number): Period[] {
  return claims
    .map((claimed, i) => {
      const next = claims[i + 1];
      const end = Math.min(next ? begin(next) : Infinity, horizon);
      return { ...claimed, start: begin(claimed), end };
    })
    .filter(({ start, end }) => start < end);
}

function* coveringNames(host: string): Generator<string> {
  yield host;
  for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1)) {
    if (dot > 0) yield `*${host.slice(dot)}`;
  }
}

function begin({ claim }: Claimed): number {
  return claim.from ?? -Infinity;
}

/** Not a subtraction: -Infinity minus -Infinity is no number. */
function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
