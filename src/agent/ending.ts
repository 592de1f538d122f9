import type { Clock } from './clock.ts';
import type { SegmentSource } from './segment-source.ts';
import type { Shipping } from './shipping.ts';
import type { Wake } from './wake.ts';

const DRAIN_MS = 10_000;
const TURN_MS = 1000;

/** What an agent that was told to stop still has to do with what it has read. */
export interface Ending {
  readonly source: SegmentSource;
  readonly shipping: Shipping;
  readonly clock: Clock;
  /** Woken when a request ended. */
  readonly wake: Wake;
}

/** Sends what it can, and puts closed segments that are left into the spool. What is lost by then is still in the logs. */
export async function endShipping(ending: Ending): Promise<void> {
  await drain(ending);
  await spoolRest(ending);
}

/** Sends whatever changed, until all is acknowledged, 10 s are over, or no server answered before and none does now. */
async function drain({ source, shipping, clock, wake }: Ending): Promise<void> {
  const wasDown = shipping.isDown;
  const end = new AbortController();
  let isOver = false;
  // a sleep, not a look at the clock, which may be set back meanwhile
  const limit = clock.sleep(DRAIN_MS, end.signal).then(() => {
    isOver = true;
    wake.up();
  });
  while (!isOver) {
    shipping.settle(source);
    shipping.start(source, clock.now(), { all: true, isStalled: false });
    if (shipping.isIdle && (wasDown || !shipping.isDown)) break;
    await wake.wait(clock, TURN_MS);
  }
  end.abort();
  await limit;
}

async function spoolRest({ source, shipping, clock, wake }: Ending): Promise<void> {
  shipping.abort();
  while (!shipping.isIdle) {
    await wake.wait(clock, TURN_MS);
    shipping.settle(source);
  }
  for (let moved = 1; moved > 0; ) {
    moved = await shipping.sweep(source, clock.now(), true);
    shipping.settle(source);
  }
}
