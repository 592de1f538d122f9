import type { ComponentChildren } from 'preact';
import { getJson } from '../api/get.ts';
import type { UsageAnswer } from '../api/types.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Empty } from '../parts/empty.tsx';
import { useWeir } from '../state/context.ts';
import { FirstRun } from './first-run.tsx';

const DAY = 86_400;

/**
 * Instead of a page without numbers: what to change, or, where nothing was ever metered for this reader, how to send a first
 * log. Which of the two is asked only here.
 */
export function NothingYet(props: {
  readonly title: string;
  readonly help: string;
  readonly children?: ComponentChildren;
}) {
  const { now } = useWeir();
  const end = Math.ceil(now() / DAY) * DAY;
  const url = `/weir/v1/usage?start=${end - 32 * DAY}&end=${end}&step=1d&metrics=requests,bytes&group_by=none`;
  const { value } = useAnswer('ever', (signal) => getJson<UsageAnswer>(url, signal));
  const [series] = value?.series ?? [];
  const hasUsage = !series || [...series.requests!, ...series.bytes!].some((count) => count > 0);
  return hasUsage ? <Empty {...props} /> : <FirstRun />;
}
