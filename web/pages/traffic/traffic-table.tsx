import { useState } from 'preact/hooks';
import { Heads } from '../../parts/heads.tsx';
import { Scroll } from '../../parts/scroll.tsx';
import { useWeir } from '../../state/context.ts';
import type { Period } from './period.ts';
import { ratio } from './ratios.ts';

const MOST_ROWS = 288;

/** The charts as a table, for whoever reads numbers rather than lines; made when it is opened. */
export function TrafficTable({ period }: { readonly period: Period }) {
  const { text, figures, time } = useWeir();
  const [isOpen, setIsOpen] = useState(false);
  const { counters, starts, bandwidth, originBandwidth } = period;
  const rows = starts
    .map((_, i) => i)
    .slice(-MOST_ROWS)
    .reverse();
  const { traffic: words } = text;
  return (
    <details class="card table-card" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{words.table}</summary>
      {isOpen && (
        <Scroll label={words.table}>
          <table>
            <thead>
              <tr>
                <Heads
                  of={[
                    words.time,
                    words.bandwidth,
                    words.traffic,
                    words.requests,
                    words.hitRatio,
                    words.originBandwidth,
                    ...[2, 3, 4, 5].map(words.status),
                  ]}
                />
              </tr>
            </thead>
            <tbody>
              {rows.map((i) => (
                <tr key={starts[i]}>
                  <th scope="row">{time.minute(starts[i]!)}</th>
                  <td>{figures.bandwidth(bandwidth[i])}</td>
                  <td>{figures.bytes(counters.bytes[i])}</td>
                  <td>{figures.exact(counters.requests[i])}</td>
                  <td>{figures.ratio(ratio(counters.hit_bytes[i]!, counters.bytes[i]!))}</td>
                  <td>{figures.bandwidth(originBandwidth[i])}</td>
                  {([2, 3, 4, 5] as const).map((digit) => (
                    <td key={digit}>{figures.exact(counters[`status_${digit}xx`][i])}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {starts.length > MOST_ROWS && <p class="quiet small">{words.tableLimit(MOST_ROWS)}</p>}
        </Scroll>
      )}
    </details>
  );
}
