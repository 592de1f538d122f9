import { useWeir } from '../../state/context.ts';
import type { DomainRow } from './domain-rows.ts';
import { movers } from './most-changed.ts';

/** Who made the traffic change: three up, three down. */
export function Movers({ rows }: { readonly rows: readonly DomainRow[] }) {
  const { text } = useWeir();
  const { up, down } = movers(rows);
  return (
    <section class="movers" aria-label={text.domains.movers}>
      <MoverList title={text.domains.risers} rows={up} />
      <MoverList title={text.domains.fallers} rows={down} />
    </section>
  );
}

function MoverList({ title, rows }: { readonly title: string; readonly rows: readonly DomainRow[] }) {
  const { text, figures } = useWeir();
  const difference = ({ ended, before = 0 }: DomainRow) =>
    `${ended < before ? '−' : '+'}${figures.bytes(Math.abs(ended - before))}`;
  return (
    <div class="card">
      <h3>{title}</h3>
      {rows.length === 0 && <p class="quiet">{text.domains.noMovers}</p>}
      <ol>
        {rows.map((row) => (
          <li key={row.domain}>
            <span>{row.domain}</span>
            <span>
              {difference(row)} <small class="quiet">{figures.change(row.ended, row.before ?? 0)}</small>
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
