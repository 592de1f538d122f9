import type { DomainListing, Session } from '../api/types.ts';
import type { View } from './view.ts';

/** The domains that a view's filters leave, before single ones are chosen. */
export function filteredListings(listings: readonly DomainListing[], view: View): DomainListing[] {
  return listings.filter(
    ({ account, project, service }) =>
      (view.account === '' || account === (view.account === '-' ? null : view.account)) &&
      (view.project === null || project === view.project) &&
      (view.service === 'all' || service === view.service),
  );
}

/**
 * What the API is asked about: the chosen names, or all that the filters leave; null without any filter, which is everything
 * that the reader may see.
 */
export function askedDomains(listings: readonly DomainListing[], view: View): readonly string[] | null {
  if (view.domains.length > 0) return view.domains;
  if (view.account === '' && view.project === null && view.service === 'all') return null;
  return [...new Set(filteredListings(listings, view).map(({ domain }) => domain))];
}

/** The chosen account's zone, a reader's own, or the only one there is; UTC where there are several. */
export function zoneOf({ accounts }: Session, account: string): string {
  const chosen = accounts.find(({ id }) => id === account) ?? (accounts.length === 1 ? accounts[0] : undefined);
  return chosen?.time_zone ?? 'UTC';
}
