import type { Bill } from '../../api/types.ts';
import { UNKNOWN } from '../../figures/figures.ts';
import { Scroll } from '../../parts/scroll.tsx';
import { useWeir } from '../../state/context.ts';

/** The methods side by side; one is chosen, and its work is shown below. */
export function MethodsTable({ bills, shown }: { readonly bills: readonly Bill[]; readonly shown: string }) {
  const { text } = useWeir();
  const hasCharge = bills.some(({ charge }) => charge !== undefined);
  return (
    <Scroll label={text.billing.title}>
      <table class="methods">
        <thead>
          <tr>
            <th scope="col">{text.billing.method}</th>
            <th scope="col">{text.billing.value}</th>
            {hasCharge && <th scope="col">{text.billing.charge}</th>}
            <th scope="col">{text.billing.at}</th>
            <th scope="col">{text.billing.working}</th>
          </tr>
        </thead>
        <tbody>
          {bills.map((bill) => (
            <MethodLine key={bill.method} bill={bill} isShown={bill.method === shown} hasCharge={hasCharge} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

interface MethodLineProps {
  readonly bill: Bill;
  readonly isShown: boolean;
  readonly hasCharge: boolean;
}

function MethodLine({ bill, isShown, hasCharge }: MethodLineProps) {
  const { text, figures, time, go } = useWeir();
  const { billing: words } = text;
  const { method, bandwidth_bps: bandwidth, terms } = bill;
  const value = bandwidth === null ? figures.bytes(bill.bytes) : figures.bandwidth(bandwidth);
  const exact = figures.exact(bandwidth ?? bill.bytes);
  return (
    <tr class={isShown ? 'shown' : undefined} data-method={method}>
      <th scope="row">
        <button type="button" class="link plain" aria-pressed={isShown} onClick={() => go({ method })}>
          {words.methods[method] ?? method}
        </button>{' '}
        {terms.is_contract && terms.method === method && <b class="badge ok">{words.contract}</b>}
      </th>
      <td title={exact} data-exact={bandwidth ?? bill.bytes}>
        {value}
      </td>
      {hasCharge && <td>{bill.charge ? `${bill.charge.amount} ${bill.charge.currency ?? ''}` : UNKNOWN}</td>}
      <td>{bill.at === null ? UNKNOWN : time.minute(bill.at)}</td>
      <td class="quiet">{workingText(bill)}</td>
    </tr>
  );

  function workingText({ points, discarded, rank, valid_days: days, days_in_month: all, daily }: Bill): string {
    const parts = [words.points(figures.exact(points), figures.exact(discarded))];
    if (rank !== null) parts.push(words.rank(figures.exact(rank)));
    if (daily) parts.push(words.days(String(days), String(all)));
    return bandwidth === null ? words.days(String(days), String(all)) : parts.join(' · ');
  }
}
