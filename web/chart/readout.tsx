import { useWeir } from '../state/context.ts';
import type { ChartProps } from './chart.tsx';

/** What the lines say at the cursor, and without one which line is which. */
export function Readout({ lines, format, starts, states, at, summary }: ChartProps & { readonly at: number | null }) {
  const { time, text } = useWeir();
  const hasBucket = at !== null && at < starts.length;
  return (
    <div class="readout" aria-live="polite">
      {hasBucket && <span class="when">{time.minute(starts[at]!)}</span>}
      {!hasBucket && lines.length === 1 && <span class="quiet">{summary}</span>}
      {(hasBucket || lines.length > 1) &&
        lines.map((line) => (
          <span class="key" key={line.label}>
            <i class={`swatch ${line.colour}`} aria-hidden="true" />
            {line.label}
            {hasBucket && <b>{valueText(line.isBefore ? 'complete' : states[at]!, line.values[at])}</b>}
          </span>
        ))}
      {hasBucket && states[at] === 'filling' && <span class="quiet">{text.traffic.filling}</span>}
    </div>
  );

  /** Where nothing came a zero would be too much said. */
  function valueText(state: string, value: number | null | undefined): string {
    return state === 'complete' || state === 'filling' ? format(value) : format(null);
  }
}
