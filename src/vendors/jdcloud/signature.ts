import { createHash } from 'node:crypto';
import type { Account, Accounts, Identity } from '../../accounts/accounts.ts';
import { wallDay } from '../../time/wall-text.ts';
import { zoneClock } from '../../time/zone-clock.ts';
import { equalSecrets } from '../equal-secrets.ts';
import { JdFault } from './faults.ts';

/**
 * JD's signature is the MD5 of the day, the user name and the secret key written one after the other; there is nothing
 * of the request in it (seed 000, parameter `signature`):
 *
 *     md5('20161023' + 'jcloud_00' + 'e7a31b1c5ea0efa9aa2f29c6559f7d61')   // a35685491fd80a80b40a718c3a5c5c56
 */
export function jdSignature(day: string, username: string, secretKey: string): string {
  return createHash('md5').update(`${day}${username}${secretKey}`).digest('hex');
}

/** The account whose user signed; a user name may have several keys while they are being rotated. */
export function authenticate(accounts: Accounts, username: string, signature: string, now: number): Account {
  const candidates = accounts.identities('jdcloud').filter(({ credential }) => credential.username === username);
  if (candidates.length === 0) throw new JdFault('usernameUnknown');
  const signer = candidates.find((candidate) => hasSigned(candidate, signature.toLowerCase(), now));
  if (!signer) throw new JdFault('signatureWrong');
  return signer.account;
}

function hasSigned({ account, credential }: Identity<'jdcloud'>, signature: string, now: number): boolean {
  const days = signatureDays(account.timeZone, now);
  return days.some((day) => equalSecrets(signature, jdSignature(day, credential.username, credential.secretKey)));
}

const CLOCK_TOLERANCE_MS = 10 * 60 * 1000; // a client's clock may be on the other side of midnight

/** The days, as yyyymmdd, that a signature may carry at `now` (Unix milliseconds): one, or two around midnight. */
export function signatureDays(timeZone: string, now: number): string[] {
  const clock = zoneClock(timeZone);
  const instants = [now - CLOCK_TOLERANCE_MS, now, now + CLOCK_TOLERANCE_MS];
  const days = instants.map((ms) => wallDay(clock.wall(Math.floor(ms / 1000))).replaceAll('-', ''));
  return [...new Set(days)];
}
