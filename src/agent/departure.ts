import { asReplacement } from '../ingest/as-replacement.ts';
import { packBatch } from '../ingest/client.ts';
import type { Receipt } from '../ingest/receiver.ts';
import { digestOf } from '../meter/digest.ts';
import type { Parcel } from './parcel.ts';
import type { Refusal } from './refusal.ts';
import type { Sender } from './sender.ts';
import type { Kept, Spool, SpoolEntry } from './spool.ts';
import { SpoolDamage, type SpooledBatch } from './spool-file.ts';

/** What became of a parcel on its way. */
export type ParcelEnd =
  | { readonly kind: 'acknowledged'; readonly receipt: Receipt }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'unavailable'; readonly reason: string; readonly retryAfterMs: number };

/** What became of a file of the spool on its way. */
export type SpoolEnd = ParcelEnd | { readonly kind: 'damaged'; readonly reason: string };

export async function sendParcel(sender: Sender, { batch }: Parcel, signal: AbortSignal): Promise<ParcelEnd> {
  return sender.send(await packBatch(batch), batch.segments[0]!, signal);
}

/** Puts a parcel where it survives the agent; its rows need not stay in memory then. */
export async function spoolParcel(spool: Spool, parcel: Parcel): Promise<Kept> {
  return spool.keep(await spooledBatch(parcel));
}

async function spooledBatch({ batch }: Parcel): Promise<SpooledBatch> {
  const { index, bytes, rows, rejects, digest } = batch.segments[0]!;
  // a segment's digest is that of all its rows: where these give it, they are all
  const isWhole = digestOf(rows, rejects) === digest;
  return { segment: { stream: batch.stream, index, bytes, isWhole }, packed: await packBatch(batch) };
}

/** Sends the oldest batch of the spool; the entry stays taken. */
export async function sendSpooled(
  sender: Sender,
  spool: Spool,
  entry: SpoolEntry,
  signal: AbortSignal,
): Promise<SpoolEnd> {
  try {
    const { segment, packed } = await spool.read(entry);
    const end = await sender.send(packed, segment, signal);
    if (end.kind !== 'refused' || !mustReplace(segment, end.refusal)) return end;
    if (!segment.isWhole)
      return { kind: 'damaged', reason: `only a whole segment can replace: ${end.refusal.message}` };
    return await sender.send(await asReplacement(packed), segment, signal);
  } catch (error) {
    if (error instanceof SpoolDamage) return { kind: 'damaged', reason: error.message };
    throw error;
  }
}

/** Another format gave what the server has, and less of it. Rows that are not in a replacement are set to zero there. */
function mustReplace({ bytes }: SpooledBatch['segment'], refusal: Refusal): boolean {
  return refusal.code === 'format-changed' && bytes > (refusal.bytes ?? Infinity);
}
