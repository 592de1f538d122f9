import { rollUp } from '../../query/roll-up.ts';
import { addCounts } from '../../usage/count.ts';
import type { VendorApi } from '../vendor.ts';
import { edgesOf, renderPoints } from './stream-points.ts';
import { acceptStreamRequest, domainsOf, type StreamParams, type StreamRequest } from './stream-request.ts';

/**
 * GET /v1/{project_id}/stream/traffic (seed 004): bytes sent to viewers, in buckets of `step` minutes (default 5) that
 * are aligned to UTC midnight and labelled with their START.
 *
 *     {"total":1,"traffic_info":[{"traffic":1024,"timestamp":"2018-05-19T21:10:00Z"}]}
 */
export const streamTraffic: VendorApi<StreamRequest, StreamParams> = {
  name: 'ShowTraffic',
  accept: acceptStreamRequest,
  query: (params) => ({
    ...domainsOf(params),
    start: params.first,
    end: params.end,
    step: params.stepSeconds % 300 === 0 ? 300 : 60,
    counters: ['bytes'],
  }),
  render(params, usage) {
    const edges = edgesOf(params);
    const traffic = rollUp(usage, usage.series[0]!.counters.bytes!, edges, addCounts);
    return renderPoints('traffic_info', 'traffic', edges, traffic);
  },
};
