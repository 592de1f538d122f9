import type { Count } from '../usage/count.ts';
import type { TextWriter } from '../usage/text-writer.ts';

/** A column of an answer: writeArray(text, 'bytes', 2, (i) => i) writes `"bytes":[0,1]`. */
export function writeArray(text: TextWriter, name: string, length: number, valueAt: (bucket: number) => Count): void {
  text.write(`"${name}":[`);
  for (let bucket = 0; bucket < length; bucket++) {
    text.comma(bucket);
    text.count(valueAt(bucket));
  }
  text.write(']');
}
