import { compileFormat, requireDomain } from '../format/compile.ts';
import { chooseFormat, type Detection, type Trial } from '../format/detect.ts';
import { type LineLooks, lineLooks } from '../format/line-looks.ts';
import { PRESETS } from '../format/presets/index.ts';
import { eachLine, tryFormat } from '../meter/try-format.ts';

/** What the first lines of a log say about its format; undefined where there is not one line with something in it. */
export interface DetectedLog extends Detection {
  readonly looks: LineLooks;
  readonly trials: readonly Trial[];
}

/** Tries every preset on a log's first lines. */
export function detectFormat(head: Uint8Array): DetectedLog | undefined {
  const lines: string[] = [];
  eachLine(head, (buffer, start, end) => lines.push(Buffer.from(buffer.subarray(start, end)).toString()));
  if (lines.length === 0) return undefined;
  const trials = Object.keys(PRESETS).map((preset) => tryPreset(preset, head, lines));
  return { ...chooseFormat(trials), trials, looks: lineLooks(lines) };
}

/** A name that nobody can own (RFC 2606) stands in where the lines have no host. */
const STAND_IN = 'host.invalid';

/** Formats that others share their shape with, and what no line of theirs is without. */
const MARKS: Readonly<Record<string, RegExp>> = {
  squid: / HIER_[A-Z]/, // Traffic Server's `squid` has the words behind it alone
};

function tryPreset(preset: string, head: Uint8Array, lines: readonly string[]): Trial {
  const program = compileFormat(PRESETS[preset]!, preset);
  const needsDomain = !program.hasHost && program.domain === null;
  const isUnmarked = MARKS[preset] !== undefined && !lines.some((line) => MARKS[preset]!.test(line));
  return { preset, isUnmarked, ...tryFormat(needsDomain ? requireDomain(program, STAND_IN) : program, head) };
}
