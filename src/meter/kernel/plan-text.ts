import type { FieldStep, Step, TextProgram } from '../../format/program.ts';
import type { KernelPlan } from './plan.ts';
import { mayHold, type PlanFacts, type PlanStep } from './plan-fields.ts';
import { TextPlanner } from './text-planner.ts';

/**
 * Plans a text format. Literals hold a fixed number of structural characters (the quotes, where there are some), and a line
 * with just as many has each of them where the format says: so every literal's place is known from the nearest one, and
 * between them fields are walked over from the left, or counted back from the right where their width is fixed.
 *
 * Where the example has another number of them, because a free field holds some, a line is walked through from the left.
 */
export function planText(program: TextProgram, example: Uint8Array): KernelPlan | undefined {
  if (program.header !== undefined) return undefined; // the columns may change within a log
  for (const mark of CANDIDATES.filter((byte) => isStructural(byte, program.steps))) {
    const plan = planSteps(program.steps, mark, program);
    if (plan?.marksPerLine === countOf(mark, example)) return plan;
  }
  return planWalk(program);
}

/** A plan for lines of which only the end is known. */
export function planWalk(program: TextProgram): KernelPlan | undefined {
  return program.header === undefined ? planSteps(program.steps, NEWLINE, program) : undefined;
}

export function planSteps(steps: readonly PlanStep[], mark: number, facts: PlanFacts): KernelPlan | undefined {
  return new TextPlanner(steps, mark, facts).plan();
}

const QUOTE = 0x22;
const CANDIDATES = [QUOTE, 0x09, 0x7c, 0x20]; // quote, tab, bar, space
/** A line has none but its end. */
const NEWLINE = 0x0a;

/** It stands in literals, and in no field that is walked over. */
function isStructural(byte: number, steps: readonly Step[]): boolean {
  const fields = steps.filter((step): step is FieldStep => step.kind === 'field');
  return (
    steps.some((step) => step.kind === 'literal' && Buffer.from(step.text).includes(byte)) &&
    !fields.some((field) => mayHold(field, byte))
  );
}

function countOf(byte: number, line: Uint8Array): number {
  return line.reduce((count, other) => (other === byte ? count + 1 : count), 0);
}
