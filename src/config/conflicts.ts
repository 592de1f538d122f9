import type { PlacedAccount } from './read-account.ts';
import type { Mark } from './read-credential.ts';
import type { Reading } from './reading.ts';

/**
 * Faults that only show when accounts are compared (weir-contract section 2): one account id twice, one name in two
 * accounts at the same time, one credential in two accounts. Each is told at the later place and names the line of the
 * earlier one; values of credentials are never told.
 */
export function findConflicts(accounts: readonly PlacedAccount[], reading: Reading): void {
  findSameIds(accounts, reading);
  findSameDomains(accounts, reading);
  findSameMarks(accounts, reading);
}

function findSameIds(accounts: readonly PlacedAccount[], reading: Reading): void {
  const first = new Map<string, PlacedAccount>();
  accounts.forEach((account, i) => {
    const other = first.get(account.id);
    if (other)
      reading.fault(
        account.at,
        `accounts[${i}].id: the account at line ${other.at.line} has this id too; ids are unique`,
      );
    else if (account.id !== '') first.set(account.id, account);
  });
}

/**
 * Each claim on a name ends where the next one begins, so two of them are at odds only when they begin at the same
 * instant (or both always).
 */
function findSameDomains(accounts: readonly PlacedAccount[], reading: Reading): void {
  const first = new Map<string, { account: PlacedAccount; line: number }>();
  for (const account of accounts) {
    for (const { claim, at, path } of account.domains) {
      const key = JSON.stringify([claim.name, claim.from ?? null]);
      const other = first.get(key);
      if (!other) first.set(key, { account, line: at.line });
      else {
        const since = claim.from === undefined ? '' : ' from the same day';
        const who = other.account === account ? 'this account' : 'another account';
        const way = 'give the later claim a from day of its own, or remove one';
        reading.fault(
          at,
          `${path}.name: '${claim.name}' is claimed by ${who} at line ${other.line}${since} too; ${way}`,
        );
      }
    }
  }
}

/** Several credentials of one account may share anything: that is how a key is rotated. */
function findSameMarks(accounts: readonly PlacedAccount[], reading: Reading): void {
  const first = new Map<string, { account: PlacedAccount; mark: Mark }>();
  for (const account of accounts) {
    for (const { marks, path } of account.credentials) {
      for (const mark of marks) {
        const key = JSON.stringify([mark.api, mark.key, mark.value]);
        const other = first.get(key);
        if (!other) first.set(key, { account, mark });
        else if (other.account !== account) {
          reading.fault(
            mark.at,
            `${path}.${mark.key}: another account has the same ${mark.key} at line ${other.mark.at.line}; a credential speaks for one account`,
          );
        }
      }
    }
  }
}
