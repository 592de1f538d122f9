import { wallDay, wallMinute } from '../../time/wall-text.ts';
import type { VendorApi } from '../vendor.ts';
import { JdFault } from './faults.ts';
import { acceptJdRequest, type JdParams, type JdRequest } from './request.ts';
import { jdQuery, joined, labelOf, readerOf } from './series.ts';
import { megabitsPerSecond, megabytes } from './units.ts';

/**
 * POST /api/live/bandwidth_flow (seed 001): bandwidth in Mbps and traffic in MB, one object a five-minute point, named
 * by its end on the account's clocks; in it one key a domain.
 *
 *     {"status":0,"msg":"Successful","data":[
 *       {"2018-06-02 17:15":{"play.live.com":{"bandwidth":6.1,"flow":228.88}}}]}
 */
export const liveBandwidthFlow: VendorApi<JdRequest, JdParams> = {
  name: 'bandwidth_flow',
  accept(request, context) {
    const params = acceptJdRequest(request, context, 'refused');
    if (textLength(params) > MAX_TEXT) throw new JdFault('tooManyDomains');
    return params;
  },
  query: (params) => jdQuery(params, ['bytes']),
  render: ({ clock }, usage) => {
    const domains = usage.series.map((series) => ({
      key: JSON.stringify(series.domain),
      bytes: readerOf(series, 'bytes'),
    }));
    const points = joined(usage.length, (bucket) => {
      const wall = clock.wall(labelOf(usage, bucket));
      let values = '';
      for (const { key, bytes } of domains) values += `${values && ','}${key}:${valuesOf(bytes(bucket))}`;
      return `{"${wallDay(wall)} ${wallMinute(wall)}":{${values}}}`;
    });
    return `{"status":0,"msg":"Successful","data":[${points}]}`;
  },
};

// Every point repeats every name: names of 253 letters would make a text longer than a string can be.
const MAX_TEXT = 200_000_000;

function textLength({ domains, firstLabel, lastLabel }: JdParams): number {
  const perPoint = domains.reduce((sum, domain) => sum + domain.length + 40, 0);
  return (Math.max(0, lastLabel - firstLabel) / 300) * perPoint;
}

function valuesOf(bytes: number | bigint): string {
  return `{"bandwidth":${megabitsPerSecond(bytes)},"flow":${megabytes(bytes)}}`;
}
