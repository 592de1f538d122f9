import type { AgentHead } from './agent-report.ts';

/**
 * How a source of usage is, the worst first: `retired` by an operator; `silent`, nothing heard for three intervals; `faulty`,
 * some input or stream has a fault; `behind`, its newest usage is not here yet, or its spool is full; `ok`.
 */
export type SourceState = 'retired' | 'silent' | 'faulty' | 'behind' | 'ok';

export const SOURCE_STATES: readonly SourceState[] = ['ok', 'behind', 'faulty', 'silent', 'retired'];

const SILENT_INTERVALS = 3;
// A minute is sent ten seconds after it began and at most once a minute after that; a restart may take as long again.
const BEHIND_SECONDS = 180;

export interface StateContext {
  readonly isRetired: boolean;
  /** Unix milliseconds. */
  readonly now: number;
  /** Nobody can be heard before the server runs. Unix milliseconds. */
  readonly serverStarted: number;
}

/** `head` is undefined for a node without an agent: nobody waits for its heartbeat. */
export function sourceState(head: AgentHead | undefined, { isRetired, now, serverStarted }: StateContext): SourceState {
  if (isRetired) return 'retired';
  if (!head) return 'ok';
  const heard = Math.max(head.receivedAt, serverStarted);
  if (now - heard > SILENT_INTERVALS * head.intervalSeconds * 1000) return 'silent';
  if (head.faults > 0) return 'faulty';
  return head.spool.is_full || (head.lagSeconds ?? 0) > BEHIND_SECONDS ? 'behind' : 'ok';
}
