import { useMemo } from 'preact/hooks';
import { useAnswer } from '../../api/use-answer.ts';
import { Empty } from '../../parts/empty.tsx';
import { ExportMenu } from '../../parts/export-menu.tsx';
import { Filters } from '../../parts/filters.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { useWeir } from '../../state/context.ts';
import { filteredListings } from '../../state/selection.ts';
import { useAsked } from '../../state/use-asked.ts';
import { askDomains, type DomainsUsage } from './ask-domains.ts';
import { type DomainRow, domainRows, sortRows } from './domain-rows.ts';
import { domainsCsv } from './domains-csv.ts';
import { DomainsTable } from './domains-table.tsx';
import { Movers } from './movers.tsx';

/** All domains side by side: who uses most, and who changed. */
export function DomainsPage() {
  const { view, text, time, now } = useWeir();
  const everyDomain = { ...view, domains: [] };
  const { domains, key, refreshSeconds } = useAsked(['compares', 'account', 'project', 'service']);
  const answer = useAnswer(
    key,
    (signal) => askDomains({ view: everyDomain, domains, timeZone: time.zone, now: now() }, signal),
    refreshSeconds,
  );
  const rows = useRows(answer.value);
  return (
    <>
      <h1 class="visually-hidden">{text.domains.title}</h1>
      <Filters has={{ compare: true, service: true, domains: true }}>
        {answer.value && <ExportMenu csv={() => domainsCsv(rows)} start={answer.value.span.start} />}
      </Filters>
      <Loaded answer={answer}>{() => <DomainsContent rows={rows} />}</Loaded>
    </>
  );
}

/** What the search and the order leave of the answer. */
function useRows(value: DomainsUsage | undefined): DomainRow[] {
  const { view, listings, now } = useWeir();
  // `now` is a clock, not a value
  const rows = useMemo(
    () => (value ? domainRows(filteredListings(listings, view), value.usage, value.before, now()) : []),
    [value, listings, view.account, view.project, view.service],
  );
  return useMemo(() => sortRows(rows, view.sort), [rows, view.sort]);
}

function DomainsContent({ rows }: { readonly rows: readonly DomainRow[] }) {
  const { view, go, text } = useWeir();
  if (rows.length === 0) return <Empty title={text.domains.none} help={text.domains.noMatch} />;
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
