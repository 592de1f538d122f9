import { useAnswer } from '../../api/use-answer.ts';
import { Empty } from '../../parts/empty.tsx';
import { ExportMenu } from '../../parts/export-menu.tsx';
import { BaseChoice } from '../../parts/filters.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { useWeir } from '../../state/context.ts';
import { filteredListings } from '../../state/selection.ts';
import { askMonth, type Month } from './ask-billing.ts';
import { BillingChart } from './billing-chart.tsx';
import { billsCsv } from './billing-csv.ts';
import { MethodsTable } from './methods-table.tsx';
import { monthAt, monthsBack } from './months.ts';

const MONTHS = 14; // what retention keeps at five minutes, and the current one

/** A month by every method, and the work behind one of them. Bills are an account's: an operator chooses whose. */
export function BillingPage() {
  const { view, go, text, time, session, listings, now } = useWeir();
  const isOperator = session.reader.kind === 'operator';
  const account = isOperator ? session.accounts.find(({ id }) => id === view.account)?.id : undefined;
  const hasAccount = !isOperator || account !== undefined;
  const months = monthsBack(monthAt(time.wall(now())), MONTHS);
  const month = view.month && view.month <= months[0]! ? view.month : months[0]!;
  const names = filteredListings(listings, { ...view, project: null, service: 'all' }).map(({ domain }) => domain);
  const asked = { month, account, method: view.method, domains: isOperator ? names : null, timeZone: time.zone };
  const answer = useAnswer<Month | undefined>(JSON.stringify(asked), async (signal) =>
    hasAccount ? askMonth(asked, signal) : undefined,
  );
  return (
    <>
      <div class="page-head">
        <h1>{text.billing.title}</h1>
      </div>
      {hasAccount ? (
        <>
          <section class="filters" aria-label={text.filters.label}>
            <div class="row">
              <select
                aria-label={text.billing.month}
                value={month}
                onChange={(event) => go({ month: event.currentTarget.value })}
              >
                {[...new Set([...months, month])].map((each) => (
                  <option key={each}>{each}</option>
                ))}
              </select>
              <BaseChoice />
              <span class="quiet small zone">{text.filters.zone(time.zone)}</span>
              {answer.value && (
                <ExportMenu
                  csv={() => billsCsv(answer.value!.bills)}
                  start={answer.value.bill.start}
                  pictureTitle={`${account ?? session.reader.name} · ${month}`}
                />
              )}
            </div>
          </section>
          <Loaded answer={answer}>{(value) => value && <MonthContent month={value} />}</Loaded>
        </>
      ) : (
        <Empty title={text.billing.none}>
          {session.accounts.map(({ id }) => (
            <button key={id} type="button" onClick={() => go({ account: id })}>
              {id}
            </button>
          ))}
        </Empty>
      )}
    </>
  );
}

function MonthContent({ month }: { readonly month: Month }) {
  const { text } = useWeir();
  return (
    <>
      {!month.bill.is_over && <p class="notice quiet">{text.billing.notYet}</p>}
      <div class="card">
        <MethodsTable bills={month.bills} shown={month.bill.method} />
      </div>
      <BillingChart month={month} />
    </>
  );
}
