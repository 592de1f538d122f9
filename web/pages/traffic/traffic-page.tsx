import { useMemo } from 'preact/hooks';
import { useAnswer } from '../../api/use-answer.ts';
import { ExportMenu } from '../../parts/export-menu.tsx';
import { Filters } from '../../parts/filters.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { useWeir } from '../../state/context.ts';
import { useAsked } from '../../state/use-asked.ts';
import { DemoRequests } from '../apis/demo-requests.tsx';
import { NothingYet } from '../nothing-yet.tsx';
import { askTraffic, compared, type Traffic } from './ask-traffic.ts';
import { TrafficCharts } from './traffic-charts.tsx';
import { trafficCsv } from './traffic-csv.ts';
import { TrafficTable } from './traffic-table.tsx';
import { TrafficTiles } from './traffic-tiles.tsx';

/** How much, how fast and how well cached: the page that is opened most. */
export function TrafficPage() {
  const { text, session } = useWeir();
  const { answer, traffic } = useTraffic();
  return (
    <>
      <h1 class="visually-hidden">{text.traffic.title}</h1>
      <Filters has={{ domains: true, step: true, compare: true, service: true }}>
        {traffic && <TrafficExport traffic={traffic} />}
      </Filters>
      <Loaded answer={answer}>{() => traffic && <TrafficContent traffic={traffic} />}</Loaded>
      {session.curls && <DemoRequests />}
    </>
  );
}

function useTraffic() {
  const { view, time, now } = useWeir();
  const { domains, key, refreshSeconds } = useAsked(['step']);
  const chosen = () => ({ view, domains, timeZone: time.zone, now: now() });
  const answer = useAnswer(key, (signal) => askTraffic(chosen(), 'now', signal), refreshSeconds);
  const before = useAnswer(
    `${key} ${view.compares}`,
    async (signal) => (view.compares ? askTraffic(chosen(), 'before', signal) : undefined),
    refreshSeconds,
  );
  const traffic = useMemo(() => answer.value && compared(answer.value, before.value), [answer.value, before.value]);
  return { answer, traffic };
}

function TrafficContent({ traffic }: { readonly traffic: Traffic }) {
  const { text, go, view, session } = useWeir();
  const { requests, bytes } = traffic.period.counters;
  if (![...requests, ...bytes].some((count) => count > 0)) {
    return (
      <NothingYet title={text.traffic.nothing} help={text.traffic.nothingHelp}>
        {!(view.range.kind === 'last' && view.range.name === '31d') && (
          <button
            type="button"
            class="primary"
            onClick={() => go({ range: { kind: 'last', name: '31d' }, step: 'auto' })}
          >
            {text.traffic.showDay}
          </button>
        )}
        {session.reader.kind === 'operator' && <PageLink page="sources">{text.traffic.toSources}</PageLink>}
      </NothingYet>
    );
  }
  return (
    <>
      <TrafficTiles traffic={traffic} />
      <TrafficCharts traffic={traffic} />
      <TrafficTable period={traffic.period} />
    </>
  );
}

function TrafficExport({ traffic: { period } }: { readonly traffic: Traffic }) {
  const { time, view } = useWeir();
  const from = time.minute(period.starts[0] ?? period.end);
  const who = view.domains.join(', ') || view.account;
  return (
    <ExportMenu
      csv={() => trafficCsv(period, time)}
      start={period.starts[0] ?? period.end}
      pictureTitle={`${who && `${who} · `}${from} – ${time.minute(period.end)} · ${time.zone}`}
    />
  );
}
