import type { UsageAnswer } from '../../api/types.ts';
import { askUsage } from '../../api/usage.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Chart } from '../../chart/chart.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ExportMenu } from '../../parts/export-menu.tsx';
import { Filters } from '../../parts/filters.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { useWeir } from '../../state/context.ts';
import { filteredListings } from '../../state/selection.ts';
import { spanOf } from '../../state/span.ts';
import { useAsked } from '../../state/use-asked.ts';
import { streamOf, streamsCsv } from './stream.ts';

const MOST_SHOWN = 24; // charts on one page

/** The live domains, each with its own scale. */
export function StreamsPage() {
  const { view, text, time, listings, now } = useWeir();
  const live = filteredListings(listings, { ...view, service: 'live' }).map(({ domain }) => domain);
  const names = live.filter((name) => view.domains.length === 0 || view.domains.includes(name));
  const { key, refreshSeconds } = useAsked(['step', 'account', 'project']);
  const ask = (signal: AbortSignal) => {
    const span = spanOf(view, now());
    return askUsage(
      { ...span, domains: names, timeZone: time.zone, grouped: true, metrics: ['requests', 'bytes', 'bandwidth_bps'] },
      signal,
    );
  };
  const answer = useAnswer(
    `${key} ${names.join()}`,
    (signal) => (names.length > 0 ? ask(signal) : Promise.resolve(undefined)),
    refreshSeconds,
  );
  return (
    <>
      <div class="page-head">
        <h1>{text.streams.title}</h1>
        <p class="quiet">{text.streams.intro}</p>
      </div>
      <Filters has={{ step: true }}>
        {answer.value && (
          <ExportMenu
            csv={() => streamsCsv(answer.value!, time)}
            start={answer.value.start}
            pictureTitle={text.streams.title}
          />
        )}
      </Filters>
      {names.length === 0 ? (
        <Empty title={text.streams.none} help={text.streams.noneHelp}>
          <code>{'{ name: live.example.com, service: live }'}</code>
        </Empty>
      ) : (
        <Loaded answer={answer}>{(usage) => usage && <StreamCharts usage={usage} />}</Loaded>
      )}
    </>
  );
}

function StreamCharts({ usage }: { readonly usage: UsageAnswer }) {
  const { text, figures, go, now } = useWeir();
  const streams = usage.series.map((series) => streamOf(series, usage.end, now()));
  const sorted = [...streams].sort((a, b) => b.peak - a.peak);
  return (
    <div class="charts">
      {sorted.slice(0, MOST_SHOWN).map((stream) => (
        <div class="card" key={stream.domain} data-stream={stream.domain}>
          <Chart
            title={stream.domain}
            summary={`${text.traffic.peak} ${figures.bandwidth(stream.peak)}, ${text.traffic.traffic} ${figures.bytes(stream.bytes)}`}
            {...{ starts: stream.starts, end: usage.end, states: stream.states, lines: stream.lines }}
            format={figures.bandwidth}
            base={figures.base}
            height={150}
            syncKey="streams"
            onZoom={(start, end) => go({ range: { kind: 'between', start, end }, step: 'auto' })}
          />
          <p class="small quiet">
            {text.streams.now}: <b>{figures.bandwidth(stream.latest)}</b> ·{' '}
            <PageLink page="traffic" change={{ domains: [stream.domain] }}>
              {text.streams.open}
            </PageLink>
          </p>
        </div>
      ))}
    </div>
  );
}
