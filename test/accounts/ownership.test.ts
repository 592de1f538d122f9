import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Account, DomainClaim } from '../../src/accounts/accounts.ts';
import { createAccounts } from '../../src/accounts/create-accounts.ts';

function account(id: string, ...domains: (string | [name: string, from: number])[]): Account {
  const claims = domains.map((domain): DomainClaim => {
    const [name, from] = typeof domain === 'string' ? [domain, undefined] : domain;
    return { name, project: 0, service: 'cdn', ...(from !== undefined && { from }) };
  });
  return {
    id,
    timeZone: 'UTC',
    projects: [{ id: 0, name: 'default' }],
    domains: claims,
    credentials: [],
    contracts: [],
  };
}

/** `owner 0-10, other 10-30`: who owns the host in [0, 30). */
function history(accounts: readonly Account[], host: string): string {
  const built = createAccounts(accounts, []);
  const parts = accounts.flatMap((owner) => built.spans(owner, host, 0, 30).map((span) => ({ owner, ...span })));
  return parts
    .sort((a, b) => a.start - b.start)
    .map(({ owner, start, end }) => `${owner.id} ${start}-${end}`)
    .join(', ');
}

describe('a host belongs', () => {
  const cases: [rule: string, accounts: Account[], host: string, expected: string][] = [
    ['to the account that names it', [account('a', 'x.com')], 'x.com', 'a 0-30'],
    ['to nobody when no claim covers it', [account('a', 'x.com')], 'y.com', ''],
    ['to the wildcard at every depth', [account('a', '*.b.com')], 'x.y.z.b.com', 'a 0-30'],
    ['not to the wildcard of its own name', [account('a', '*.b.com')], 'b.com', ''],
    ['not to a wildcard that only ends alike', [account('a', '*.b.com')], 'xb.com', ''],
    ['not to a wildcard by an empty label', [account('a', '*.b.com')], '.b.com', ''],
    ['to the exact name before a wildcard', [account('a', '*.b.com'), account('z', 'x.b.com')], 'x.b.com', 'z 0-30'],
    [
      'to the longer wildcard before the shorter',
      [account('a', '*.b.com'), account('z', '*.y.b.com')],
      'x.y.b.com',
      'z 0-30',
    ],
    [
      'to the wildcard until the exact claim begins',
      [account('a', '*.b.com'), account('z', ['x.b.com', 10])],
      'x.b.com',
      'a 0-10, z 10-30',
    ],
    ['to nobody before its first claim begins', [account('a', ['x.com', 10])], 'x.com', 'a 10-30'],
    [
      'to each account from its day until the next one’s',
      [account('a', 'x.com'), account('z', ['x.com', 10]), account('m', ['x.com', 20])],
      'x.com',
      'a 0-10, z 10-20, m 20-30',
    ],
    [
      'to an account once more when it comes back',
      [account('a', 'x.com', ['x.com', 20]), account('z', ['x.com', 10])],
      'x.com',
      'a 0-10, z 10-20, a 20-30',
    ],
    [
      'to one account in one piece though its claims change',
      [account('a', '*.b.com', ['x.b.com', 10], ['x.b.com', 20])],
      'x.b.com',
      'a 0-30',
    ],
    [
      'to the shortest wildcard, then longer ones, as they begin',
      [account('a', '*.com'), account('z', ['*.b.com', 10]), account('m', ['x.b.com', 20])],
      'x.b.com',
      'a 0-10, z 10-20, m 20-30',
    ],
    [
      'never to a wildcard that begins after the exact name',
      [account('a', ['*.b.com', 20]), account('z', ['x.b.com', 10])],
      'x.b.com',
      'z 10-30',
    ],
    ['by its name, though that is one every object has', [account('a', '__proto__')], 'constructor', ''],
  ];
  test.each(cases)('%s', (_rule, accounts, host, expected) => expect(history(accounts, host)).toBe(expected));
});

test('the claim by which an account owns a host is its latest', () => {
  const [a, z] = [account('a', '*.b.com', ['x.b.com', 5]), account('z', ['x.b.com', 10], 'y.b.com')];
  const built = createAccounts([a!, z!], []);
  expect(built.claim(a!, 'x.b.com')).toBe(a!.domains[1]);
  expect(built.claim(z!, 'x.b.com')).toBe(z!.domains[0]);
  expect(built.claim(a!, 'y.b.com')).toBeUndefined(); // never acme's: another account has the exact name always
  expect(built.claim(a!, 'z.b.com')).toBe(a!.domains[0]);
});

