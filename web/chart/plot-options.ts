import uPlot from 'uplot';
import type { Format } from '../figures/figures.ts';
import type { ZoneTime } from '../figures/zone-time.ts';
import { type Colours, FONT } from './colours.ts';
import type { Line } from './plot-data.ts';

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
      sync: { key: syncKey, setSeries: false },
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

/** The next value that is round when quartered: `ticks` are such factors of a power of the base, ascending. */
export function roundTop(value: number, ticks: readonly number[]): number {
  if (!(value > 0)) return ticks[0] ?? 1;
  return ticks.find((tick) => tick >= value * 0.999_999) ?? value; // 0.999999: sums of shares are a little over 1
}

/** Round numbers from 1 to beyond what can be metered, in units of `base`; base 1: shares of one. */
export function roundTicks(base: number): readonly number[] {
  if (base === 1) return SHARES;
  const ticks: number[] = [];
  for (let unit = 1; unit < 1e19; unit *= base) {
    for (const power of [1, 10, 100]) for (const factor of FACTORS) ticks.push(unit * power * factor);
    if (base === 1024) ticks.push(unit * 1024);
  }
  return [...new Set(ticks)].sort((a, b) => a - b);
}

const SHARES = [0.01, 0.02, 0.04, 0.08, 0.12, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 2, 4, 8, 20, 100];
const FACTORS = [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 5, 6, 8]; // each a round number when quartered
