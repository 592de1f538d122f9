import type { Account, Accounts } from '../accounts/accounts.ts';
import type { LiveUsageQuery, LiveUsageSeries } from '../query/live-usage-query.ts';
import type { UsageQuery, UsageSeries } from '../query/usage-query.ts';

/** An HTTP request as a dialect sees it, before anything was interpreted. */
export interface ApiRequest {
  readonly method: string;
  /** Path as it came, without the query string: still percent-encoded. */
  readonly path: string;
  /** The part after '?', still encoded; '' when there is none. */
  readonly rawQuery: string;
  /** Lower-case names; repeated headers joined by ', '. */
  readonly headers: Readonly<Record<string, string>>;
  /** The raw body, also of a GET (some clients send '{}' with it and sign that). */
  readonly body: Uint8Array;
}

export interface ApiResponse {
  readonly status: number;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: AnswerText;
}

/** A text, or its UTF-8. */
export type AnswerText = string | Uint8Array;

/** Whom the server knows and what time it is: all that a dialect may depend on besides the request. */
export interface ApiContext {
  readonly accounts: Accounts;
  /** Unix milliseconds. */
  readonly now: number;
  /** Asks the store on an account's behalf; only what the account owns is counted. Rejects with AnswerTooLarge. */
  readonly ask: (account: Account, query: UsageQuery) => Promise<UsageSeries>;
  /** The same of streams, as live servers counted them. */
  readonly askLive: (account: Account, query: LiveUsageQuery) => Promise<LiveUsageSeries>;
}

/** The answer would be larger than the server gives: fewer domains or a shorter time are accepted. */
export class AnswerTooLarge extends Error {}

/** Why a request could not even be read: its body is longer than is accepted, or did not arrive as it was announced. */
export type Unreadable = 'too large' | 'broken';

export interface Route {
  readonly method: 'GET' | 'POST';
  /** A path; a segment in braces matches any one segment: '/v1/{project_id}/stream/traffic'. */
  readonly path: string;
}

/**
 * One API of a vendor, as a pure file. `accept` reads and checks the request (throwing the vendor's own fault),
 * `query` says what must be known, `render` writes the answer's exact bytes.
 */
export interface VendorApi<Request, Params extends { readonly account: Account }> {
  /** The vendor's name of the operation: 'GetCdnOriginStat'. */
  readonly name: string;
  accept(request: Request, context: Pick<ApiContext, 'accounts' | 'now'>): Params;
  query(params: Params): UsageQuery;
  render(params: Params, series: UsageSeries): AnswerText;
}

/** An API that is answered from what live servers counted, by application and stream. */
export interface LiveVendorApi<Request, Params extends { readonly account: Account }>
  extends Pick<VendorApi<Request, Params>, 'name' | 'accept'> {
  query(params: Params): LiveUsageQuery;
  render(params: Params, series: LiveUsageSeries): AnswerText;
}

/** A vendor's dialect: its routes, its way to authenticate, its way to refuse. */
export interface Vendor {
  readonly name: 'jdcloud' | 'qcloud' | 'huaweicloud';
  readonly routes: readonly Route[];
  /**
   * Where the vendor's gateway itself refuses what is no route of ours: every request, of any method, whose path starts
   * with this is for `answer` too. '/v1/'
   */
  readonly gateway?: string;
  /** Never rejects: what goes wrong is answered in the vendor's words; `report` gets what the operator should know. */
  answer(request: ApiRequest, context: ApiContext, report: (error: unknown) => void): Promise<ApiResponse>;
  /** What a client is told whose request the server could not read. */
  refuse(why: Unreadable, headers: ApiRequest['headers']): ApiResponse;
}
