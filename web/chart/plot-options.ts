import uPlot from 'uplot';
import type { Format } from '../figures/figures.ts';
import type { ZoneTime } from '../figures/zone-time.ts';
import { type Colours, FONT } from './colours.ts';
import type { Line } from './plot-data.ts';
import { roundTop } from './ticks.ts';

export interface PlotShape {
  readonly lines: readonly Line[];
  readonly points: number;
  readonly format: Format;
  readonly time: ZoneTime;
  readonly colours: Colours;
  /** Charts with one key show one moment. */
  readonly syncKey: string;
  /** The least that the scale reaches: 1 for a ratio. */
  readonly top?: number | undefined;
  readonly ticks: readonly number[];
}

/** Everything that uPlot is told once; the data, bands and marks come with each drawing. */
export function plotOptions(
  shape: PlotShape,
): Pick<uPlot.Options, 'series' | 'axes' | 'scales' | 'cursor' | 'legend' | 'tzDate' | 'padding'> {
  const { lines, time, syncKey } = shape;
  return {
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), time.zone),
    padding: [14, 10, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false, dist: 4 },
      // only where the mouse is: what is dragged over is one chart's business, and one entry of the history
      sync: {
        key: syncKey,
        setSeries: false,
        filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' },
      },
      points: { size: 7, width: 2 },
      focus: { prox: -1 },
    },
    scales: {
      x: { time: true },
      y: { range: (_u, _min, max) => [0, roundTop(Math.max(max ?? 0, shape.top ?? 0), shape.ticks)] },
    },
    series: [{}, ...lines.map((line) => solid(line, shape)), dashed(lines[0]!, shape)],
    axes: [timeAxis(shape), valueAxis(shape)],
  };
}

const MOST_STEPS = 1500; // more square shoulders than pixels: nobody sees them, everybody waits for them

function solid(line: Line, { colours, points }: PlotShape): uPlot.Series {
  const stroke = colours.lines[line.colour];
  const isStepped = line.shape === 'step' && points <= MOST_STEPS;
  return {
    label: line.label,
    stroke,
    width: line.isBefore ? 1 : 1.5,
    ...(line.shape !== 'line' && { fill: line.drawn ? stroke : colours.area }),
    ...(isStepped && { paths: uPlot.paths.stepped!({ align: 1 }) }),
    points: { show: points <= 2 },
    spanGaps: false,
  };
}

function dashed(line: Line, { colours }: PlotShape): uPlot.Series {
  return { stroke: colours.lines[line.colour], width: 1.5, dash: [3, 3], points: { show: false } };
}

function timeAxis({ colours, time }: PlotShape): uPlot.Axis {
  return {
    ...axis(colours),
    grid: { show: false },
    ticks: { stroke: colours.grid, width: 1, size: 4 },
    space: 64,
    size: 28,
    values: (_u, splits) => splits.map((seconds, i) => timeLabel(time, seconds, splits[i - 1])),
  };
}

/** The day where it begins and on the first label, else the time of day. */
function timeLabel(time: ZoneTime, seconds: number, before: number | undefined): string {
  const day = time.day(seconds).slice(5);
  const clock = time.clock(seconds);
  return clock === '00:00' || (before !== undefined && seconds - before >= 86_400) ? day : clock;
}

function valueAxis({ colours, format, ticks, top }: PlotShape): uPlot.Axis {
  return {
    ...axis(colours),
    grid: { stroke: colours.grid, width: 1 },
    ticks: { show: false },
    size: 76,
    splits: (_u, _index, _min, max) =>
      [0, 0.25, 0.5, 0.75, 1].map((share) => share * roundTop(Math.max(max, top ?? 0), ticks)),
    values: (_u, splits) => splits.map((value) => format(value)),
  };
}

function axis({ quiet }: Colours): uPlot.Axis {
  return { stroke: quiet, font: FONT, labelFont: FONT };
}