describe('ownership is what a look at every claim says', () => {
  const NAMES = ['com', 'b.com', 'x.b.com', 'y.x.b.com', '*.com', '*.b.com', '*.x.b.com', '*.y.x.b.com'];
  const HOSTS = ['com', 'b.com', 'x.b.com', 'y.x.b.com', 'z.y.x.b.com', 'q.b.com', 'c.com', 'b.org'];
  const anyClaim = fc.record({
    name: fc.constantFrom(...NAMES),
    from: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }),
    owner: fc.nat(2),
  });
  // the config refuses two claims of one name that begin together
  const anyClaims = fc.uniqueArray(anyClaim, { maxLength: 14, selector: ({ name, from }) => `${name} ${from}` });

  test('at every instant, for every host', () => {
    fc.assert(
      fc.property(
        anyClaims,
        fc.integer({ min: -2, max: 14 }),
        fc.integer({ min: -2, max: 14 }),
        (claims, start, end) => {
          const accounts = [0, 1, 2].map((owner) =>
            account(
              String(owner),
              ...claims
                .filter((c) => c.owner === owner)
                .map(({ name, from }): string | [string, number] => (from === undefined ? name : [name, from])),
            ),
          );
          const built = createAccounts(accounts, []);
          const instants = Array.from({ length: 18 }, (_, i) => i - 2);
          for (const host of HOSTS) {
            const owners = instants.map((at) => bruteClaim(accounts, host, at)?.owner);
            expect(instants.map((at) => built.isUnclaimed(host, at))).toEqual(
              owners.map((owner) => owner === undefined),
            );
            for (const asked of accounts) {
              const spans = built.spans(asked, host, start, end);
              const owned = instants.map((at, i) => start <= at && at < end && owners[i] === asked);
              expect(instants.map((at) => spans.some((s) => s.start <= at && at < s.end))).toEqual(owned);
              expect(built.claim(asked, host)).toBe(latestOwned(asked, accounts, host));
              // in order, none empty, with a gap between two: nothing could be counted twice or be put together
              expect(
                spans.every((s, i) => s.domain === host && s.start < s.end && (i === 0 || spans[i - 1]!.end < s.start)),
              ).toBe(true);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  function bruteClaim(accounts: readonly Account[], host: string, at: number) {
    let best: { owner: Account; claim: DomainClaim } | undefined;
    for (const owner of accounts) {
      for (const claim of owner.domains) {
        const from = claim.from ?? -1e9;
        const suffix = claim.name.startsWith('*.') ? claim.name.slice(1) : undefined;
        const covers = suffix === undefined ? claim.name === host : host.endsWith(suffix) && host !== suffix;
        if (!covers || from > at) continue;
        const beats =
          best === undefined ||
          rank(claim) > rank(best.claim) ||
          (rank(claim) === rank(best.claim) && from > (best.claim.from ?? -1e9));
        if (beats) best = { owner, claim };
      }
    }
    return best;
  }

  function latestOwned(asked: Account, accounts: readonly Account[], host: string): DomainClaim | undefined {
    for (let at = 20; at >= -2; at--) {
      const owned = bruteClaim(accounts, host, at);
      if (owned?.owner === asked) return owned.claim;
    }
    return undefined;
  }

  function rank({ name }: DomainClaim): number {
    return name.startsWith('*.') ? name.length : 1000;
  }
});

test('a question costs a look-up a label, not a look at every domain', () => {
  const many = account('a', ...Array.from({ length: 50_000 }, (_, i) => `d${i}.example.com`), '*.wild.com');
  const built = createAccounts([many], []);
  const started = performance.now();
  for (let i = 0; i < 20_000; i++) built.spans(many, `d${i}.example.com`, 0, 1);
  for (let i = 0; i < 20_000; i++) built.spans(many, `x${i}.y.z.wild.com`, 0, 1);
  expect(performance.now() - started).toBeLessThan(1000); // 50,000 domains looked at 40,000 times would take minutes
});
