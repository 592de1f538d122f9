import { rollUp } from '../../query/roll-up.ts';
import { maxCount } from '../../usage/count.ts';
import type { LiveVendorApi } from '../vendor.ts';
import { illegalRequest } from './faults.ts';
import { edgesOf, renderPoints } from './stream-points.ts';
import { acceptStreamRequest, readQuery, type StreamParams, type StreamRequest } from './stream-request.ts';

interface StreamUsersParams extends StreamParams {
  readonly domain: string;
  /** undefined = all. */
  readonly app: string | undefined;
  readonly stream: string | undefined;
}

/**
 * GET /v1/{project_id}/stream/users (api-live, live_03_0016): how many viewers a domain, an application (`app_name`) or a
 * stream of it (`stream_name`) had at once, as live servers tell it, in buckets and under labels as stream/traffic's.
 *
 *     {"total":1,"user_info":[{"user_num":1000,"timestamp":"2018-05-19T21:10:00Z"}]}
 *
 * A minute has the most viewers of each stream, added up; a bucket has the most of its minutes. `domain` must be given, and
 * `stream_name` needs `app_name`, because streams of two applications may have one name.
 */
export const streamUsers: LiveVendorApi<StreamRequest, StreamUsersParams> = {
  name: 'ShowOnlineUsers',
  accept(request, context) {
    const { domain, ...params } = acceptStreamRequest(request, context);
    const given = readQuery(request.rawQuery);
    const [app, stream] = [given.get('app_name'), given.get('stream_name')];
    if (domain === undefined || (stream !== undefined && app === undefined)) throw illegalRequest();
    return { ...params, domain, app, stream };
  },
  query: ({ domain, app, stream, stepSeconds, first, end }) => {
    return { domains: [domain], app, stream, start: first, end, step: stepSeconds % 300 === 0 ? 300 : 60 };
  },
  render(params, live) {
    const edges = edgesOf(params);
    const viewers = rollUp(live, live.series[0]!.counters.peak_viewers, edges, maxCount);
    return renderPoints('user_info', 'user_num', edges, viewers);
  },
};
