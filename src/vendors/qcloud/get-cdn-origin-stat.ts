import { rollUp } from '../../query/roll-up.ts';
import type { DomainSeries, UsageSeries } from '../../query/usage-query.ts';
import { wallDay, wallText } from '../../time/wall-text.ts';
import { addCounts, maxCount, scaled } from '../../usage/count.ts';
import type { VendorApi } from '../vendor.ts';
import { acceptOriginStat, type OriginStatParams, type QcloudRequest } from './origin-stat-request.ts';

/**
 * GetCdnOriginStat (seed 003): traffic or bandwidth from the origins, host by host, in points of 5, 60 or 1440 minutes
 * by the length of the time asked for; a point is labelled with its end, and one that ends at midnight belongs to the
 * day it covers. Traffic and requests are sums, bandwidth of an hour or a day is its five-minute peak in bit/s.
 *
 *     startDate, endDate:   "data":{"period":60,"2017-08-12":{"start_time":"2017-08-12 02:00:00",
 *                           "end_time":"2017-08-13 00:00:00","www.test.com":[0,...],"count":23},...}
 *     startTime, endTime:   "data":{"period":5,"start_datetime":"2017-10-28 00:00:00",
 *                           "end_datetime":"2017-10-28 00:05:00","bandwidth":{"www.test.com":[1234567,7605898]}}
 */
export const getCdnOriginStat: VendorApi<QcloudRequest, OriginStatParams> = {
  name: 'GetCdnOriginStat',
  accept: acceptOriginStat,
  query: ({ edges, hosts, projects, statType }) => ({
    domains:
      hosts.length > 0
        ? { kind: 'named', names: hosts }
        : { kind: 'all', ...(projects.length > 0 ? { projects } : undefined) },
    start: edges[0] ?? 0,
    end: edges.at(-1) ?? 0,
    step: 300,
    counters: [counterOf(statType)],
    merged: false,
  }),
  render(params, usage) {
    const hosts = usage.series.map((series) => ({
      key: JSON.stringify(series.domain),
      values: valuesOf(params, usage, series),
    }));
    const data = params.form === 'days' ? renderDays(params, hosts) : renderRange(params, hosts);
    return `{"code":0,"message":"","codeDesc":"Success","data":${data}}`;
  },
};

/** A host's points, as JSON numbers. */
interface HostValues {
  readonly key: string;
  readonly values: readonly string[];
}

function counterOf(statType: OriginStatParams['statType']): 'origin_requests' | 'origin_bytes' {
  return statType === 'requests' ? 'origin_requests' : 'origin_bytes';
}

function valuesOf({ statType, edges }: OriginStatParams, usage: UsageSeries, series: DomainSeries): string[] {
  const column = series.counters[counterOf(statType)]!;
  if (statType !== 'bandwidth') return rollUp(usage, column, edges, addCounts).map(String);
  return rollUp(usage, column, edges, maxCount).map((bytes) => String(scaled(bytes, 8, 300)));
}

function renderDays({ clock, period, edges }: OriginStatParams, hosts: readonly HostValues[]): string {
  const days = new Map<string, number[]>(); // day -> its points
  for (let point = 0; point + 1 < edges.length; point++) {
    const day = wallDay(clock.wall(edges[point + 1]! - 1));
    const points = days.get(day);
    if (points) points.push(point);
    else days.set(day, [point]);
  }
  const label = (point: number): string => wallText(clock.wall(edges[point + 1]!));
  const objects = [...days].map(([day, points]) => {
    const arrays = hosts.map(({ key, values }) => `${key}:[${points.map((point) => values[point]).join(',')}],`);
    const times = `"start_time":"${label(points[0]!)}","end_time":"${label(points.at(-1)!)}"`;
    return `,"${day}":{${times},${arrays.join('')}"count":${points.length}}`;
  });
  return `{"period":${period}${objects.join('')}}`;
}

function renderRange(
  { clock, period, edges, statType, start, end }: OriginStatParams,
  hosts: readonly HostValues[],
): string {
  const first = edges.length === 0 ? start : clock.wall(edges[1]!);
  const last = edges.length === 0 ? end : clock.wall(edges.at(-1)!);
  const arrays = hosts.map(({ key, values }) => `${key}:[${values.join(',')}]`);
  const times = `"start_datetime":"${wallText(first)}","end_datetime":"${wallText(last)}"`;
  return `{"period":${period},${times},"${statType}":{${arrays.join(',')}}}`;
}
