import type { Contract } from '../billing/contract.ts';
import type { DomainSpan } from '../usage/buckets.ts';

/** A customer: domains, projects and the credentials that speak for them. */
export interface Account {
  readonly id: string;
  /** IANA zone of the account's days and of the times in JD's and Tencent's dialects. */
  readonly timeZone: string;
  readonly projects: readonly Project[];
  readonly domains: readonly DomainClaim[];
  readonly credentials: readonly Credential[];
  /** How its bills are made, in months that do not overlap; a month without one has the default terms. */
  readonly contracts: readonly Contract[];
}

export interface Project {
  readonly id: number;
  readonly name: string;
}

export interface DomainClaim {
  /** A canonical host name, or '*.' and one: every depth below it, not the name itself. */
  readonly name: string;
  readonly project: number;
  readonly service: 'cdn' | 'live';
  /** First instant of the claim, Unix seconds (a day's start in the account's zone); absent = always. */
  readonly from?: number;
}

export type Credential =
  | { readonly api: 'jdcloud'; readonly username: string; readonly secretKey: string }
  | { readonly api: 'qcloud'; readonly secretId: string; readonly secretKey: string }
  | {
      readonly api: 'huaweicloud';
      readonly projectId: string;
      readonly accessKey?: string;
      readonly secretKey?: string;
      readonly token?: string;
    }
  | { readonly api: 'weir'; readonly token: string };

export type CredentialOf<Api extends Credential['api']> = Extract<Credential, { api: Api }>;

export interface Operator {
  readonly name: string;
  readonly token: string;
}

/** A credential and whose it is. */
export interface Identity<Api extends Credential['api']> {
  readonly account: Account;
  readonly credential: CredentialOf<Api>;
}

/**
 * Who may ask, and for what. Built once from a valid config and replaced whole on reload; every answer is a pure
 * function of it. Ownership is decided here and only here, when a question is asked.
 */
export interface Accounts {
  readonly accounts: readonly Account[];
  readonly operators: readonly Operator[];
  /** Every credential of one api, in the config's order: several may share a username or project (key rotation). */
  identities<Api extends Credential['api']>(api: Api): readonly Identity<Api>[];
  /** The claim by which the account owns the host at some time (the latest, where there are several). */
  claim(account: Account, host: string): DomainClaim | undefined;
  /**
   * The parts of [start, end) during which the host is the account's: an exact name beats a wildcard, a longer wildcard
   * a shorter; of one name in two accounts each owns from its `from` until the next one's.
   */
  spans(account: Account, host: string, start: number, end: number): DomainSpan[];
  /** No account owns the host at that instant (Unix seconds). */
  isUnclaimed(host: string, at: number): boolean;
}
