import type { FormatProgram } from '../../format/program.ts';
import type { KernelPlan } from './plan.ts';
import { planJson } from './plan-json.ts';
import { planJsonWalk } from './plan-json-walk.ts';
import { planText } from './plan-text.ts';

/**
 * undefined: the kernel cannot run the format, the reference parser reads every line. A plan is made by an example: a JSON
 * format says nothing of the order of keys, and a text format nothing of what is in its free fields. Lines that look otherwise
 * are left.
 */
export function planFormat(program: FormatProgram, example: Uint8Array): KernelPlan | undefined {
  return program.kind === 'text'
    ? planText(program, example)
    : (planJson(program, example) ?? planJsonWalk(program, example));
}
