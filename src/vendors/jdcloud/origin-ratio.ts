import type { VendorApi } from '../vendor.ts';
import { acceptJdRequest, type JdParams, type JdRequest } from './request.ts';
import { jdQuery, labelOf, readerOf, renderPerDomain } from './series.ts';
import { megabitsPerSecond, percent } from './units.ts';

/**
 * POST /api/origin_ratio (seed 002): bandwidth to clients and from the origin, and what percentage the second is of the
 * first, in five-minute points; the percentage comes from the bytes, not from the rounded bandwidths.
 *
 *     {"status":0,"msg":"成功","data":[{"domain":"www.a.com","data":[
 *       {"time":1513588500,"originRatio":6,"originBandwidth":0.81,"bandwidth":13.5}]}]}
 */
export const originRatio: VendorApi<JdRequest, JdParams> = {
  name: 'origin_ratio',
  accept: (request, context) => acceptJdRequest(request, context, 'refused'),
  query: (params) => jdQuery(params, ['bytes', 'origin_bytes']),
  render: (_params, usage) =>
    renderPerDomain(usage, (series) => {
      const bytes = readerOf(series, 'bytes');
      const originBytes = readerOf(series, 'origin_bytes');
      return (text, bucket) => {
        const all = bytes(bucket);
        const origin = originBytes(bucket);
        text.write('{"time":');
        text.count(labelOf(usage, bucket));
        text.write(',"originRatio":');
        text.hundredths(percent(origin, all));
        text.write(',"originBandwidth":');
        text.hundredths(megabitsPerSecond(origin));
        text.write(',"bandwidth":');
        text.hundredths(megabitsPerSecond(all));
        text.write('}');
      };
    }),
};
