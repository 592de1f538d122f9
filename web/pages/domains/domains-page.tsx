import { useMemo } from 'preact/hooks';
import { useAnswer } from '../../api/use-answer.ts';
import { ExportMenu } from '../../parts/export-menu.tsx';
import { Filters } from '../../parts/filters.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { useWeir } from '../../state/context.ts';
import { filteredListings } from '../../state/selection.ts';
import { useAsked } from '../../state/use-asked.ts';
import { NothingYet } from '../nothing-yet.tsx';
import { askDomains } from './ask-domains.ts';
import { type DomainRow, domainRows } from './domain-rows.ts';
import { domainsCsv } from './domains-csv.ts';
import { DomainsTable } from './domains-table.tsx';
import { Movers } from './movers.tsx';
import { sortRows } from './sort-rows.ts';

/** All domains side by side: who uses most, and who changed. */
export function DomainsPage() {
  const { text } = useWeir();
  const { answer, rows } = useDomains();
  return (
    <>
      <h1 class="visually-hidden">{text.domains.title}</h1>
      <Filters has={{ compare: true, service: true, domains: true }}>
        {answer.value && <ExportMenu csv={() => domainsCsv(rows)} start={answer.value.start} />}
      </Filters>
      <Loaded answer={answer}>{() => <DomainsContent rows={rows} />}</Loaded>
    </>
  );
}

/** Counts and the period before come after the traffic: nobody has to wait for them. */
function useDomains() {
  const { view, listings, time, now } = useWeir();
  const { domains, key, refreshSeconds } = useAsked(['account', 'project', 'service']);
  const chosen = () => ({ view, domains, timeZone: time.zone, now: now() });
  const answer = useAnswer(key, (signal) => askDomains(chosen(), 'now', signal), refreshSeconds);
  const isThere = answer.value !== undefined;
  const before = useAnswer(
    `${key} before ${isThere && view.compares}`,
    async (signal) => (isThere && view.compares ? askDomains(chosen(), 'before', signal) : undefined),
    refreshSeconds,
  );
  const counts = useAnswer(
    `${key} counts ${isThere}`,
    async (signal) => (isThere ? askDomains(chosen(), 'counts', signal) : undefined),
    refreshSeconds,
  );
  // `now` is a clock, not a value
  const rows = useMemo(
    () =>
      answer.value
        ? domainRows(
            filteredListings(listings, view),
            { usage: answer.value, counts: counts.value, before: before.value },
            now(),
          )
        : [],
    [answer.value, counts.value, before.value, listings, view.account, view.project, view.service],
  );
  return { answer, rows: useMemo(() => sortRows(rows, view.sort), [rows, view.sort]) };
}

function DomainsContent({ rows }: { readonly rows: readonly DomainRow[] }) {
  const { view, go, text } = useWeir();
  if (rows.every(({ requests, bytes }) => bytes === 0 && !requests))
    return <NothingYet title={text.domains.none} help={text.domains.noMatch} />;
  const wanted = view.search.trim().toLowerCase();
  const found = rows.filter(
    ({ domain, account }) => domain.includes(wanted) || (account ?? '').toLowerCase().includes(wanted),
  );
  return (
    <>
      {view.compares && <Movers rows={rows} />}
      <div class="card">
        <div class="head">
          <h2>
            {text.domains.title} <small class="quiet">{text.domains.count(found.length)}</small>
          </h2>
          <input
            type="search"
            aria-label={text.domains.search}
            placeholder={text.domains.search}
            value={view.search}
            onInput={(event) => go({ search: event.currentTarget.value }, { replace: true })}
          />
        </div>
        {found.length > 0 ? <DomainsTable rows={found} /> : <p class="quiet">{text.domains.noMatch}</p>}
      </div>
    </>
  );
}
