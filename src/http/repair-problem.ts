import type { FastifyBaseLogger } from 'fastify';
import { RepairFault } from '../repair/repair-fault.ts';
import { StoreError } from '../usage/usage-store.ts';
import { Problem } from './problem.ts';

/** Carries out what an operator asked for; its faults become problems, and the store's own words stay in the log. */
export async function repairing<Result>(log: FastifyBaseLogger, task: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof RepairFault) throw new Problem(error.status, error.code, error.message);
    if (!(error instanceof StoreError)) throw error;
    log.error({ err: error }, 'the store could not carry out a repair');
    throw new Problem(503, 'unavailable', 'the store cannot do that now; try again');
  }
}
