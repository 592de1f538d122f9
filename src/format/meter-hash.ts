import { createHash } from 'node:crypto';
import { METER_REVISION } from '../usage/segment.ts';
import type { FormatProgram } from './program.ts';

/**
 * 32 hex digits that change with everything a number depends on besides the log's bytes: the compiled program, the
 * domain override, the hit list, the spreading, the zone of times that name none, whether `#Fields:` lines are read, and
 * METER_REVISION. A format's name and spelling do not matter.
 */
export function meterHash(program: FormatProgram): string {
  const { hits, spreadAfterMs, domain } = program;
  const parts = program.kind === 'text' ? textParts(program.steps) : jsonParts(program);
  const text = JSON.stringify([
    METER_REVISION,
    program.kind,
    parts,
    hits,
    spreadAfterMs,
    domain,
    ...lateFacts(program),
  ]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** What came after the first release is hashed only where a format has it, so that hashes stored before stay valid. */
function lateFacts(program: FormatProgram): unknown[] {
  if (program.kind !== 'text') return [];
  const { utcOffsetSeconds, header } = program;
  return utcOffsetSeconds === undefined && header === undefined ? [] : [utcOffsetSeconds ?? null, header ?? null];
}

type StepsOf<Kind> = Extract<FormatProgram, { kind: Kind }>;

function textParts(steps: StepsOf<'text'>['steps']): unknown[] {
  return steps.map((step) => (step.kind === 'literal' ? step.text : [step.role, step.reading]));
}

/** Seconds and milliseconds are hashed as they were before there were other units, for the same reason. */
function jsonParts({ captures, start }: StepsOf<'json'>): unknown[] {
  const parts = captures.map(({ role, key, unit }) => [
    role,
    key,
    unit === 'us' || unit === 'ns' ? unit : unit === 'ms',
  ]);
  return start === undefined ? parts : [...parts, ['start', start.key]];
}
