import type { Account } from '../accounts/accounts.ts';
import type { AnswerText, ApiContext, LiveVendorApi, VendorApi } from './vendor.ts';

/** An API ready to be asked: its request in, the body of its success answer out; rejects with the vendor's fault. */
export type RunApi<Request> = (request: Request, context: ApiContext) => Promise<AnswerText>;

/** Puts the three steps of an API together, which lets a vendor keep APIs with different parameters in one table. */
export function runnable<Request, Params extends { readonly account: Account }>(
  api: VendorApi<Request, Params>,
): RunApi<Request> {
  return async (request, context) => {
    const params = api.accept(request, context);
    const series = await context.ask(params.account, api.query(params));
    return api.render(params, series);
  };
}

/** The same for an API that asks about streams. */
export function runnableLive<Request, Params extends { readonly account: Account }>(
  api: LiveVendorApi<Request, Params>,
): RunApi<Request> {
  return async (request, context) => {
    const params = api.accept(request, context);
    const series = await context.askLive(params.account, api.query(params));
    return api.render(params, series);
  };
}
