import { countAt } from '../../query/roll-up.ts';
import type { LiveVendorApi } from '../vendor.ts';
import { renderBandwidthFlow } from './live-bandwidth-flow.ts';
import { acceptLiveRequest, bucketsOf, type LiveFlowParams } from './live-request.ts';
import type { JdRequest } from './request.ts';

/**
 * POST /api/live/bandwidth_flow with an `appName`, and perhaps a `streamName`: the same answer, of an application's streams
 * or of one, from the bytes that live servers sent to its players.
 *
 *     {..., "domain":"play.live.com","appName":"live","streamName":"t1"}
 *     {"status":0,"msg":"Successful","data":[{"2018-06-02 17:15":{"play.live.com":{"bandwidth":1,"flow":37.5}}}]}
 */
export const streamBandwidthFlow: LiveVendorApi<JdRequest, LiveFlowParams> = {
  name: 'bandwidth_flow',
  accept: acceptLiveRequest,
  query: (params) => {
    const { domains, app, stream } = params;
    return { ...bucketsOf(params), domains, app, stream };
  },
  render: (params, live) => {
    const columns = live.series.map(({ domain, counters }) => {
      return { domain, bytesAt: (bucket: number) => countAt(counters.play_bytes, bucket) };
    });
    return renderBandwidthFlow(params, live.length, columns);
  },
};
