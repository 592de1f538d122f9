import type uPlot from 'uplot';
import type { Band } from '../series/coverage.ts';
import { type Colours, FONT } from './colours.ts';

/** A level across the whole chart, such as the 95th percentile, or the one point that is worth a name, such as the peak. */
export type Mark =
  | { readonly kind: 'level'; readonly value: number; readonly label: string }
  | { readonly kind: 'point'; readonly at: number; readonly value: number; readonly label: string }
  /** Points that do not count, such as those discarded before a percentile, or that do. Times are starts of buckets. */
  | {
      readonly kind: 'discarded' | 'counted';
      readonly points: readonly { readonly at: number; readonly value: number }[];
    };

/** Behind the lines: where nothing came, or nothing could come yet. */
export function drawBands(u: uPlot, bands: readonly Band[], colours: Colours): void {
  for (const { state, start, end } of bands) {
    const left = Math.max(u.bbox.left, u.valToPos(start, 'x', true));
    const right = Math.min(u.bbox.left + u.bbox.width, u.valToPos(end, 'x', true));
    if (right <= left) continue;
    u.ctx.fillStyle = state === 'silent' ? hatch(u.ctx, colours.hatch) : colours.area;
    u.ctx.globalAlpha = state === 'silent' ? 1 : 0.5;
    u.ctx.fillRect(left, u.bbox.top, right - left, u.bbox.height);
    u.ctx.globalAlpha = 1;
  }
}

let pattern: { readonly colour: string; readonly fill: CanvasPattern } | undefined;

function hatch(context: CanvasRenderingContext2D, colour: string): CanvasPattern | string {
  if (pattern?.colour === colour) return pattern.fill;
  const tile = document.createElement('canvas');
  const size = 8 * devicePixelRatio;
  tile.width = tile.height = size;
  const brush = tile.getContext('2d')!;
  brush.strokeStyle = colour;
  brush.lineWidth = devicePixelRatio;
  for (const shift of [-size, 0, size]) {
    brush.moveTo(shift, size);
    brush.lineTo(shift + size, 0);
  }
  brush.stroke();
  const fill = context.createPattern(tile, 'repeat');
  if (fill) pattern = { colour, fill };
  return fill ?? colour;
}

/** Over the lines, with their names beside them. */
export function drawMarks(u: uPlot, marks: readonly Mark[], colours: Colours): void {
  const { ctx } = u;
  ctx.save();
  ctx.font = FONT.replace('11px', `600 ${11 * devicePixelRatio}px`);
  for (const mark of marks) {
    if (mark.kind === 'level') drawLevel(u, mark, isNamedNear(u, mark.value, marks), colours);
    else if (mark.kind === 'point') drawPoint(u, mark.at, mark.value, mark.label, colours);
    else drawPoints(u, mark, colours);
  }
  ctx.restore();
}

const NAME_HEIGHT = 26;

/** A point's name right above a level takes the place of the level's own. */
function isNamedNear(u: uPlot, value: number, marks: readonly Mark[]): boolean {
  const distance = (point: number) => u.valToPos(value, 'y', true) - u.valToPos(point, 'y', true);
  return marks.some((mark) => mark.kind === 'point' && Math.abs(distance(mark.value)) < NAME_HEIGHT * devicePixelRatio);
}

type Level = Extract<Mark, { kind: 'level' }>;

function drawLevel(u: uPlot, { value, label }: Level, isBelow: boolean, colours: Colours): void {
  const { ctx, bbox } = u;
  const y = Math.round(u.valToPos(value, 'y', true));
  ctx.strokeStyle = colours.ink;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.setLineDash([]);
  write(u, label, bbox.left + 6 * devicePixelRatio, y + (isBelow ? 15 : -5) * devicePixelRatio, 'left', colours);
}

function drawPoint(u: uPlot, at: number, value: number, label: string, colours: Colours): void {
  const x = u.valToPos(at, 'x', true);
  const y = u.valToPos(value, 'y', true);
  if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) return;
  dot(u, at, value, 3.5, colours.ink);
  const isRight = x > u.bbox.left + u.bbox.width * 0.6;
  const shift = (isRight ? -8 : 8) * devicePixelRatio;
  write(u, label, x + shift, y - 2 * devicePixelRatio, isRight ? 'right' : 'left', colours);
}

function dot(u: uPlot, at: number, value: number, radius: number, colour: string): void {
  u.ctx.fillStyle = colour;
  u.ctx.beginPath();
  u.ctx.arc(u.valToPos(at, 'x', true), u.valToPos(value, 'y', true), radius * devicePixelRatio, 0, 2 * Math.PI);
  u.ctx.fill();
}

function drawPoints(
  u: uPlot,
  { kind, points }: Extract<Mark, { kind: 'discarded' | 'counted' }>,
  colours: Colours,
): void {
  for (const { at, value } of points) {
    if (kind === 'discarded') dot(u, at, value, 1.8, colours.lines.s4);
    else dot(u, at, value, 2.4, colours.ink);
  }
}

/** With a rim of the background, so that a line below does not cross it out. */
function write(u: uPlot, text: string, x: number, y: number, align: CanvasTextAlign, { ink, back }: Colours): void {
  const { ctx } = u;
  ctx.textAlign = align;
  ctx.textBaseline = 'alphabetic';
  ctx.lineWidth = 4 * devicePixelRatio;
  ctx.lineJoin = 'round';
  ctx.strokeStyle = back;
  ctx.strokeText(text, x, Math.max(y, u.bbox.top + 10 * devicePixelRatio));
  ctx.fillStyle = ink;
  ctx.fillText(text, x, Math.max(y, u.bbox.top + 10 * devicePixelRatio));
}
