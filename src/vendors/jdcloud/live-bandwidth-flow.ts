import { wallDay, wallMinute } from '../../time/wall-text.ts';
import { TextWriter } from '../../usage/text-writer.ts';
import type { VendorApi } from '../vendor.ts';
import { JdFault } from './faults.ts';
import { acceptJdRequest, type JdParams, type JdRequest } from './request.ts';
import { jdQuery, labelOf, readerOf } from './series.ts';
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
    const domains = usage.series.map((series, i) => ({
      key: `${i === 0 ? '":{' : '},'}${JSON.stringify(series.domain)}:{"bandwidth":`,
      bytes: readerOf(series, 'bytes'),
    }));
    const text = new TextWriter();
    text.write('{"status":0,"msg":"Successful","data":[');
    for (let bucket = 0; bucket < usage.length; bucket++) {
      const wall = clock.wall(labelOf(usage, bucket));
      text.write(bucket === 0 ? '{"' : ',{"');
      text.write(wallDay(wall));
      text.write(' ');
      text.write(wallMinute(wall));
      for (let i = 0; i < domains.length; i++) {
        const { key, bytes } = domains[i]!;
        const count = bytes(bucket);
        text.write(key);
        text.hundredths(megabitsPerSecond(count));
        text.write(',"flow":');
        text.hundredths(megabytes(count));
      }
      text.write('}}}');
    }
    text.write(']}');
    return text.take();
  },
};

// Every point repeats every name: names of 253 letters would make a text longer than a string can be.
const MAX_TEXT = 200_000_000;

function textLength({ domains, firstLabel, lastLabel }: JdParams): number {
  const perPoint = domains.reduce((sum, domain) => sum + domain.length + 40, 0);
  return (Math.max(0, lastLabel - firstLabel) / 300) * perPoint;
}
