import { useState } from 'preact/hooks';
import { useWeir } from '../state/context.ts';
import { spanOf } from '../state/span.ts';
import { RANGES, type RangeName } from '../state/view.ts';
import { Popover } from './popover.tsx';
import { Segmented } from './segmented.tsx';

/** The last hour to the last month, or from any minute to any other on the account's clocks. */
export function RangePicker() {
  const { view, go, text, time } = useWeir();
  const { range } = view;
  const names = Object.keys(RANGES) as RangeName[];
  const label =
    range.kind === 'between' ? `${time.minute(range.start)} – ${time.minute(range.end)}` : text.filters.custom;
  return (
    <>
      <Segmented
        label={text.filters.range}
        value={range.kind === 'last' ? range.name : null}
        options={names.map((name) => ({ value: name, label: text.filters.ranges[name] }))}
        onChange={(name) => go({ range: { kind: 'last', name } })}
      />
      <Popover label={label} name={text.filters.custom} isOn={range.kind === 'between'}>
        {(close) => <FromTo close={close} />}
      </Popover>
    </>
  );
}

function FromTo({ close }: { readonly close: () => void }) {
  const { view, go, text, time, now } = useWeir();
  const span = spanOf(view, now());
  const [from, setFrom] = useState(time.local(span.start));
  const [to, setTo] = useState(time.local(span.end));
  const [start, end] = [time.instant(from), time.instant(to)];
  const isUsable = start < end;
  const show = (event: Event) => {
    event.preventDefault();
    if (!isUsable) return;
    go({ range: { kind: 'between', start, end } });
    close();
  };
  return (
    <form class="fields" onSubmit={show}>
      <label>
        {text.filters.from}
        <input type="datetime-local" required value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
      </label>
      <label>
        {text.filters.to}
        <input type="datetime-local" required value={to} onInput={(event) => setTo(event.currentTarget.value)} />
      </label>
      <p class="quiet small">{text.filters.zone(time.zone)}</p>
      {!isUsable && (
        <p class="fault small" role="alert">
          {text.filters.rangeFault}
        </p>
      )}
      <button type="submit" class="primary">
        {text.filters.apply}
      </button>
    </form>
  );
}
