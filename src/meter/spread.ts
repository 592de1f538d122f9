import { type Count, toCount } from '../usage/count.ts';

/**
 * Spreads a long request's bytes evenly over the time it took (weir-contract section 3). In: the bytes, the interval
 * [end - duration, end) in milliseconds and a bucket length in seconds; out: what falls into each bucket, in order.
 *
 *     bytes 100, 90 s that end at 12:01:00  ->  33 in 11:59 (its last 30 s), 67 in 12:00
 *
 * The share of a bucket is c(its end) - c(its start) with c(x) = floor(bytes * (x - start) / duration), clipped to the
 * interval, so the shares sum up to the bytes exactly and coarser buckets get the sums of finer ones.
 */
export function spread(
  bytes: Count,
  endSeconds: number,
  durationMs: number,
  bucketSeconds: number,
  give: (bucketStartSeconds: number, share: Count) => void,
): void {
  spreadOver(bytes, endSeconds * 1000 - durationMs, endSeconds * 1000, bucketSeconds, give);
}

/** The same over [startMs, endMs), whole Unix milliseconds; nothing is given where that is empty. */
export function spreadOver(
  bytes: Count,
  startMs: number,
  endMs: number,
  bucketSeconds: number,
  give: (bucketStartSeconds: number, share: Count) => void,
): void {
  const bucketMs = bucketSeconds * 1000;
  let given: Count = 0;
  for (let bucket = startMs - (startMs % bucketMs); bucket < endMs; bucket += bucketMs) {
    const elapsed = Math.min(bucket + bucketMs, endMs) - startMs;
    const due = floorShare(bytes, elapsed, endMs - startMs);
    const share = toCount(BigInt(due) - BigInt(given));
    if (share > 0) give(bucket / 1000, share);
    given = due;
  }
}

function floorShare(bytes: Count, elapsed: number, duration: number): Count {
  if (typeof bytes === 'number') {
    const product = bytes * elapsed;
    if (product <= Number.MAX_SAFE_INTEGER) return (product - (product % duration)) / duration;
  }
  return toCount((BigInt(bytes) * BigInt(elapsed)) / BigInt(duration));
}
