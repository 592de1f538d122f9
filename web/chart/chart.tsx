import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Format } from '../figures/figures.ts';
import { type Band, type BucketState, bandsOf } from '../series/coverage.ts';
import { useWeir } from '../state/context.ts';
import { readColours } from './colours.ts';
import { keyStep } from './keys.ts';
import { drawBands, drawMarks, type Mark } from './marks.ts';
import { type Line, settled, unfinished } from './plot-data.ts';
import { plotOptions } from './plot-options.ts';
import { Readout } from './readout.tsx';
import { roundTicks } from './ticks.ts';
import { zoomAround, zoomToSelection } from './zoom.ts';

export interface ChartProps {
  readonly title: string;
  /** One sentence that says what the picture says. */
  readonly summary: string;
  /** Starts of the buckets, and the end of the last one. */
  readonly starts: readonly number[];
  readonly end: number;
  readonly states: readonly BucketState[];
  /** The first is the one that the chart is about. */
  readonly lines: readonly Line[];
  readonly format: Format;
  readonly marks?: readonly Mark[];
  readonly height: number;
  readonly top?: number;
  /** 1000 or 1024 for bytes and bit/s, 1 for shares; default 1000. */
  readonly base?: number;
  /** Unix seconds. */
  readonly onZoom?: (start: number, end: number) => void;
  readonly syncKey: string;
}

/** A chart over time. Mouse: read and drag to zoom; keyboard: arrows walk, + and − zoom, Escape lets go. */
export function Chart(props: ChartProps) {
  const { time, scheme, language } = useWeir();
  const { title, summary, lines, starts, height, base = 1000 } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const latest = useRef({ ...props, bands: [] as Band[] });
  latest.current = { ...props, bands: bandsOf(props.states, starts, props.end) };
  const [at, setAt] = useState<number | null>(null);
  const latestAt = useRef(at);
  latestAt.current = at;

  // what a uPlot cannot change later
  const shape = `${lines.map(({ label, colour, shape }) => label + colour + shape)} ${time.zone} ${scheme} ${language} ${base} ${props.syncKey} ${props.top} ${props.format(1e9)} ${starts.length > 1500} ${starts.length <= 2}`;
  // `shape` holds what matters
  useEffect(() => {
    const colours = readColours();
    const held = latestAt.current; // a line that came later makes a new plot: who reads goes on reading
    const u = new uPlot(
      {
        ...plotOptions({ ...props, points: starts.length, time, colours, ticks: roundTicks(base) }),
        width: place.current!.clientWidth,
        height,
        hooks: {
          ready: [() => held !== null && starts[held] !== undefined && moveCursor(u, starts[held])],
          drawClear: [() => drawBands(u, latest.current.bands, colours)],
          draw: [() => drawMarks(u, latest.current.marks ?? [], colours)],
          setCursor: [() => setAt(u.cursor.idx ?? null)],
          setSelect: [() => zoomToSelection(u, latest.current)],
        },
      },
      dataOf(latest.current),
      place.current!,
    );
    plot.current = u;
    fitTime(u, latest.current);
    const resized = new ResizeObserver(() => {
      const width = place.current?.clientWidth ?? 0;
      if (width > 0 && width !== u.width) u.setSize({ width, height });
    });
    resized.observe(place.current!);
    return () => {
      resized.disconnect();
      u.destroy();
      plot.current = undefined;
    };
  }, [shape, height]);

  // the arrays are made anew with each answer, and only then
  useEffect(() => {
    const u = plot.current;
    if (!u) return;
    u.batch(() => {
      u.setData(dataOf(latest.current), false);
      fitTime(u, latest.current);
    });
    u.redraw(false);
  }, [lines, starts, props.marks, props.states]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = keyStep(event.key, { at, last: starts.length - 1 });
    if (!step || !plot.current) return;
    event.preventDefault();
    if (step.kind === 'walk') moveCursor(plot.current, starts[step.to]!);
    else if (step.kind === 'leave') plot.current.setCursor({ left: -10, top: -10 });
    else zoomAround(latest.current, at, step.factor);
  };

  return (
    <figure class="chart" data-title={title} aria-label={title}>
      <figcaption>
        <h3>{title}</h3>
        <Readout {...props} at={at} />
      </figcaption>
      <div
        class="plot"
        role="img"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys
        tabIndex={0}
        aria-label={`${title}. ${summary}`}
        ref={place}
        onKeyDown={onKeyDown}
        onBlur={() => plot.current?.setCursor({ left: -10, top: -10 })}
      />
    </figure>
  );
}

type Latest = ChartProps & { readonly bands: readonly Band[] };

function dataOf({ starts, lines, states }: Latest): uPlot.AlignedData {
  const columns = [...lines.map((line) => settled(line, states)), unfinished(lines[0]!, states)];
  return [[...starts], ...columns] as uPlot.AlignedData;
}

function fitTime(u: uPlot, { starts, end }: Latest): void {
  if (starts.length > 0) u.setScale('x', { min: starts[0]!, max: starts.length > 1 ? end : starts[0]! + 1 });
}

function moveCursor(u: uPlot, seconds: number): void {
  u.setCursor({ left: u.valToPos(seconds, 'x'), top: u.over.clientHeight / 2 });
}
