import type { VendorApi } from '../vendor.ts';
import { acceptJdRequest, type JdParams, type JdRequest } from './request.ts';
import { jdQuery, labelOf, readerOf, renderPerDomain } from './series.ts';
import { megabytes } from './units.ts';

/**
 * POST /api/flow (seed 000): traffic of domains in five-minute points `[label, MB, MB of cache hits]`.
 *
 *     {"status":0,"msg":"成功","data":[{"domain":"www.a.com","data":[[1480989900,1,1],[1480990200,901,901]]}]}
 *
 * With an empty domain the one series is the sum over all of the account's, and its domain is "".
 */
export const flow: VendorApi<JdRequest, JdParams> = {
  name: 'flow',
  accept: (request, context) => acceptJdRequest(request, context, 'means all'),
  query: (params) => jdQuery(params, ['bytes', 'hit_bytes']),
  render: (_params, usage) =>
    renderPerDomain(usage, (series) => {
      const bytes = readerOf(series, 'bytes');
      const hitBytes = readerOf(series, 'hit_bytes');
      return (text, bucket) => {
        text.write('[');
        text.count(labelOf(usage, bucket));
        text.write(',');
        text.hundredths(megabytes(bytes(bucket)));
        text.write(',');
        text.hundredths(megabytes(hitBytes(bucket)));
        text.write(']');
      };
    }),
};
