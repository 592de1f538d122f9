import { createHash } from 'node:crypto';
import { METER_REVISION } from '../usage/segment.ts';
import type { FormatProgram } from './program.ts';

/**
 * 32 hex digits that change with everything a number depends on besides the log's bytes: the compiled program, the
 * domain override, the hit list, the spreading and METER_REVISION. A format's name and spelling do not matter.
 */
export function meterHash(program: FormatProgram): string {
  const { hits, spreadAfterMs, domain } = program;
  const parts = program.kind === 'text' ? textParts(program.steps) : jsonParts(program.captures);
  const text = JSON.stringify([METER_REVISION, program.kind, parts, hits, spreadAfterMs, domain]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

type StepsOf<Kind> = Extract<FormatProgram, { kind: Kind }>;

function textParts(steps: StepsOf<'text'>['steps']): unknown[] {
  return steps.map((step) => (step.kind === 'literal' ? step.text : [step.role, step.reading]));
}

function jsonParts(captures: StepsOf<'json'>['captures']): unknown[] {
  return captures.map(({ role, key, milliseconds }) => [role, key, milliseconds]);
}
