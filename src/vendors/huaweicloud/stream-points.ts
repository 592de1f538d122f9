import { wallDay, wallTime } from '../../time/wall-text.ts';
import type { Count } from '../../usage/count.ts';
import { TextWriter } from '../../usage/text-writer.ts';
import type { StreamParams } from './stream-request.ts';

type Buckets = Pick<StreamParams, 'stepSeconds' | 'first' | 'end'>;

/** Starts of the buckets asked for and, last, the end of the last one; Unix seconds. */
export function edgesOf({ stepSeconds, first, end }: Buckets): number[] {
  const total = (end - first) / stepSeconds;
  return Array.from({ length: total + 1 }, (_, i) => first + i * stepSeconds);
}

/**
 * The answer that the three `stream/...` APIs share: a point for each bucket, labelled with its START.
 *
 *     renderPoints('traffic_info', 'traffic', edges, values)
 *     {"total":1,"traffic_info":[{"traffic":1024,"timestamp":"2018-05-19T21:10:00Z"}]}
 */
export function renderPoints(
  list: string,
  value: string,
  edges: readonly number[],
  values: readonly Count[],
): Uint8Array {
  const total = edges.length - 1;
  const key = `{"${value}":`;
  const text = new TextWriter();
  text.write(`{"total":${total},"${list}":[`);
  for (let i = 0; i < total; i++) {
    text.comma(i);
    text.write(key);
    text.count(values[i]!);
    text.write(',"timestamp":"');
    text.write(wallDay(edges[i]!));
    text.write('T');
    text.write(wallTime(edges[i]!));
    text.write('Z"}');
  }
  text.write(']}');
  return text.take();
}

/** Unix seconds -> 'yyyy-MM-ddTHH:mm:ssZ'. */
export function timestamp(seconds: number): string {
  return `${wallDay(seconds)}T${wallTime(seconds)}Z`;
}
