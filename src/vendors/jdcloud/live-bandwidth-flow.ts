import { wallDay, wallMinute } from '../../time/wall-text.ts';
import type { Count } from '../../usage/count.ts';
import { TextWriter } from '../../usage/text-writer.ts';
import type { VendorApi } from '../vendor.ts';
import { acceptLiveRequest, bucketsOf, type LiveFlowParams } from './live-request.ts';
import type { JdRequest } from './request.ts';
import { readerOf } from './series.ts';
import { megabitsPerSecond, megabytes } from './units.ts';

/**
 * POST /api/live/bandwidth_flow (seed 001): bandwidth in Mbps and traffic in MB, one object a five-minute point, named
 * by its end on the account's clocks (or its start: `time_point`); in it one key a domain.
 *
 *     {"status":0,"msg":"Successful","data":[
 *       {"2018-06-02 17:15":{"play.live.com":{"bandwidth":6.1,"flow":228.88}}}]}
 *
 * With an `appName` it is answered by stream-bandwidth-flow.ts.
 */
export const liveBandwidthFlow: VendorApi<JdRequest, LiveFlowParams> = {
  name: 'bandwidth_flow',
  accept: acceptLiveRequest,
  query: (params) => ({
    ...bucketsOf(params),
    domains: { kind: 'named', names: params.domains },
    counters: ['bytes'],
    merged: false,
  }),
  render: (params, usage) => {
    const columns = usage.series.map((one) => ({ domain: one.domain ?? '', bytesAt: readerOf(one, 'bytes') }));
    return renderBandwidthFlow(params, usage.length, columns);
  },
};

/** A domain of the answer, with the bytes of each of its buckets. */
export interface FlowColumn {
  readonly domain: string;
  readonly bytesAt: (bucket: number) => Count;
}

export function renderBandwidthFlow(
  { clock, firstLabel }: LiveFlowParams,
  length: number,
  columns: readonly FlowColumn[],
): Uint8Array {
  const domains = columns.map(({ domain, bytesAt }, i) => ({
    key: `${i === 0 ? '":{' : '},'}${JSON.stringify(domain)}:{"bandwidth":`,
    bytesAt,
  }));
  const text = new TextWriter();
  text.write('{"status":0,"msg":"Successful","data":[');
  for (let bucket = 0; bucket < length; bucket++) {
    const wall = clock.wall(firstLabel + bucket * 300);
    text.write(bucket === 0 ? '{"' : ',{"');
    text.write(wallDay(wall));
    text.write(' ');
    text.write(wallMinute(wall));
    for (let i = 0; i < domains.length; i++) {
      const { key, bytesAt } = domains[i]!;
      const count = bytesAt(bucket);
      text.write(key);
      text.hundredths(megabitsPerSecond(count));
      text.write(',"flow":');
      text.hundredths(megabytes(count));
    }
    text.write('}}}');
  }
  text.write(']}');
  return text.take();
}
