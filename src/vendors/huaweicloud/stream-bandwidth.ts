import { rollUp } from '../../query/roll-up.ts';
import type { UsageQuery } from '../../query/usage-query.ts';
import { addCounts, maxCount, scaled } from '../../usage/count.ts';
import type { VendorApi } from '../vendor.ts';
import { edgesOf, renderPoints } from './stream-points.ts';
import { acceptStreamRequest, domainsOf, type StreamParams, type StreamRequest } from './stream-request.ts';

/**
 * GET /v1/{project_id}/stream/bandwidth (api-live, live_03_0014): bandwidth to viewers in bits a second, from the same
 * usage, in the same buckets and under the same labels as stream/traffic.
 *
 *     {"total":1,"bandwidth_info":[{"bw_bps":1024,"timestamp":"2018-05-19T21:10:00Z"}]}
 *
 * From five minutes on a bucket's value is the peak of the five-minute values that begin in it (weir-contract section 3);
 * a shorter bucket has its own average.
 */
export const streamBandwidth: VendorApi<StreamRequest, StreamParams> = {
  name: 'ShowBandwidth',
  accept: acceptStreamRequest,
  query: (params) => ({ ...domainsOf(params), ...rangeOf(params), counters: ['bytes'] }),
  render(params, usage) {
    const edges = edgesOf(params);
    const bytes = rollUp(usage, usage.series[0]!.counters.bytes!, edges, isPeak(params) ? maxCount : addCounts);
    const seconds = Math.min(params.stepSeconds, FIVE_MINUTES);
    const bps = bytes.map((count) => scaled(count, 8, seconds));
    return renderPoints('bandwidth_info', 'bw_bps', edges, bps);
  },
};

const FIVE_MINUTES = 300;

function isPeak({ stepSeconds }: StreamParams): boolean {
  return stepSeconds >= FIVE_MINUTES;
}

/** Whole five minutes where peaks are made of them: buckets of, say, eight minutes cut some in two. */
function rangeOf(params: StreamParams): Pick<UsageQuery, 'start' | 'end' | 'step'> {
  const { first, end } = params;
  if (!isPeak(params)) return { start: first, end, step: 60 };
  const start = Math.floor(first / FIVE_MINUTES) * FIVE_MINUTES;
  return { start, end: Math.ceil(end / FIVE_MINUTES) * FIVE_MINUTES, step: FIVE_MINUTES };
}
