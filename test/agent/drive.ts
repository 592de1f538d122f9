import type { Follower } from '../../src/agent/follower.ts';
import type { Refusal } from '../../src/agent/refusal.ts';
import type { IngestBatch } from '../../src/ingest/batch.ts';

/** What became of a batch. */
export type Delivery = 'acknowledged' | 'returned' | Refusal;

export interface Driver {
  readonly follower: Follower;
  readonly send: (batch: IngestBatch) => Promise<Delivery>;
  /** Bytes a round. */
  readonly budget: number;
}

/** One turn of an agent's loop: reads, then sends what is due. Out: nothing is left to do now. */
export async function drive({ follower, send, budget }: Driver, now: number, all = false): Promise<boolean> {
  const { isCaughtUp } = await follower.round(now, budget);
  for (let parcel = follower.takeDue(now, all); parcel; parcel = follower.takeDue(now, all)) {
    const delivery = await send(parcel.batch);
    if (delivery === 'acknowledged') follower.acknowledged(parcel);
    else if (delivery !== 'returned') follower.refused(parcel, delivery, now);
    else {
      follower.returned(parcel);
      return false;
    }
  }
  return isCaughtUp;
}
